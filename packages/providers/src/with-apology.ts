import {
  CodedError,
  ERRORS,
  isWarningCode,
  silentLogger,
  type Complete,
  type Logger,
  type WarningCode,
} from '@visavis/core';
import { languageOf, Speakable, withReply, type Brain, type Language, type ReplyPart } from '@visavis/speech';

/** Something that can be said: a reply of blanks, marks, tags or emoji alone holds none. */
const SAYABLE = /[\p{L}\p{N}]/u;

/**
 * A brain whose failures are spoken as a plain apology instead of ending the turn; so is a reply without a word. The
 * failure is logged without what was said, and reported as a warning. An abort is no failure: it is rethrown.
 */
export function withApology(brain: Brain, options: { logger?: Logger } = {}): Complete<Brain> {
  const { logger = silentLogger } = options;
  const log = (what: string, error: unknown): void => {
    logger.error(what, { code: codeOf(error), message: (error as Error).message });
  };
  return withReply(brain, async function* (request, { signal }) {
    const language = languageOf(request.language);
    const { noAnswer, brokenOff } = language.apologies;
    const answer = new Answer(language);
    try {
      for await (const part of brain.reply(request, { signal })) yield* answer.take(part);
      yield* answer.end();
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      log('the brain failed; an apology is spoken', error);
      const code = codeOf(error);
      yield { type: 'warning', code, message: ERRORS[code].sentence };
      yield apology(answer.begun ? ` ${brokenOff}` : noAnswer);
      return;
    }
    if (!answer.begun && !signal.aborted) yield apology(noAnswer);
  });
}

/** Passes the parts of a reply on, but none of its text before the first word. */
class Answer {
  readonly #language: Language;
  #speakable: Speakable;
  #wordless = '';
  #speaks = false;
  #calls = false;

  constructor(language: Language) {
    this.#language = language;
    this.#speakable = new Speakable(language);
  }

  /** Whether something was said, or a tool called. */
  get begun(): boolean {
    return this.#speaks || this.#calls;
  }

  take(part: ReplyPart): ReplyPart[] {
    this.#calls ||= part.type === 'toolCall';
    if (part.type === 'retracted') return this.#retract(part);
    if (part.type !== 'text' || this.#speaks) return [part];
    this.#wordless += part.text;
    this.#speaks = SAYABLE.test(this.#speakable.push(part.text));
    return this.#speaks ? [{ ...part, text: this.#wordless }] : [];
  }

  #retract(part: ReplyPart): ReplyPart[] {
    const said = this.#speaks;
    this.#speakable = new Speakable(this.#language);
    this.#wordless = '';
    this.#speaks = false;
    return said ? [part] : [];
  }

  /** @returns The text that still waits, where it has words after all. */
  end(): ReplyPart[] {
    if (this.#speaks) return [];
    this.#speaks = SAYABLE.test(this.#speakable.flush());
    return this.#speaks ? [{ type: 'text', text: this.#wordless }] : [];
  }
}

function apology(text: string): ReplyPart {
  return { type: 'text', text, apology: true };
}

function codeOf(error: unknown): WarningCode {
  return error instanceof CodedError && isWarningCode(error.code) ? error.code : 'provider.failed';
}
