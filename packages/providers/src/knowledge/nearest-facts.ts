import MiniSearch from 'minisearch';
import { factsOf, textOf, type Fact, type Knowledge } from './knowledge.js';
import { Retrieval } from '../scripted/retrieval.js';
import { fused, Meanings } from './meanings.js';

/** Topics, and passages, that are looked up for one question. */
const MAX_FOUND = 40;
/** Length of a question by which facts are looked up; the rest of a longer one is not needed to find them. */
const MAX_QUESTION_CHARS = 500;
/** Letters that may differ, as a share of a word's length: a slip of the ear or of the finger. */
const FUZZINESS = 0.2;
const MAX_FUZZY = 2;

/** Finds the facts of one knowledge that fit questions. The index takes long to make, and a search may. */
export class NearestFacts {
  readonly #facts: readonly Fact[];
  readonly #topics: Retrieval;
  readonly #passages = new MiniSearch<{ id: number; source: string; text: string }>({
    fields: ['text', 'source'],
    searchOptions: { fuzzy: (term) => (term.length > 4 ? FUZZINESS : false), maxFuzzy: MAX_FUZZY },
  });
  readonly #positions: ReadonlyMap<Fact, number>;
  readonly #meanings = new Meanings();

  constructor(knowledge: Knowledge) {
    this.#facts = factsOf(knowledge);
    this.#topics = new Retrieval(knowledge);
    this.#positions = new Map(this.#facts.map((fact, i) => [fact, i]));
    const { topics, passages = [] } = knowledge;
    this.#passages.addAll(passages.map((passage, i) => ({ id: topics.length + i, ...passage })));
  }

  /** Facts are found by their meaning as well, once they have vectors. */
  addVector(position: number, vector: Float32Array): void {
    this.#meanings.add(position, vector);
  }

  /**
   * @param vectors Of the questions, where they are known.
   * @returns Positions among the facts that fit, those of the first question first: topics and passages in turns, and what
   *   fits by words and by meaning before what fits by one of them.
   */
  find(questions: readonly string[], vectors: readonly (Float32Array | undefined)[] = []): number[] {
    const found = questions.flatMap((question, i) => {
      const words = this.#byWords(question.slice(-MAX_QUESTION_CHARS));
      const vector = vectors[i];
      const known = vector ? fused(words, this.#meanings.nearest(vector, MAX_FOUND)) : words;
      return known.length > 0 ? known : mostAlike(question.slice(-MAX_QUESTION_CHARS), this.#facts);
    });
    return [...new Set(found)];
  }

  #byWords(asked: string): number[] {
    const topics = this.#topics.find(asked, MAX_FOUND).map(({ topic }) => this.#positions.get(topic) as number);
    const passages = this.#passages.search(asked).map(({ id }) => id as number);
    return inTurns(topics, passages.slice(0, MAX_FOUND));
  }
}

function inTurns(some: readonly number[], others: readonly number[]): number[] {
  const rounds = Array.from({ length: Math.max(some.length, others.length) }, (_, i) => [some[i], others[i]]);
  return rounds.flat().filter((position) => position !== undefined);
}

/**
 * Positions of the facts that share the most pairs of neighbouring letters with a question: the search knows words
 * between blanks alone.
 */
function mostAlike(question: string, facts: readonly Fact[]): number[] {
  const letters = [...question.toLowerCase()].filter((character) => /[\p{L}\p{N}]/u.test(character));
  const pairs = [...new Set(letters.slice(1).map((letter, i) => `${letters[i] ?? ''}${letter}`))];
  const scored = facts.map((fact, position) => {
    const text = textOf(fact).toLowerCase();
    return { position, score: pairs.filter((pair) => text.includes(pair)).length };
  });
  const alike = scored.filter(({ score }) => score > 0).sort((one, other) => other.score - one.score);
  return alike.slice(0, MAX_FOUND).map(({ position }) => position);
}
