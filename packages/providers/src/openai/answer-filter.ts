import type { ReplyPart } from '@visavis/speech';
import { readCall } from './answer/calling.js';
import { decideData, readData } from './answer/data.js';
import { readHeader } from './answer/header.js';
import { Reading, type ThoughtHabit } from './answer/reading.js';
import { readWords } from './answer/speaking.js';
import { endThoughts, readThoughts } from './answer/thinking.js';
import type { ToolNames } from './chat-tools.js';

/**
 * Separates the words of a model's answer from what is not meant to be heard: thoughts in tags and channels of any family,
 * tokens of chat templates, and tool calls that are written as text. A whole call of an offered tool becomes a call.
 */
export class AnswerFilter {
  readonly #reading: Reading;

  constructor(names: ToolNames, habit: ThoughtHabit) {
    this.#reading = new Reading(names, habit);
  }

  /** What this answer has shown. */
  get habit(): ThoughtHabit {
    return this.#reading.habit;
  }

  /** Whether the answer held thoughts. */
  get thought(): boolean {
    return this.#reading.thought;
  }

  /** Whether words wait that {@link release} would return. */
  get withholds(): boolean {
    return !this.#reading.words.empty && this.habit !== 'unknown';
  }

  push(text: string): ReplyPart[] {
    this.#reading.text += text;
    this.#read();
    return this.#reading.takeParts();
  }

  /** Called when nothing comes for a while. @returns The words that waited. */
  release(): ReplyPart[] {
    if (this.habit !== 'unknown') this.#reading.words.release();
    return this.#reading.takeParts();
  }

  /** Called when a field of its own has shown that the model's thoughts do not stand in the text. */
  thinksApart(): void {
    if (this.habit === 'unknown') this.#reading.habit = 'own';
  }

  /**
   * Called when the answer has ended.
   *
   * @param complete Whether the model has ended it, rather than a limit.
   */
  finish(complete: boolean): ReplyPart[] {
    const reading = this.#reading;
    reading.ended = true;
    this.#read();
    if (reading.habit === 'unknown' && complete) reading.habit = 'own';
    if (reading.state.name === 'thinking' && endThoughts(reading, reading.state, complete)) this.#read();
    const { state, text } = reading;
    if (state.name === 'speaking') reading.speak(text);
    else if (state.name === 'calling') reading.call(state.text + text, state.called);
    else if (state.name === 'data') decideData(reading, state.text + text);
    reading.text = '';
    // An answer that a limit has cut may have been nothing but thoughts.
    if (reading.habit === 'unknown' && !complete) reading.words.drop();
    reading.words.release();
    return reading.takeParts();
  }

  #read(): void {
    while (this.#reading.text !== '' && step(this.#reading));
  }
}

/** @returns Whether more can be understood of the text that has come. */
function step(reading: Reading): boolean {
  const { state } = reading;
  switch (state.name) {
    case 'speaking':
      return readWords(reading);
    case 'thinking':
      return readThoughts(reading, state);
    case 'header':
      return readHeader(reading, state);
    case 'calling':
      return readCall(reading, state);
    case 'data':
      return readData(reading, state);
  }
}
