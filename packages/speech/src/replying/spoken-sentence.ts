import { PLAYOUT_RATE_HZ, type SpeechSegment, type TimedPhone } from '@visavis/sound';
import { lettersBefore, wordEnds, type WordEnd } from './spoken-words.js';

const SAMPLES_PER_MS = PLAYOUT_RATE_HZ / 1000;
/** Duration of a letter where nothing better is known: 170 words a minute, of five letters each. */
const LETTER_MS = 70;
/** A word is heard at its end, however its end was calculated. */
const ROUNDING_MS = 1e-6;

/** The number of letters of the sentence that have been said at a time of its sound. */
interface Mark {
  readonly letters: number;
  readonly atMs: number;
  /** Whether a word is reported to begin here: the one before has ended, at the latest. */
  readonly begins?: boolean;
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * One sentence passed to the synthesiser, and when its words sound. The times that segments report become marks on one
 * line of time; between two marks words follow each other by their letters, without the pauses. Times behind the last
 * mark of an unfinished sentence are estimated by the usual rate of speech: how much more sound will come is not known.
 */
export class SpokenSentence {
  #text: string;
  /** The words, and the letters in front of each character; found again after the text has grown. */
  #words: readonly WordEnd[] | undefined;
  #lettersBefore: Uint32Array | undefined;
  readonly #pauses: Span[] = [];
  readonly #marks: Mark[] = [];
  #durationMs = 0;
  #expectedMs: number | undefined;
  #complete = false;
  /** End of each word; calculated again after more sound has come. */
  #endsMs: readonly number[] | undefined;
  /** Length of the text that the segments' own texts cover. */
  #textEnd = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get text(): string {
    return this.#text;
  }

  /** All of its sound will last so long, ms: known before the sound is passed on. */
  expect(durationMs: number): void {
    this.#expectedMs = durationMs;
    this.#endsMs = undefined;
  }

  /** More of its text has come, while its sound does. */
  grow(text: string): void {
    this.#text += text;
    this.#words = this.#lettersBefore = this.#endsMs = undefined;
  }

  /** Duration of its sound so far, ms. */
  get durationMs(): number {
    return this.#durationMs;
  }

  /** Adds a piece of its sound. */
  add({ samples, text, phones, words = [] }: SpeechSegment): void {
    const startMs = this.#durationMs;
    this.#durationMs += samples.length / SAMPLES_PER_MS;
    this.#pauses.push(...pausesOf(phones ?? [], startMs));
    for (const word of words) {
      this.#mark(word.from, startMs + word.startMs, true);
      this.#mark(word.to, startMs + word.endMs);
    }
    const from = text === '' ? -1 : this.text.indexOf(text, this.#textEnd);
    if (from >= 0) this.#mark((this.#textEnd = from + text.length), this.#durationMs);
    this.#endsMs = undefined;
  }

  /** Reports that no more sound comes. */
  end(): void {
    this.#complete = true;
    this.#mark(this.text.length, this.#durationMs);
    this.#endsMs = undefined;
  }

  /** @returns The words that are heard once `heardMs` of the sentence's sound have been. */
  heard(heardMs: number): string {
    if (this.#complete && heardMs >= this.#durationMs) return this.text;
    const voicedMs = this.#voiced(heardMs) + ROUNDING_MS;
    const endsMs = (this.#endsMs ??= this.#timeWords());
    const last = endsMs.findLastIndex((endMs) => endMs <= voicedMs);
    return this.text.slice(0, this.#wordEnds[last]?.to ?? 0);
  }

  /** Whether all of its words have been heard once `heardMs` of its sound have been. */
  said(heardMs: number): boolean {
    if (!this.#complete) return false;
    return heardMs >= this.#durationMs || this.heard(heardMs).length === (this.#wordEnds.at(-1)?.to ?? 0);
  }

  get #wordEnds(): readonly WordEnd[] {
    return (this.#words ??= wordEnds(this.text));
  }

  #mark(character: number, atMs: number, begins = false): void {
    const letters = (this.#lettersBefore ??= lettersBefore(this.text))[character];
    // A position outside of the text is a synthesiser's mistake and is ignored.
    if (letters !== undefined && Number.isFinite(atMs)) this.#marks.push({ letters, atMs, begins });
  }

  #timeWords(): number[] {
    const known = this.#marks.map((mark) => ({ ...mark, atMs: this.#voiced(mark.atMs) }));
    const expected = this.#expectedMs === undefined || this.#complete ? [] : [this.#lastMark(this.#expectedMs)];
    const marks = inOrder([{ letters: 0, atMs: 0 }, ...known, ...expected]);
    let next = 0;
    return this.#wordEnds.map(({ letters }) => {
      while (next < marks.length && (marks[next] as Mark).letters < letters) next++;
      return timeOf(letters, marks[next - 1], marks[next]);
    });
  }

  #lastMark(atMs: number): Mark {
    return { letters: this.#wordEnds.at(-1)?.letters ?? 0, atMs: this.#voiced(atMs) };
  }

  /** Pauses hold no words, so they are not counted. */
  #voiced(atMs: number): number {
    return this.#pauses.reduce((ms, { fromMs, toMs }) => ms - Math.max(0, Math.min(toMs, atMs) - fromMs), atMs);
  }
}

function pausesOf(phones: readonly TimedPhone[], startMs: number): Span[] {
  return phones.flatMap(({ phone, endMs }, i) =>
    phone === 'pau' ? { fromMs: startMs + (phones[i - 1]?.endMs ?? 0), toMs: startMs + endMs } : [],
  );
}

/**
 * Time moves forward with the text; a mark that contradicts an earlier one is left out. A word's own end takes
 * precedence.
 */
function inOrder(marks: readonly Mark[]): Mark[] {
  const ordered: Mark[] = [];
  const own = ({ begins }: Mark): number => (begins ? 1 : 0);
  for (const mark of marks.toSorted((a, b) => a.letters - b.letters || own(a) - own(b) || a.atMs - b.atMs))
    if (mark.atMs >= (ordered.at(-1)?.atMs ?? 0)) ordered.push(mark);
  return ordered;
}

function timeOf(letters: number, before: Mark = { letters: 0, atMs: 0 }, after: Mark | undefined): number {
  const more = letters - before.letters;
  if (!after) return before.atMs + more * LETTER_MS;
  if (after.letters === before.letters) return after.atMs;
  return before.atMs + (more * (after.atMs - before.atMs)) / (after.letters - before.letters);
}
