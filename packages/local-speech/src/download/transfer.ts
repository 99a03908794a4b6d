import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError } from '@visavis/core';
import { Agent, fetch, ProxyAgent, type Dispatcher, type Response } from 'undici';

/** How a file is downloaded. */
export interface TransferOptions {
  /** Address of an HTTP proxy. @defaultValue none */
  readonly proxy?: string;
  /** Called when bytes have arrived and are kept. `total` is absent where the server does not know it. */
  readonly onProgress?: (progress: { readonly received: number; readonly total?: number }) => void;
  readonly signal?: AbortSignal;
  /** Waits between two attempts; replaced by tests. */
  readonly pause?: (ms: number) => Promise<unknown>;
}

/** Attempts in a row that bring nothing. */
const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 1000;
/** A server that sends nothing for so long is asked again. */
const SILENCE_MS = 30_000;
const RANGE_NOT_SATISFIABLE = 416;
/** Answers after which the same request will not succeed. */
const LASTING = new Set([400, 401, 403, 404, 405, 410, 451]);

/**
 * Downloads a file. What has arrived is kept beside it, and the next attempt, or the next call, goes on from there, as
 * long as the server has the same file.
 *
 * @throws {CodedError} `model.download`, one sentence with the address.
 * @throws The reason of `signal`, when that aborts.
 */
export async function transfer(url: string, path: string, options: TransferOptions = {}): Promise<void> {
  const { signal, pause = sleep } = options;
  const dispatcher = dispatcherFor(options.proxy);
  try {
    for (let failures = 0; ;) {
      const before = await sizeOf(partOf(path));
      try {
        await attempt(url, path, { ...options, dispatcher });
        return;
      } catch (error) {
        signal?.throwIfAborted();
        failures = (await sizeOf(partOf(path))) > before ? 1 : failures + 1;
        if (error instanceof Lasting || failures >= ATTEMPTS) throw failed(url, error);
        await pause(FIRST_PAUSE_MS * 2 ** (failures - 1));
        signal?.throwIfAborted();
      }
    }
  } finally {
    await dispatcher.destroy();
  }
}

const partOf = (path: string): string => `${path}.part`;
/** Holds what identifies the file on the server. */
const tagOf = (path: string): string => `${path}.tag`;

/** A failure that a further attempt would repeat. */
class Lasting extends Error {}

function dispatcherFor(proxy: string | undefined): Dispatcher {
  const limits = { headersTimeout: SILENCE_MS, bodyTimeout: SILENCE_MS };
  return proxy === undefined ? new Agent(limits) : new ProxyAgent({ uri: proxy, ...limits });
}

async function attempt(
  url: string,
  path: string,
  { signal, onProgress, dispatcher }: TransferOptions & { dispatcher: Dispatcher },
): Promise<void> {
  const [part, tag] = [partOf(path), tagOf(path)];
  const known = await readFile(tag, 'utf8').catch(() => '');
  const have = known === '' ? 0 : await sizeOf(part);
  const resuming: Record<string, string> = have > 0 ? { range: `bytes=${have}-`, 'if-range': known } : {};
  const response = await fetch(url, {
    dispatcher,
    signal,
    headers: { 'accept-encoding': 'identity', ...resuming },
  });
  // The part is no beginning of the file that the server has now.
  if (response.status === RANGE_NOT_SATISFIABLE) await rm(tag);
  const from = await offsetOf(response, have);
  if (from === 0) await writeFile(tag, identityOf(response));
  const length = Number(response.headers.get('content-length') ?? NaN);
  const total = Number.isNaN(length) ? undefined : from + length;
  if (!response.body) throw new Error('the answer is empty');
  const file = await open(part, from > 0 ? 'a' : 'w');
  let received = from;
  try {
    for await (const piece of response.body) {
      await file.write(piece as Uint8Array);
      received += (piece as Uint8Array).length;
      onProgress?.({ received, total });
    }
  } finally {
    await file.close();
  }
  if (total !== undefined && received < total) throw new Error('the connection was lost');
  await rename(part, path);
  await rm(tag, { force: true });
}

/** @returns Where the answer belongs in the file. @throws {Error} When it is no part of it. */
async function offsetOf({ status, headers, body }: Response, have: number): Promise<number> {
  if (status === 200) return 0;
  const [, from] = /^bytes (\d+)-/.exec(headers.get('content-range') ?? '') ?? [];
  if (status === 206 && Number(from) === have) return have;
  await body?.cancel();
  const why = `the server returns ${status}`;
  throw LASTING.has(status) ? new Lasting(why) : new Error(why);
}

/** What a server needs to know whether it still has the same file; empty where it says nothing that identifies it. */
function identityOf({ headers }: Response): string {
  const tag = headers.get('etag');
  // A weak one identifies the meaning of a file, not its bytes (RFC 9110 §13.1.5).
  return (tag?.startsWith('W/') ? undefined : tag) ?? headers.get('last-modified') ?? '';
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => ({ size: 0 }))).size;
}

function failed(url: string, cause: unknown): CodedError {
  const { message, cause: inner } = cause as Error;
  const why = inner instanceof Error && inner.message !== '' ? inner.message : message;
  return new CodedError('model.download', `${url} cannot be downloaded: ${why}`, { cause });
}
