import { randomUUID } from 'node:crypto';
import type { ReplyPart } from '@visavis/speech';
import type { ToolNames } from '../chat-tools.js';
import type { JsonExtent } from '../json-extent.js';
import { beginningOfMark, findMark, type Mark } from '../marks.js';
import { writtenCalls } from '../written-calls.js';
import { HeldWords } from './held-words.js';

/**
 * What is known of how a model's answers begin. `own`: it writes the beginning of its thoughts, or has none. `opened`: its
 * template has written the beginning, and the answer holds their end alone.
 */
export type ThoughtHabit = 'unknown' | 'own' | 'opened';

/** What the text that comes belongs to. */
export type State =
  | { readonly name: 'speaking' }
  /** `depth`: number of beginnings without an end. `after`: text behind the latest end. */
  | { readonly name: 'thinking'; depth: number; after: string | undefined }
  | { readonly name: 'header'; text: string }
  /** `called`: the tool's name, where it does not stand in the text. */
  | { readonly name: 'calling'; readonly ends: string; readonly called: string | undefined; text: string }
  /** JSON, or a block of code, which may be a call. */
  | { readonly name: 'data'; readonly fenced: boolean; readonly extent: JsonExtent; text: string };

export type StateOf<Name extends State['name']> = Extract<State, { name: Name }>;

/** Longest text of a call, or of thoughts behind an end that may not be the last. */
export const MAX_HELD_CHARS = 64 * 1024;

/** An answer while it is read: what has come of it, what was understood, and where the reading stands. */
export class Reading {
  readonly names: ToolNames;
  readonly words = new HeldWords();
  readonly #calls: ReplyPart[] = [];
  habit: ThoughtHabit;
  state: State = { name: 'speaking' };
  /** Text that has come and is not understood yet. */
  text = '';
  /** Whether nothing has come yet, or nothing since thoughts or a call have ended. */
  atStart = true;
  /** Whether the answer held thoughts. */
  thought = false;
  /** Whether nothing more comes. */
  ended = false;

  constructor(names: ToolNames, habit: ThoughtHabit) {
    this.names = names;
    this.habit = habit;
    // All of it is the answer, should no end of thoughts come.
    if (habit === 'opened') this.state = { name: 'thinking', depth: 1, after: '' };
  }

  /** Whether thoughts are only assumed: the template usually opens them, and this answer has shown nothing of them. */
  get assumesThoughts(): boolean {
    return this.habit === 'opened' && !this.thought;
  }

  /** @returns The first mark in the text, and what stands before it, which is taken: without a mark all that is certain. */
  next(): { readonly passed: string; readonly mark: Mark | undefined } {
    const mark = findMark(this.text, this.ended);
    return { passed: this.take(mark?.from ?? (this.ended ? this.text.length : beginningOfMark(this.text))), mark };
  }

  /** @returns The first characters of the text, which are taken. */
  take(length: number): string {
    const taken = this.text.slice(0, length);
    this.text = this.text.slice(length);
    return taken;
  }

  /** These are words for the user. */
  speak(text: string): void {
    if (text === '') return;
    this.words.add(text, this.habit !== 'unknown');
    this.atStart = false;
  }

  /** @param text Calls that are written as text. @param called The tool's name, where it does not stand in the text. */
  call(text: string, called: string | undefined): void {
    for (const { name, arguments: given } of writtenCalls(text, this.names, called))
      this.#calls.push({ type: 'toolCall', callId: `call_${randomUUID()}`, name, arguments: given });
  }

  /** The answer holds thoughts that the model has begun by itself, or that are marked as such. */
  showsThoughts(): void {
    this.thought = true;
    if (this.habit === 'unknown') this.habit = 'own';
  }

  /** @returns What can be passed on now. */
  takeParts(): ReplyPart[] {
    return [...this.words.take(), ...this.#calls.splice(0)];
  }
}
