import { randomUUID } from 'node:crypto';
import { CodedError } from '@visavis/core';
import type { ReplyPart } from '@visavis/speech';
import type { ToolNames } from './chat-tools.js';
import { JsonExtent, parsedJson } from './json-extent.js';
import { beginningOfMark, findMark, type Mark } from './marks.js';
import { refusalIn } from './refusal.js';
import { callIn, looksLikeCall, writtenCalls } from './written-calls.js';

/**
 * What is known of how a model's answers begin. `own`: it writes the beginning of its thoughts, or has none. `opened`: its
 * template has written the beginning, and the answer holds their end alone.
 */
export type ThoughtHabit = 'unknown' | 'own' | 'opened';

type State =
  | { readonly name: 'speaking' }
  /** `depth`: number of beginnings without an end. `after`: text behind the latest end. */
  | { readonly name: 'thinking'; depth: number; after: string | undefined }
  | { readonly name: 'header'; text: string }
  /** `called`: the tool's name, where it does not stand in the text. */
  | { readonly name: 'calling'; readonly ends: string; readonly called: string | undefined; text: string }
  /** JSON, or a block of code, which may be a call. */
  | { readonly name: 'data'; readonly fenced: boolean; readonly extent: JsonExtent; text: string };

/** Longest text of a call, or of thoughts behind an end that may not be the last. */
const MAX_HELD_CHARS = 64 * 1024;
/** The end of a sentence; a first one of usual length. Until there, thoughts may turn out to have been meant. */
const SENTENCE = /[.!?…。！？]["'”’)\]]*\s/;
const MAX_FIRST_SENTENCE = 200;
const FENCE = '```';
/** JSON objects or code at the beginning of an answer, or what may become them. */
const DATA = /^\s{0,20}(?:\{|\[\s{0,20}\{|`{3})/;
const DATA_BEGUN = /^\s{0,20}(?:\[\s{0,20}|`{1,2}|<(?:!?[a-z]{0,7} ?[a-z]{0,4})?)?$/i;
/** What may be the body of an error. */
const ERROR = /^\s{0,20}\{\s{0,20}"(?:error|object)"/;
/** The error page of something between the service and this server. */
const PAGE = /^\s{0,20}<(?:!doctype html|html)[\s>]/i;

/**
 * Separates the words of a model's answer from what is not meant to be heard: thoughts in tags and channels of any family,
 * tokens of chat templates, and tool calls that are written as text. A whole call of an offered tool becomes a call.
 */
export class AnswerFilter {
  readonly #names: ToolNames;
  readonly #calls: ReplyPart[] = [];
  #habit: ThoughtHabit;
  #state: State = { name: 'speaking' };
  /** Text that has come and is not understood yet. */
  #text = '';
  /** Words that wait: they may turn out to have been thoughts. */
  #withheld = '';
  /** Whether words wait. */
  #waits = true;
  /** Whether nothing has come yet, or nothing since thoughts or a call have ended. */
  #atStart = true;
  /** Whether words have been passed on. */
  #said = false;
  /** Whether the words passed on have turned out to be thoughts. */
  #retracts = false;
  #thought = false;
  #ended = false;

  constructor(names: ToolNames, habit: ThoughtHabit) {
    this.#names = names;
    this.#habit = habit;
    // All of it is the answer, should no end of thoughts come.
    if (habit === 'opened') this.#state = { name: 'thinking', depth: 1, after: '' };
  }

  /** What this answer has shown. */
  get habit(): ThoughtHabit {
    return this.#habit;
  }

  /** Whether the answer held thoughts. */
  get thought(): boolean {
    return this.#thought;
  }

  /** Whether words wait that {@link release} would return. */
  get withholds(): boolean {
    return this.#withheld !== '' && this.#habit !== 'unknown';
  }

  push(text: string): ReplyPart[] {
    this.#text += text;
    while (this.#step());
    return this.#parts();
  }

  /** Called when nothing comes for a while. @returns The words that waited. */
  release(): ReplyPart[] {
    if (this.#habit !== 'unknown') this.#waits = false;
    return this.#parts();
  }

  /** Called when a field of its own has shown that the model's thoughts do not stand in the text. */
  thinksApart(): void {
    if (this.#habit === 'unknown') this.#habit = 'own';
  }

  /**
   * Called when the answer has ended.
   *
   * @param complete Whether the model has ended it, rather than a limit.
   */
  finish(complete: boolean): ReplyPart[] {
    this.#ended = true;
    while (this.#step());
    if (this.#habit === 'unknown' && complete) this.#habit = 'own';
    if (this.#state.name === 'thinking') this.#endThinking(this.#state, complete);
    const state = this.#state;
    if (state.name === 'speaking') this.#speak(this.#text);
    else if (state.name === 'calling') this.#takeCalls(state.text + this.#text, state.called);
    else if (state.name === 'data') this.#decideData(state.text + this.#text);
    this.#text = '';
    // An answer that a limit has cut may have been nothing but thoughts.
    if (this.#habit === 'unknown' && !complete) this.#withheld = '';
    this.#waits = false;
    return this.#parts();
  }

  /** @returns Whether more can be understood of the text that has come. */
  #step(): boolean {
    if (this.#text === '') return false;
    switch (this.#state.name) {
      case 'speaking':
        return this.#stepSpeaking();
      case 'thinking':
        return this.#stepThinking(this.#state);
      case 'header':
        return this.#stepHeader(this.#state);
      case 'calling':
        return this.#stepCalling(this.#state);
      case 'data':
        return this.#stepData(this.#state);
    }
  }

  #stepSpeaking(): boolean {
    if (this.#atStart && PAGE.test(this.#text))
      throw new CodedError('provider.failed', 'the language model answered with a page');
    if (this.#atStart && DATA.test(this.#text)) return this.#beginData();
    if (this.#atStart && !this.#ended && DATA_BEGUN.test(this.#text)) return false;
    const mark = findMark(this.#text, this.#ended);
    if (!mark) {
      this.#speak(this.#take(this.#ended ? this.#text.length : beginningOfMark(this.#text)));
      return false;
    }
    this.#speak(this.#take(mark.from));
    const written = this.#take(mark.to - mark.from);
    if (mark.kind === 'data') this.#speak(written);
    this.#enter(mark, written);
    return true;
  }

  /** Goes where a mark among spoken text leads. */
  #enter({ kind, name }: Mark, written: string): void {
    this.#atStart = true;
    if (kind === 'thought') this.#state = { name: 'thinking', depth: 1, after: undefined };
    else if (kind === 'data') this.#beginData();
    else if (kind === 'thoughtEnd') this.#thoughtsWere();
    else if (kind === 'header') this.#state = { name: 'header', text: '' };
    else if (kind === 'call') this.#state = { name: 'calling', ends: name, called: undefined, text: written };
    this.#thought ||= kind === 'thought';
    if (kind === 'thought' && this.#habit === 'unknown') this.#habit = 'own';
  }

  /** The end of thoughts without a beginning: all before were thoughts, and this model's next answer begins with them. */
  #thoughtsWere(): void {
    this.#withheld = '';
    this.#retracts = this.#said;
    this.#habit = 'opened';
    this.#thought = true;
  }

  #stepThinking(state: Extract<State, { name: 'thinking' }>): boolean {
    const mark = findMark(this.#text, this.#ended);
    if (!mark) {
      const passed = this.#take(this.#ended ? this.#text.length : beginningOfMark(this.#text));
      if (state.after !== undefined && state.after.length < MAX_HELD_CHARS) state.after += passed;
      return false;
    }
    const passed = this.#take(mark.from);
    const written = this.#take(mark.to - mark.from);
    if (state.after !== undefined) state.after += passed;
    if (mark.kind === 'thought') this.#openThought(state);
    else if (mark.kind === 'thoughtEnd' || (mark.kind === 'end' && !this.#assumes)) this.#closeThought(state);
    else if (mark.kind === 'header') this.#state = { name: 'header', text: '' };
    else if (state.after !== undefined) state.after += written;
    return true;
  }

  /** Whether thoughts are only assumed: the template usually opens them, and this answer has shown nothing of them. */
  get #assumes(): boolean {
    return this.#habit === 'opened' && !this.#thought;
  }

  #openThought(state: Extract<State, { name: 'thinking' }>): void {
    // The template was taken to have written the beginning, but the model does.
    if (this.#assumes) {
      this.#habit = 'own';
      state.after = undefined;
    } else state.depth++;
    this.#thought = true;
  }

  #closeThought(state: Extract<State, { name: 'thinking' }>): void {
    this.#thought = true;
    state.depth--;
    state.after = '';
    if (state.depth <= 0) this.#state = { name: 'speaking' };
  }

  /** The words behind the latest end are the answer; thoughts without an end are none. */
  #endThinking({ after }: Extract<State, { name: 'thinking' }>, complete: boolean): void {
    // A model whose template usually opens its thoughts may have answered without any: the next answer shows it.
    const unopened = this.#assumes;
    if (unopened && complete) this.#habit = 'unknown';
    if (after === undefined || (unopened && !complete)) return;
    this.#state = { name: 'speaking' };
    this.#atStart = true;
    this.#text = after;
    while (this.#step());
  }

  /** A role or a channel: `assistant`, `analysis`, `final`, `commentary to=functions.name`. */
  #stepHeader(state: Extract<State, { name: 'header' }>): boolean {
    const mark = findMark(this.#text, this.#ended);
    const line = this.#text.indexOf('\n');
    const end = line >= 0 && line < (mark?.from ?? Infinity) ? line : mark?.from;
    if (end === undefined) {
      state.text += this.#take(beginningOfMark(this.#text));
      return false;
    }
    state.text += this.#take(end);
    if (end === line) this.#take(1);
    else if (mark) this.#take(mark.to - mark.from);
    if (mark && end !== line && mark.kind !== 'headerEnd') state.text += ' ';
    else this.#state = this.#afterHeader(state.text);
    return true;
  }

  #afterHeader(header: string): State {
    const called = callIn(header);
    if (called !== undefined) return { name: 'calling', ends: 'end', called, text: '' };
    const hidden = /analysis|commentary|thought|think|user|system|tool/i.test(header) && !/final/i.test(header);
    this.#thought ||= hidden;
    if (hidden && this.#habit === 'unknown') this.#habit = 'own';
    return hidden ? { name: 'thinking', depth: 1, after: undefined } : { name: 'speaking' };
  }

  #stepCalling(state: Extract<State, { name: 'calling' }>): boolean {
    const mark = findMark(this.#text, this.#ended);
    const passed = this.#take(mark?.from ?? (this.#ended ? this.#text.length : beginningOfMark(this.#text)));
    if (state.text.length < MAX_HELD_CHARS) state.text += passed;
    if (!mark) return false;
    const ends = mark.kind === 'end' || (mark.kind === 'callEnd' && mark.name === state.ends);
    const written = this.#take(mark.to - mark.from);
    if (ends) {
      this.#state = { name: 'speaking' };
      this.#takeCalls(state.text, state.called);
    } else state.text += written;
    return true;
  }

  #beginData(): boolean {
    const fenced = this.#text.trimStart().startsWith(FENCE);
    this.#state = { name: 'data', fenced, extent: new JsonExtent(), text: '' };
    return true;
  }

  #stepData(state: Extract<State, { name: 'data' }>): boolean {
    const before = state.text.length;
    state.text += this.#take(this.#text.length);
    const end = state.fenced ? endOfFence(state.text, before) : endOfJson(state.extent, state.text, before);
    if (end === undefined && state.text.length < MAX_HELD_CHARS) return false;
    this.#state = { name: 'speaking' };
    this.#text = end === undefined ? '' : state.text.slice(end);
    this.#decideData(state.text.slice(0, end));
    return true;
  }

  #decideData(text: string): void {
    const refusal = ERROR.test(text) ? refusalIn(parsedJson(text)) : undefined;
    if (refusal) throw refusal;
    if (!looksLikeCall(text, this.#names)) return this.#speak(text);
    this.#takeCalls(text, undefined);
  }

  #takeCalls(text: string, called: string | undefined): void {
    for (const { name, arguments: given } of writtenCalls(text, this.#names, called))
      this.#calls.push({ type: 'toolCall', callId: `call_${randomUUID()}`, name, arguments: given });
  }

  #take(length: number): string {
    const taken = this.#text.slice(0, length);
    this.#text = this.#text.slice(length);
    return taken;
  }

  #speak(text: string): void {
    if (text === '') return;
    this.#withheld += text;
    this.#atStart = false;
    if (!this.#waits || this.#habit === 'unknown') return;
    this.#waits = this.#withheld.length <= MAX_FIRST_SENTENCE && !SENTENCE.test(this.#withheld);
  }

  #parts(): ReplyPart[] {
    const text = this.#waits ? '' : this.#withheld;
    if (text !== '') this.#withheld = '';
    const parts: ReplyPart[] = this.#retracts ? [{ type: 'retracted' }] : [];
    this.#retracts = false;
    this.#said = text !== '' || (this.#said && parts.length === 0);
    if (text !== '') parts.push({ type: 'text', text });
    return [...parts, ...this.#calls.splice(0)];
  }
}

/** @param from Where the search goes on. @returns The length up to the end of a block of code. */
function endOfFence(text: string, from: number): number | undefined {
  const begins = text.indexOf(FENCE) + FENCE.length;
  const end = text.indexOf(FENCE, Math.max(begins, from - FENCE.length));
  return end < 0 ? undefined : end + FENCE.length;
}

function endOfJson(extent: JsonExtent, text: string, from: number): number | undefined {
  extent.push(text.slice(from));
  return extent.end;
}
