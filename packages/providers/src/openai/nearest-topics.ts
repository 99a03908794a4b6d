import type { Knowledge, Topic } from '../knowledge/knowledge.js';
import { Retrieval } from '../scripted/retrieval.js';

/** Topics that are looked up for one question. */
const MAX_FOUND = 40;
/** Length of a question by which topics are looked up; the rest of a longer one is not needed to find them. */
const MAX_QUESTION_CHARS = 500;

/** Finds the topics of one knowledge that fit questions. The index takes long to make, and a search may. */
export class NearestTopics {
  readonly #topics: readonly Topic[];
  readonly #retrieval: Retrieval;
  readonly #positions: ReadonlyMap<Topic, number>;

  constructor(knowledge: Knowledge) {
    this.#topics = knowledge.topics;
    this.#retrieval = new Retrieval(knowledge);
    this.#positions = new Map(knowledge.topics.map((topic, i) => [topic, i]));
  }

  /** @returns Positions of the topics that fit, those of the first question first. */
  find(questions: readonly string[]): number[] {
    const found = questions.flatMap((question) => {
      const asked = question.slice(-MAX_QUESTION_CHARS);
      const known = this.#retrieval.find(asked, MAX_FOUND).map(({ topic }) => topic);
      return known.length > 0 ? known : mostAlike(asked, this.#topics);
    });
    return [...new Set(found)].map((topic) => this.#positions.get(topic) as number);
  }
}

/**
 * The topics that share the most pairs of neighbouring letters with a question: the search knows words of the Latin
 * alphabet alone.
 */
function mostAlike(question: string, topics: readonly Topic[]): Topic[] {
  const letters = [...question.toLowerCase()].filter((character) => /[\p{L}\p{N}]/u.test(character));
  const pairs = [...new Set(letters.slice(1).map((letter, i) => `${letters[i] ?? ''}${letter}`))];
  const scored = topics.map((topic) => {
    const text = [...topic.phrasings, topic.answer].join(' ').toLowerCase();
    return { topic, score: pairs.filter((pair) => text.includes(pair)).length };
  });
  const alike = scored.filter(({ score }) => score > 0).sort((one, other) => other.score - one.score);
  return alike.slice(0, MAX_FOUND).map(({ topic }) => topic);
}
