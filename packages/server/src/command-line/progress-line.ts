/** The part of a stream that a line of progress is written to. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const BAR_CHARS = 30;
const MEGABYTE = 1_000_000;
/** Without a terminal, a line is written for so many percent. */
const STEP = 10;
const CLEAR_LINE = '\r\x1b[K';

/** How far one thing is: a bar that moves on a terminal, a line now and then elsewhere. */
export class ProgressLine {
  readonly #output: ProgressOutput;
  readonly #name: string;
  #shown = '';

  constructor(output: ProgressOutput, name: string) {
    this.#output = output;
    this.#name = name;
  }

  /** @param total Absent where it is not known. */
  at(bytes: number, total: number | undefined): void {
    const megabytes = (size: number): string => `${Math.floor(size / MEGABYTE)} MB`;
    if (total === undefined || total === 0) return this.#show(megabytes(bytes), megabytes(bytes));
    const share = Math.min(1, bytes / total);
    const filled = Math.floor(share * BAR_CHARS);
    const percent = Math.floor(share * 100);
    const bar = `[${'#'.repeat(filled)}${'.'.repeat(BAR_CHARS - filled)}]`;
    this.#show(`${bar} ${percent} % of ${megabytes(total)}`, `${percent - (percent % STEP)} % of ${megabytes(total)}`);
  }

  note(what: string): void {
    this.#show(what, what);
  }

  end(result: string): void {
    if (this.#output.isTTY) this.#output.write(CLEAR_LINE);
    this.#output.write(`${this.#name}: ${result}\n`);
  }

  #show(onTerminal: string, elsewhere: string): void {
    const { isTTY } = this.#output;
    const text = isTTY ? onTerminal : elsewhere;
    if (text === this.#shown) return;
    this.#shown = text;
    this.#output.write(isTTY ? `${CLEAR_LINE}${this.#name}: ${text}` : `${this.#name}: ${text}\n`);
  }
}
