import { PneumoError } from '@pneumo/core';

/** How a server of MLflow is reached. */
export interface MlflowServer {
  /** Its address, such as `http://localhost:5000`; user and password do not stand in it. */
  readonly uri: string;
  /** A bearer token (MLFLOW_TRACKING_TOKEN). */
  readonly token?: string;
  /** A user (MLFLOW_TRACKING_USERNAME), with `password`. */
  readonly username?: string;
  /** The user's password (MLFLOW_TRACKING_PASSWORD). */
  readonly password?: string;
  /** Milliseconds after which a request counts as lost; 10,000 by default. */
  readonly timeout?: number;
}

/** Sends requests to a server of MLflow. */
export interface MlflowClient {
  /**
   * One request.
   *
   * @throws PneumoError `MLFLOW_AWAY` when the server cannot be reached, is in trouble or is none of MLflow, which may
   *   pass; `MLFLOW_DENIED` when it wants other credentials; `MLFLOW_MISSING` for what it does not have;
   *   `MLFLOW_REFUSED` for a request that it will never take
   */
  send(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body?: object | Uint8Array,
  ): Promise<Record<string, unknown>>;
}

/**
 * A client of MLflow's REST interface.
 *
 * @param server - address and credentials
 * @param signal - ends requests in progress
 * @returns the client
 * @throws PneumoError `INVALID_ARGUMENT` for an address that is not http or https, or holds credentials
 */
export function mlflowClient(server: MlflowServer, signal?: AbortSignal): MlflowClient {
  const { timeout = 10_000 } = server;
  const base = checkMlflowUri(server.uri);
  const authorization = authorizationOf(server);
  return {
    async send(method, path, body) {
      const binary = body instanceof Uint8Array;
      const signals = [AbortSignal.timeout(timeout), ...(signal ? [signal] : [])];
      let status: number;
      let text: string;
      try {
        const response = await fetch(`${base}/api/2.0/${path}`, {
          method,
          headers: {
            ...(body !== undefined && {
              'content-type': binary ? 'application/octet-stream' : 'application/json',
            }),
            ...(authorization !== undefined && { authorization }),
          },
          ...(body !== undefined && {
            body: binary ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body),
          }),
          signal: AbortSignal.any(signals),
        });
        status = response.status;
        text = await response.text();
      } catch (cause) {
        throw new PneumoError('MLFLOW_AWAY', `${base} cannot be reached (${reasonOf(cause)}).`, { cause });
      }
      if (status >= 200 && status < 300) return parsed(text);
      const said = parsed(text);
      throw new PneumoError(
        codeOf(status, said.error_code),
        `${base} answered ${status} to ${path.split('?')[0]}: ${said.message ?? (text.slice(0, 200) || 'nothing')}`,
        { details: { status } },
      );
    },
  };
}

/**
 * The address of a server without slashes at its end.
 *
 * @throws PneumoError `INVALID_ARGUMENT` for one that is not http or https, or holds credentials
 */
export function checkMlflowUri(uri: string): string {
  let url: URL | undefined;
  try {
    url = new URL(uri);
  } catch {
    // Named below.
  }
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `The address of MLflow is '${uri}'; expected one of http or https, such as http://localhost:5000.`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `The address of MLflow for ${url.host} holds a user or password; give them by MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or a token by MLFLOW_TRACKING_TOKEN.`,
    );
  }
  return url.href.replace(/\/+$/, '');
}

function authorizationOf({ token, username, password = '' }: MlflowServer): string | undefined {
  if (token !== undefined) return `Bearer ${token}`;
  if (username === undefined) return undefined;
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

/** Trouble that passes is worth another try; what the server does not want never will be. */
function codeOf(status: number, said: unknown): string {
  if (status >= 500 || status === 429 || status === 408) return 'MLFLOW_AWAY';
  if (status === 401 || status === 403) return 'MLFLOW_DENIED';
  if (status !== 404) return 'MLFLOW_REFUSED';
  // A proxy before a server that is away also answers 404; MLflow names what is missing.
  return said === 'RESOURCE_DOES_NOT_EXIST' ? 'MLFLOW_MISSING' : 'MLFLOW_AWAY';
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  const code = (cause as { code?: string } | undefined)?.code;
  return code ?? (error instanceof DOMException ? error.name : message);
}
