import { Writable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { BoundedSink } from './log-sink.js';

/** A stream that keeps what it is given until it is read. */
class Unread extends Writable {
  readonly lines: string[] = [];
  #read: (() => void) | undefined;

  constructor() {
    super({ decodeStrings: false });
  }

  override _write(line: string, _encoding: string, done: () => void): void {
    this.lines.push(line);
    this.#read = done;
  }

  /** Reads one line after the other until none is left. */
  async readAll(): Promise<void> {
    for (let read = this.#read; read; read = this.#read) {
      this.#read = undefined;
      read();
      await new Promise(setImmediate);
    }
  }
}

let stream: Unread;
let sink: BoundedSink;
beforeEach(() => {
  stream = new Unread();
  sink = new BoundedSink(stream);
});

describe('R-08: a log that is not read', () => {
  it('keeps about a megabyte, drops the rest, and reports how much once it is read again', async () => {
    const line = 'x'.repeat(10_000);
    for (let i = 0; i < 1_000; i++) sink.write(line);
    expect(stream.writableLength).toBe(1_000_000);
    await stream.readAll();
    expect(stream.lines).toHaveLength(101);
    expect(JSON.parse(stream.lines.at(-1)!)).toMatchObject({ level: 40, dropped: 900 });
    sink.write('next');
    await stream.readAll();
    expect(stream.lines.at(-1)).toBe('next');
  });

  it('ends nothing when its reader has gone', () => {
    stream.destroy(new Error('EPIPE'));
    expect(() => sink.write('a line')).not.toThrow();
  });
});
