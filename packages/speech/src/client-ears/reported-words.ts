import { echoedWords } from './echoed-words.js';
import { isUnspaced, wordTokens, type WordToken } from './word-tokens.js';

/** What a client has recognised of its user. */
export interface ClientTranscript {
  readonly text: string;
  /** Whether the text will not change; the next one is of what is said later. */
  readonly final: boolean;
}

/** A recogniser is later than the detector that finds speech: words that came earlier than this before an utterance are no part of it. */
const EARLY_MS = 700;
/** An echo of the face's voice is recognised within this time. */
const ECHO_MS = 1_000;
/** Words kept of a minute's speech. */
const MAX_WORDS = 1_000;
/** Words kept of those that belong to no utterance: enough to find the rest of an echo that began with them. */
const MAX_STRAY_WORDS = 8;
/** An echo is no longer than what the face says in a few breaths. */
const MAX_FACE_WORDS = 60;
const MAX_FACE_CHARS = 1_000;

interface ReportedWord extends WordToken {
  readonly atMs: number;
}

/**
 * The words that a client reports, until they are taken for an utterance. What was reported long before one began, and an echo
 * of what the face says, is left out. Pure apart from what it keeps; time is passed in.
 */
export class ReportedWords {
  /** Words that will not change any more and belong to no utterance yet. */
  #final: ReportedWord[] = [];
  /** Words of the transcript that may still change. */
  #interim: ReportedWord[] = [];
  /** Number of words at the beginning of that transcript that are taken already. */
  #taken = 0;
  /** Words that belong to no utterance, right before the others. */
  #stray: ReportedWord[] = [];
  #face: string[] = [];
  #faceMs = -Infinity;
  #text: string | undefined;
  /** When a transcript came last, and whether it will not change. */
  last: { readonly atMs: number; readonly final: boolean } | undefined;

  report({ text, final }: ClientTranscript, atMs: number): void {
    const words = wordTokens(text)
      .slice(this.#taken, this.#taken + MAX_WORDS)
      .map((word, index) => ({ ...word, atMs: this.#interim[index]?.atMs ?? atMs }));
    if (words[0] && !isUnspaced(words[0])) words[0] = { ...words[0], written: ` ${words[0].written.trimStart()}` };
    this.last = { atMs, final };
    if (final) {
      this.#final = [...this.#final, ...words].slice(-MAX_WORDS);
      this.#interim = [];
      this.#taken = 0;
    } else this.#interim = words;
    this.#text = undefined;
  }

  /** @param text What the face has said of a reply until now. */
  faceSaid(text: string, atMs: number): void {
    this.#face = soundedBy(wordTokens(text.slice(-MAX_FACE_CHARS))).slice(-MAX_FACE_WORDS);
    this.#faceMs = atMs;
    this.#text = undefined;
  }

  /** An utterance has begun: words that were reported long before are no part of it. */
  begin(atMs: number): void {
    const words = this.#words;
    const early = words.filter((word) => word.atMs < atMs - EARLY_MS);
    this.#stray = early.slice(-MAX_STRAY_WORDS);
    this.#drop(early.length);
  }

  /** The words of the utterance so far. */
  get text(): string {
    return (this.#text ??= this.#withoutEcho()
      .map(({ written }) => written)
      .join('')
      .trim());
  }

  /** @returns The words of the utterance; those that are reported from now on belong to the next one. */
  take(): string {
    const { text } = this;
    this.#stray = [];
    this.#drop(this.#words.length);
    return text;
  }

  get #words(): readonly ReportedWord[] {
    return [...this.#final, ...this.#interim];
  }

  #drop(count: number): void {
    const ofInterim = Math.max(0, count - this.#final.length);
    this.#final = this.#final.slice(count);
    this.#interim = this.#interim.slice(ofInterim);
    this.#taken += ofInterim;
    this.#text = undefined;
  }

  #withoutEcho(): readonly ReportedWord[] {
    const words = this.#words;
    const all = [...this.#stray, ...words];
    const possible = soundedBy(
      all.slice(0, this.#stray.length + MAX_FACE_WORDS).filter((word) => this.#mayBeEcho(word)),
    );
    const ends = [...this.#stray.keys(), this.#stray.length].map(
      (from) => from + echoedWords(possible.slice(from), this.#face),
    );
    return words.slice(Math.max(...ends) - this.#stray.length);
  }

  #mayBeEcho({ atMs }: ReportedWord): boolean {
    return atMs <= this.#faceMs + ECHO_MS;
  }
}

const soundedBy = (words: readonly WordToken[]): string[] => words.map(({ sounded }) => sounded);
