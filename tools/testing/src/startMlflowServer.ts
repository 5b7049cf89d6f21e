import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A run as the server keeps it. */
export interface KeptRun {
  name: string;
  status: string;
  tags: Record<string, string>;
  params: Record<string, string>;
  /** `key@step` to the values that came for it, each timestamp once, as MLflow's stores do. */
  metrics: Map<string, Map<number, number>>;
  artifacts: Map<string, Buffer>;
}

/** What the server answers: JSON, or a page for people. */
type Answer = [status: number, body: object | string];

/** What answers like MLflow, as far as a tracker asks. */
export interface MlflowTestServer {
  uri: string;
  runs: Map<string, KeptRun>;
  /** Method and path of every request. */
  requests: string[];
  /** The last header `authorization`. */
  authorization: string | undefined;
  /** Answers every request so, when it says something: a status, no answer after the work, or silence. */
  trouble: ((path: string) => number | 'hang up' | 'silence' | undefined) | undefined;
  /** Loses every experiment and run, as a restart with a fresh store does. */
  forget(): void;
  close(): Promise<void>;
}

/**
 * Starts a server on this machine that answers as MLflow 3 does to what its REST interface asks of a tracker, with
 * its limits: 1000 metrics and 100 params a request, params that never change.
 *
 * @param port - 0 for any
 */
export async function startMlflowServer(port = 0): Promise<MlflowTestServer> {
  const runs = new Map<string, KeptRun>();
  const experiments = new Map<string, string>();
  let made = 0;
  const server: Server = createServer();
  const kept: MlflowTestServer = {
    uri: '',
    runs,
    requests: [],
    authorization: undefined,
    trouble: undefined,
    forget: () => {
      runs.clear();
      experiments.clear();
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  server.on('request', (request, response) => {
    void (async () => {
      const body = await bodyOf(request);
      const url = new URL(request.url!, kept.uri);
      const path = url.pathname.replace('/api/2.0/', '');
      kept.requests.push(`${request.method} ${path}`);
      kept.authorization = request.headers.authorization;
      const trouble = kept.trouble?.(path);
      const [status, answer] =
        typeof trouble === 'number' ? [trouble, { message: 'trouble' }] : handle(path, url, body);
      if (trouble === 'silence') return;
      if (trouble === 'hang up') request.socket.destroy();
      else if (typeof answer === 'string') response.writeHead(status).end(answer);
      else response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    })();
  });

  const handle = (path: string, url: URL, body: Buffer): Answer => {
    const refused = (message: string): Answer => [400, { error_code: 'INVALID_PARAMETER_VALUE', message }];
    const missing = (message: string): Answer => [404, { error_code: 'RESOURCE_DOES_NOT_EXIST', message }];
    if (path.startsWith('mlflow-artifacts/artifacts/')) {
      // A folder of files: whether there is such a run is not asked.
      const [, id, , ...parts] = path.slice('mlflow-artifacts/artifacts/'.length).split('/');
      const name = parts.map(decodeURIComponent).join('/');
      if (name.includes('#')) return refused('Invalid path');
      runs.get(id!)?.artifacts.set(name, body);
      return [200, ''];
    }
    const asked = body.length === 0 ? {} : (JSON.parse(body.toString()) as Record<string, never>);
    switch (path) {
      case 'mlflow/experiments/get-by-name': {
        const name = url.searchParams.get('experiment_name')!;
        const id = experiments.get(name);
        return id === undefined
          ? missing(`Could not find experiment with name '${name}'`)
          : [200, { experiment: { experiment_id: id, lifecycle_stage: 'active' } }];
      }
      case 'mlflow/experiments/create':
        if (experiments.has(asked.name!))
          return [400, { error_code: 'RESOURCE_ALREADY_EXISTS', message: 'already exists' }];
        experiments.set(asked.name!, '7');
        return [200, { experiment_id: '7' }];
      case 'mlflow/runs/search': {
        const [, tag, value] = /^tags\."(.+)" = '(.+)'$/.exec(asked.filter!)!;
        const found = [...runs].filter(([, run]) => run.tags[tag!] === value);
        return [200, found.length === 0 ? {} : { runs: found.map(([id]) => infoOf(id)) }];
      }
      case 'mlflow/runs/create': {
        const id = `run${made++}`;
        const tags = { ...fromPairs(asked.tags!), 'mlflow.runName': asked.run_name! as string };
        runs.set(id, {
          name: asked.run_name!,
          status: 'RUNNING',
          tags,
          params: {},
          metrics: new Map(),
          artifacts: new Map(),
        });
        return [200, { run: infoOf(id) }];
      }
      case 'mlflow/runs/log-batch': {
        const run = runs.get(asked.run_id!);
        if (run === undefined) return missing(`Run with id=${asked.run_id} not found`);
        const { metrics = [], params = [] } = asked as {
          metrics?: { key: string; value: number; timestamp: number; step: number }[];
          params?: { key: string; value: string }[];
        };
        if (metrics.length > 1000 || params.length > 100) return refused('too many');
        for (const { key, value } of params) {
          if ((run.params[key] ?? value) !== value) return refused('Changing param values is not allowed');
          run.params[key] = value;
        }
        for (const { key, value, timestamp, step } of metrics) {
          const name = `${key}@${step}`;
          run.metrics.set(name, (run.metrics.get(name) ?? new Map<number, number>()).set(timestamp, value));
        }
        return [200, {}];
      }
      case 'mlflow/runs/update': {
        const run = runs.get(asked.run_id!);
        if (run === undefined) return missing(`Run with id=${asked.run_id} not found`);
        run.status = asked.status!;
        return [200, {}];
      }
      default:
        return [404, '<!doctype html><title>404 Not Found</title>'];
    }
  };

  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  kept.uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return kept;
}

function infoOf(id: string): object {
  return { info: { run_id: id, artifact_uri: `mlflow-artifacts:/7/${id}/artifacts` } };
}

function fromPairs(pairs: readonly { key: string; value: string }[]): Record<string, string> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
