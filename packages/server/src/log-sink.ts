import { fstatSync, writeSync } from 'node:fs';
import type { Writable } from 'node:stream';

/** Where finished log lines go. Never blocks and never throws. */
export interface LogSink {
  write(line: string): void;
}

/** Characters that wait for a reader at most: some thousand lines. */
const MAX_WAITING_CHARS = 1_000_000;
/** `warn` in the numbers of pino. */
const WARN = 40;

/** A stream that its reader may leave unread: what does not fit is dropped, counted, and reported once there is room. */
export class BoundedSink implements LogSink {
  readonly #stream: Writable;
  #dropped = 0;

  /** @param stream One whose `write` returns at once. */
  constructor(stream: Writable) {
    this.#stream = stream;
    // The reader has gone, and the log with it; the sessions go on.
    stream.on('error', () => undefined);
    stream.on('drain', () => this.#report());
  }

  write(line: string): void {
    if (this.#stream.writableLength + line.length > MAX_WAITING_CHARS) this.#dropped++;
    else this.#stream.write(line);
  }

  #report(): void {
    if (this.#dropped === 0) return;
    const report = { level: WARN, time: Date.now(), dropped: this.#dropped, msg: 'log lines dropped: read too slowly' };
    this.#dropped = 0;
    this.write(`${JSON.stringify(report)}\n`);
  }
}

/** A file needs no reader; a full disk costs the lines that do not fit, and nothing else. */
class FileSink implements LogSink {
  readonly #descriptor: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  write(line: string): void {
    try {
      writeSync(this.#descriptor, line);
    } catch {
      // No better place is left to report it.
    }
  }
}

/** Standard error: a pipe, a socket, a terminal or a file. */
export function standardError(): LogSink {
  const { stderr } = process;
  return fstatSync(stderr.fd).isFile() ? new FileSink(stderr.fd) : new BoundedSink(unblocked(stderr));
}

/** Node writes to pipes and sockets without waiting, but to terminals with it: one that is stopped would stop the server. */
export function unblocked(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  (stream as { _handle?: { setBlocking?(blocks: boolean): void } })._handle?.setBlocking?.(false);
  return stream;
}
