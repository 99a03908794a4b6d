import type { Readable } from 'node:stream';

/** A line of native code is a sentence; what is longer is data. */
const MAX_CHARS = 300;

/** Keeps the last line of a stream, without passing anything on. */
export class LastLine {
  #text = '';
  #forgotten = false;

  constructor(stream: Readable) {
    stream.setEncoding('utf8');
    stream.on('data', (piece: string) => {
      if (!this.#forgotten) this.#text = (this.#text + piece).slice(-2 * MAX_CHARS);
    });
  }

  /** Empty where nothing was written. */
  get line(): string {
    const lines = this.#text.split('\n').map((line) => line.trim());
    return lines.findLast((line) => line !== '')?.slice(0, MAX_CHARS) ?? '';
  }

  /** Keeps nothing from now on. */
  forget(): void {
    this.#forgotten = true;
    this.#text = '';
  }
}
