/** A thread that the process must not cut off. */
export interface EndingThread {
  /** Asks it to end behind what it computes now. */
  close(): void;
  /** Stands still until it has ended. */
  waitUntilEnded(): void;
}

const living = new Set<EndingThread>();

/**
 * Lets a thread end by itself when the process does. Node.js terminates threads at its end, and one that is cut off within a
 * call of onnxruntime-node aborts the whole process (node-addon-api throws where JavaScript can no longer be told).
 *
 * @param thread - the thread
 * @returns to be called when it has ended
 */
export function endWithProcess(thread: EndingThread): () => void {
  if (living.size === 0) process.on('exit', endAll);
  living.add(thread);
  return () => {
    living.delete(thread);
    if (living.size === 0) process.off('exit', endAll);
  };
}

function endAll(): void {
  for (const thread of living) thread.close();
  for (const thread of living) thread.waitUntilEnded();
}
