import MiniSearch, { type SearchResult } from 'minisearch';
import type { Knowledge, Topic } from '../knowledge/knowledge.js';
import { keyWords, withoutOpener } from './comparable.js';

export interface Found {
  readonly topic: Topic;
  /** How alike the question and the nearest phrasing of the topic are, 0…1. */
  readonly score: number;
}

interface Phrasing {
  readonly id: number;
  readonly text: string;
  readonly topic: Topic;
  readonly words: readonly string[];
}

/** Number of phrasings that are compared in full. */
const CANDIDATES = 30;
/** Part of the score that the order of the words decides. */
const ORDER_SHARE = 0.15;
/**
 * Weight of a word that no topic contains, relative to the rarest known word: the question is likely to be about it.
 */
const UNKNOWN_SHARE = 1.2;
/** Letters that may differ, as a share of a word's length: a slip of the finger. */
const FUZZINESS = 0.2;
/** Letters that may differ in any word: the search takes many times as long for each further one. */
const MAX_FUZZY = 3;
/** Stands in a transcript for speech that was not understood; counts as a word that no phrasing contains. */
const GAP = /…/g;

/**
 * Finds the topics of a question: BM25 with tolerance for typing slips proposes, likeness of the whole question
 * decides.
 */
export class Retrieval {
  readonly #phrasings: Phrasing[];
  readonly #index = new MiniSearch<Phrasing>({
    fields: ['text'],
    tokenize: keyWords,
    processTerm: (term) => term,
    searchOptions: { fuzzy: (term) => (term.length > 4 ? FUZZINESS : false), maxFuzzy: MAX_FUZZY },
  });
  readonly #weights: ReadonlyMap<string, number>;
  readonly #unknownWeight: number;

  constructor(knowledge: Knowledge) {
    this.#phrasings = knowledge.topics
      .flatMap((topic) => topic.phrasings.map((text) => ({ topic, text, words: keyWords(text) })))
      .map((phrasing, id) => ({ id, ...phrasing }));
    this.#index.addAll(this.#phrasings);
    this.#weights = weigh(knowledge.topics);
    this.#unknownWeight = UNKNOWN_SHARE * Math.log(1 + knowledge.topics.length);
  }

  /** @returns Topics, the likeliest first, each once. */
  find(question: string, limit: number): Found[] {
    const best = new Map<Topic, number>();
    for (const form of new Set([question, withoutOpener(question)])) this.#score(form, best);
    return [...best]
      .map(([topic, score]) => ({ topic, score }))
      .sort((a, b) => b.score - a.score)
      .slice(0, limit);
  }

  #score(question: string, best: Map<Topic, number>): void {
    const words = keyWords(question);
    const gaps = question.match(GAP)?.length ?? 0;
    for (const result of this.#index.search(question).slice(0, CANDIDATES)) {
      const phrasing = this.#phrasings[result.id as number] as Phrasing;
      const score = this.#likeness(matchedWords(words, result), gaps, phrasing);
      if (score > (best.get(phrasing.topic) ?? 0)) best.set(phrasing.topic, score);
    }
  }

  /** Dice's coefficient with rare words weighing more, and a share for words that stand next to each other in both. */
  #likeness(words: readonly string[], gaps: number, phrasing: Phrasing): number {
    const missing = gaps * this.#unknownWeight;
    const content = dice(words, phrasing.words, (word) => this.#weights.get(word) ?? this.#unknownWeight, missing);
    const order = dice(pairs(words), pairs(phrasing.words), () => 1, gaps);
    return (1 - ORDER_SHARE) * content + ORDER_SHARE * order;
  }
}

/** The question's words, those with a slip replaced by the word that was meant. */
function matchedWords(words: readonly string[], { match, queryTerms, terms }: SearchResult): string[] {
  return words.map((word) => {
    if (word in match || !queryTerms.includes(word)) return word;
    return terms.find((term) => !words.includes(term) && nearlyEqual(term, word)) ?? word;
  });
}

/** The same first letter and nearly the same length: MiniSearch has found them alike already. */
function nearlyEqual(a: string, b: string): boolean {
  return a[0] === b[0] && Math.abs(a.length - b.length) <= 1;
}

/** A word that many topics use distinguishes them less (inverse document frequency). */
function weigh(topics: readonly Topic[]): Map<string, number> {
  const uses = new Map<string, number>();
  for (const { phrasings } of topics) {
    for (const word of new Set(phrasings.flatMap(keyWords))) uses.set(word, (uses.get(word) ?? 0) + 1);
  }
  return new Map([...uses].map(([word, count]) => [word, Math.log(1 + topics.length / count)]));
}

function dice(a: readonly string[], b: readonly string[], weight: (word: string) => number, missing: number): number {
  const left = new Set(a);
  const right = new Set(b);
  const total = (words: Iterable<string>): number => [...words].reduce((sum, word) => sum + weight(word), 0);
  const all = total(left) + total(right) + missing;
  return all === 0 ? 0 : (2 * total([...left].filter((word) => right.has(word)))) / all;
}

/** Pairs of neighbouring words, the ends included. */
function pairs(words: readonly string[]): string[] {
  const framed = ['', ...words, ''];
  return framed.slice(1).map((word, i) => `${framed[i]} ${word}`);
}
