import type { Tool } from '@visavis/speech';
import type { Knowledge } from '../knowledge/knowledge.js';
import { expectedOf } from '../scripted/tool-phrases.js';
import { buildBigramModel, type BigramModel } from './bigram-model.js';
import { expectedSpeech } from './expected-speech.js';

/** Words of a client's tools that are taken into its grammar: building one takes longer with each. */
const MAX_TOOL_WORDS = 500;
/** A longer word has no place in a phrase that is said. */
const MAX_LETTERS = 30;
/** Grammars kept for the clients' tools: most clients of a server have the same tools. */
const MAX_KEPT = 8;

/** The grammars of one knowledge: what everyone may say, and besides what the users of one client's tools may say. */
export class Models {
  readonly #knowledge: Knowledge;
  /** What everyone may say. */
  readonly plain: BigramModel;
  /** Grammars by the phrases of their tools, the one used last at the end. */
  readonly #kept = new Map<string, BigramModel>();
  readonly #ofTools = new WeakMap<readonly Tool[], BigramModel>();

  constructor(knowledge: Knowledge) {
    this.#knowledge = knowledge;
    this.plain = buildBigramModel(expectedSpeech(knowledge));
  }

  /** The same grammar for the same phrases, as long as it is kept. */
  with(tools: readonly Tool[]): BigramModel {
    if (tools.length === 0) return this.plain;
    const known = this.#ofTools.get(tools);
    if (known) return known;
    const model = this.#withPhrases(firstPhrases(expectedOf(tools, MAX_TOOL_WORDS)));
    this.#ofTools.set(tools, model);
    return model;
  }

  #withPhrases(phrases: readonly string[]): BigramModel {
    if (phrases.length === 0) return this.plain;
    const key = phrases.join('\n');
    const model = this.#kept.get(key) ?? buildBigramModel(expectedSpeech(this.#knowledge, phrases));
    this.#kept.delete(key);
    this.#kept.set(key, model);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_KEPT) this.#kept.delete(oldest as string);
    return model;
  }
}

function firstPhrases(phrases: Iterable<string>): string[] {
  const first: string[] = [];
  let words = 0;
  for (const phrase of phrases) {
    const said = phrase.split(' ');
    words += said.length;
    if (words > MAX_TOOL_WORDS) break;
    if (said.every((word) => word.length <= MAX_LETTERS)) first.push(phrase);
  }
  return first;
}
