import type { HistoryMessage, JsonObject, Tool } from '@visavis/speech';
import type { Knowledge } from '../knowledge/knowledge.js';
import { comparableWords } from '../knowledge/normalise.js';
import { Retrieval } from './retrieval.js';
import { answersIt, askFor, fillParameters, isAsking } from './tool-parameters.js';
import { phrasesOf } from './tool-phrases.js';

/** A tool that the user's words may ask for. */
export interface ToolMatch {
  readonly tool: Tool;
  /** How alike the words and the nearest of the tool's phrases are, 0…1. */
  readonly score: number;
}

/** The next step for a tool: to call it, or to ask for a required argument. */
export type ToolStep =
  | { readonly type: 'call'; readonly name: string; readonly arguments: JsonObject }
  | { readonly type: 'ask'; readonly question: string };

/** Words that belong to the form of a request, not to its content. */
const LIGHT = new Set(
  'a an the in at for to of with my me i we you us it please want would like need can could will'.split(' '),
);
/** Part of a question that must have been heard for the next words to be an answer to it. */
const MIN_HEARD_CHARS = 8;

/** Phrases of a tool, and of all tools together, in the index. */
const MAX_PHRASES = 200;
const MAX_ALL_PHRASES = 2_000;

/** Chooses tools by their example phrases, with no model. Created once for a session's list of tools. */
export class ToolBox {
  readonly #tools: readonly Tool[];
  /** Index of all phrases. */
  readonly #whole: Retrieval;
  /** Index of the phrases without values. */
  readonly #plain: Retrieval;

  constructor(tools: readonly Tool[]) {
    this.#tools = tools;
    this.#whole = new Retrieval(asKnowledge(tools, () => true));
    this.#plain = new Retrieval(asKnowledge(tools, (holdsValue) => !holdsValue));
  }

  /** @returns The likeliest tool; `undefined` when no phrase has a word in common with `said`. */
  find(said: string): ToolMatch | undefined {
    const words = comparableWords(said);
    const whole = scoresIn(this.#whole, words);
    const matches = this.#tools.map((tool) => {
      const values = new Set(fillParameters(tool, said).words);
      const rest = words.filter((word) => !values.has(word));
      // "Book a table for four" is "book a table", once the four has been assigned.
      const plain = values.size > 0 ? scoresIn(this.#plain, rest) : undefined;
      return { tool, score: Math.max(whole.get(tool.name) ?? 0, plain?.get(tool.name) ?? 0) };
    });
    const best = matches.reduce<ToolMatch | undefined>((a, b) => (a && a.score >= b.score ? a : b), undefined);
    return best && best.score > 0 ? best : undefined;
  }

  /** @returns The tool of that name. */
  named(name: string): Tool | undefined {
    return this.#tools.find((tool) => tool.name === name);
  }

  step(tool: Tool, said: string): ToolStep {
    return this.#step(tool, said, new Map());
  }

  /**
   * Continues where the user was asked for an argument. Read from the history, so nothing is kept per session.
   *
   * @param sure Likeness from which words are taken for a request of a tool.
   * @returns `undefined` when nothing was asked. `settled`: the user's last words were an answer to it.
   */
  resume(history: readonly HistoryMessage[], sure: number): (ToolStep & { settled: boolean }) | undefined {
    const turns = questionsBefore(history);
    const [first, ...answers] = turns;
    const match = first && answers.length > 0 ? this.find(first.said) : undefined;
    if (!first || !match || match.score < sure) return undefined;
    const known = new Map<string, string>();
    let settled = false;
    for (const { asked, said } of answers) {
      const { missing } = fillParameters(match.tool, first.said, known);
      if (!missing || asked.length < MIN_HEARD_CHARS || !askFor(missing).startsWith(asked)) return undefined;
      settled = answersIt(missing, said);
      if (settled) known.set(missing.name, said);
    }
    return { ...this.#step(match.tool, first.said, known), settled };
  }

  #step(tool: Tool, said: string, answers: ReadonlyMap<string, string>): ToolStep {
    const { values, missing } = fillParameters(tool, said, answers);
    if (missing) return { type: 'ask', question: askFor(missing) };
    return { type: 'call', name: tool.name, arguments: values };
  }
}

interface Turn {
  /** The face's words before the turn; empty for the first one. */
  readonly asked: string;
  readonly said: string;
}

/** The user's turns at the end of the history, each but the first right behind words of the face. */
function questionsBefore(history: readonly HistoryMessage[]): Turn[] {
  const turns: Turn[] = [];
  for (let i = history.length - 1; i >= 0; i -= 2) {
    const [asked, said] = [history[i - 1], history[i]];
    if (said?.role !== 'user') break;
    const question = asked?.role === 'assistant' && isAsking(asked.text) ? asked.text : '';
    turns.unshift({ asked: question, said: said.text });
    if (question === '') break;
  }
  return turns;
}

/** @returns How alike the words and the nearest phrase of each tool are, by its name. */
function scoresIn(retrieval: Retrieval, words: readonly string[]): ReadonlyMap<string, number> {
  const found = retrieval.find(withoutLight(words), Infinity);
  return new Map(found.reverse().map(({ topic, score }) => [topic.question, score]));
}

function asKnowledge(tools: readonly Tool[], fits: (holdsValue: boolean) => boolean): Knowledge {
  const limit = Math.min(MAX_PHRASES, Math.ceil(MAX_ALL_PHRASES / tools.length));
  const topics = tools.map((tool, line) => ({
    question: tool.name,
    phrasings: phrasesOf(tool, limit)
      .filter(({ holdsValue }) => fits(holdsValue))
      .map(({ text }) => withoutLight(text.split(' '))),
    answer: '',
    line,
  }));
  return { name: 'tools', topics };
}

function withoutLight(words: readonly string[]): string {
  const heavy = words.filter((word) => !LIGHT.has(word));
  return (heavy.length > 0 ? heavy : words).join(' ');
}
