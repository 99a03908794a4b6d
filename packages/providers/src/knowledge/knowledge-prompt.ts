import { factsOf, type Fact, type Knowledge } from './knowledge.js';

/** Limit of the knowledge in a prompt, in characters: reading more would delay the model's first word. */
const MAX_CHARS = 12_000;

/** Finds facts of a knowledge that fit questions. */
export interface FactSearch {
  /** @returns The facts that fit, those of the first question first; none where the search fails. Never rejects. */
  nearest(knowledge: Knowledge, questions: readonly string[]): Promise<readonly Fact[]>;
}

/** The part of prompts that says what is known: all of it, or what fits the question. */
export class KnowledgePrompt {
  readonly #knowledge: Knowledge | undefined;
  readonly #search: FactSearch;
  readonly #facts: readonly Fact[];
  readonly #size: number;

  constructor(knowledge: Knowledge | undefined, search: FactSearch) {
    this.#knowledge = knowledge;
    this.#search = search;
    this.#facts = knowledge ? factsOf(knowledge) : [];
    this.#size = this.#facts.reduce((sum, fact) => sum + described(fact).length, 0);
  }

  /**
   * Whether the knowledge is too long to be sent whole: the facts for each question are chosen.
   *
   * @param maxChars Limit of the knowledge, in characters.
   */
  chooses(maxChars = Infinity): boolean {
    return this.#size > Math.min(maxChars, MAX_CHARS);
  }

  /**
   * Finds the facts that fit, for {@link write}; none where the knowledge is sent whole.
   *
   * @param questions What the user asks, the latest first.
   * @param maxChars Limit of the knowledge, in characters.
   */
  async nearest(questions: readonly string[], maxChars?: number): Promise<readonly Fact[]> {
    if (!this.#knowledge || !this.chooses(maxChars)) return [];
    return this.#search.nearest(this.#knowledge, questions);
  }

  /**
   * @param nearest Facts that fit what the user asks, the likeliest first, for the choice among much knowledge.
   * @param maxChars Limit of the knowledge, in characters.
   * @returns Paragraphs; none without knowledge.
   */
  write(nearest: readonly Fact[], maxChars = Infinity): string[] {
    if (!this.#knowledge || this.#facts.length === 0) return [];
    const { name, topics } = this.#knowledge;
    if (!this.chooses(maxChars)) return [`What is known about ${name}:`, ...this.#facts.map(described)];
    const all = new Set([...nearest, ...topics]);
    return [
      `You speak for ${name}. This is the part of what is known that fits the question; where the answer is not in it, say that you do not know:`,
      ...within(Math.min(maxChars, MAX_CHARS), [...all]).map(described),
    ];
  }
}

function described(fact: Fact): string {
  return 'answer' in fact ? `Q: ${fact.question}\nA: ${fact.answer}` : `From ${fact.source}:\n${fact.text}`;
}

/** @returns As many as fit, the first ones; the order is that of their use. */
function within(maxChars: number, facts: readonly Fact[]): Fact[] {
  let left = maxChars;
  return facts.filter((fact) => (left -= described(fact).length + 2) >= 0);
}
