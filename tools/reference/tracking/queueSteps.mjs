// Does with a queue for MLflow what its input says, a line a step, and answers each with a line: for check_mlflow.py.
//
//   npm run build && node tools/reference/tracking/queueSteps.mjs FOLDER URI
//
// {"log": ENTRY} notes an entry, {"send": true} begins to send, {"flush": MILLISECONDS} sends. The answer is
// {"sent": whether nothing waits, "waiting": entries, "problems": what was said since the last answer}.
import { createInterface } from 'node:readline';
import { mlflowQueue } from '@pneumo/training/node';

const [folder, uri] = process.argv.slice(2);
let problems = [];
const queue = await mlflowQueue(folder, {
  uri,
  experiment: 'pneumo check ä',
  name: 'first run',
  identity: 'check-1',
  now: () => Date.now(),
  onProblem: (problem) => problems.push(problem),
});
for await (const line of createInterface({ input: process.stdin })) {
  const { log, send, flush } = JSON.parse(line);
  if (log !== undefined) await queue.log(log);
  if (send) queue.send();
  if (flush !== undefined) await queue.flush(flush);
  process.stdout.write(
    `${JSON.stringify({ sent: queue.waiting === 0, waiting: queue.waiting, problems })}\n`,
  );
  problems = [];
}
