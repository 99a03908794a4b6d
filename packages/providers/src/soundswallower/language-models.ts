import type { Tool } from '@visavis/speech';
import { expectedOf } from '../scripted/tool-phrases.js';
import { buildBigramModel, type BigramModel } from './bigram-model.js';
import { MAX_KEPT } from './expected-grammars.js';
import { expectedSpeech } from './expected-speech.js';
import { PhraseTree } from './phrase-tree.js';

/** Words of a client's tools that are taken into its grammar: building one takes longer with each. */
const MAX_TOOL_WORDS = 500;
/** A longer word has no place in a phrase that is said. */
const MAX_LETTERS = 30;

/** What a decoder knows of the speech that it is to understand. */
export interface LanguageModel {
  readonly bigrams: BigramModel;
  readonly phrases: PhraseTree;
}

/** Builds the language models of one decoder, and keeps those used last: building one takes long. */
export class LanguageModels {
  #known: readonly string[] = [];
  /** The models by the phrases of their tools, the one used last at the end. */
  readonly #kept = new Map<string, LanguageModel>();

  /** @param known What all users may say, in place of what was known before. */
  learn(known: readonly string[]): void {
    this.#known = known;
    this.#kept.clear();
  }

  /** @returns The same model for tools with the same phrases, as long as it is kept. */
  with(tools: readonly Tool[]): LanguageModel {
    const phrases = firstPhrases(expectedOf(tools, MAX_TOOL_WORDS));
    const key = phrases.join('\n');
    const model = this.#kept.get(key) ?? modelOf(this.#known, phrases);
    this.#kept.delete(key);
    this.#kept.set(key, model);
    const [oldest] = this.#kept.keys();
    // One more than clients' tools have: the model without any.
    if (this.#kept.size > MAX_KEPT + 1) this.#kept.delete(oldest as string);
    return model;
  }
}

function modelOf(known: readonly string[], tools: readonly string[]): LanguageModel {
  const speech = expectedSpeech(known, tools);
  return {
    bigrams: buildBigramModel([...speech.phrases, ...speech.others, ...speech.openings]),
    phrases: new PhraseTree(speech),
  };
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
