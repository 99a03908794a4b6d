import { seeded } from '@visavis/core/testing';

/** Strings that break programs which read text. */
const NASTY = [
  '', ' ', '0', '-1', '65536', '99999999999999999999', '1e9', 'NaN', '0x10', '::', '...', '%s%n', '\u0000', '\t', '\r', '\n',
  '💥', '\ud800', '__proto__', 'constructor', 'a=', 'm=', 'm=video 9 UDP/TLS/RTP/SAVPF 96', 'a=mid:0', 'a=mid:1', 'a=sendrecv',
  'a=inactive', 'a=bundle-only', 'a=ice-lite', 'a=candidate:', 'a=setup:passive', '../../etc/passwd', 'x'.repeat(5000),
]; // prettier-ignore

/** Generates texts that are nearly right: pieces of good ones, changed a few times. */
export class Mutator {
  readonly #random: () => number;
  readonly #corpus: readonly string[];

  constructor(corpus: readonly string[], seed: number) {
    this.#corpus = corpus;
    this.#random = seeded(seed);
  }

  next(): string {
    const lines = this.#pick(this.#corpus).split('\r\n');
    for (let changes = 1 + this.#below(6); changes > 0; changes--) this.#change(lines);
    return lines.join(this.#random() < 0.9 ? '\r\n' : this.#pick(['\n', '\r', '']));
  }

  #change(lines: string[]): void {
    const at = this.#below(lines.length);
    const line = lines[at] ?? '';
    const other = this.#pick(this.#pick(this.#corpus).split('\r\n'));
    switch (this.#below(8)) {
      case 0:
        return void lines.splice(at, 1 + this.#below(4));
      case 1:
        return void lines.splice(at, 0, other);
      case 2:
        return void lines.splice(this.#below(lines.length), 0, ...lines.slice(at, at + this.#below(40)));
      case 3:
        return void (lines[at] = this.#pick(NASTY));
      case 4:
        return void (lines[at] = line.replace(/\d+/, this.#pick(NASTY)));
      case 5:
        return void (lines[at] = line.slice(0, this.#below(line.length + 1)) + this.#pick(NASTY));
      case 6:
        return void (lines[at] = this.#withToken(line));
      default:
        lines.length = at;
    }
  }

  #withToken(line: string): string {
    const tokens = line.split(/(?=[ :;=/])/);
    tokens[this.#below(tokens.length)] = this.#pick(NASTY);
    return tokens.join('');
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#below(list.length)] as T;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }
}
