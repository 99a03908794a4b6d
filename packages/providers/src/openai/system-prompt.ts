import { factsOf, type Fact, type Knowledge } from '../knowledge/knowledge.js';
import type { FactFinder } from './fact-finder.js';

/** Limit of the knowledge in a prompt, in characters: reading more would delay the model's first word. */
export const MAX_KNOWLEDGE_CHARS = 12_000;

const SPOKEN = [
  'You are the face and voice of a digital human. What you write is spoken aloud.',
  'Answer in one to three short sentences of plain words: no lists, no markup, no emoji, no addresses.',
  'What the user says reaches you through speech recognition: guess small mistakes, and ask when in doubt;',
  '“…” stands for words that were not recognised.',
  'Say that you do not know when you do not.',
  'Where a sentence has a mood, you may begin it with [face: warm], [face: serious], [face: surprised], [face: sad],',
  '[face: thinking] or [face: neutral]: your face shows it, and it is not spoken.',
].join(' ');
const UNSEEN = 'You cannot see the user. Say so when asked.';
const SEEN = 'You see the user only in the pictures that come along. They are recent; do not mention them unasked.';

/** The parts of a system prompt that differ between requests. */
export interface Prompting {
  /** The client's instructions and what it added before the conversation; they stand above the knowledge. */
  readonly instructions: readonly string[];
  /** Facts that fit what the user asks, the likeliest first, for the choice among much knowledge. */
  readonly nearest: readonly Fact[];
  /** Whether pictures are sent along. */
  readonly sees: boolean;
  /** Limit of the knowledge, in characters. */
  readonly maxKnowledgeChars: number;
}

/** Writes the system prompts of one knowledge. */
export class SystemPrompt {
  readonly #knowledge: Knowledge | undefined;
  readonly #finder: FactFinder;
  readonly #facts: readonly Fact[];
  readonly #size: number;

  constructor(knowledge: Knowledge | undefined, finder: FactFinder) {
    this.#knowledge = knowledge;
    this.#finder = finder;
    this.#facts = knowledge ? factsOf(knowledge) : [];
    this.#size = this.#facts.reduce((sum, fact) => sum + described(fact).length, 0);
  }

  /**
   * Whether the knowledge is too long to be sent whole: the facts for each question are chosen.
   *
   * @param maxKnowledgeChars Limit of the knowledge, in characters.
   */
  chooses(maxKnowledgeChars = Infinity): boolean {
    return this.#size > Math.min(maxKnowledgeChars, MAX_KNOWLEDGE_CHARS);
  }

  /**
   * Finds the facts that fit, for {@link write}; none where the knowledge is sent whole.
   *
   * @param questions What the user asks, the latest first.
   * @param maxKnowledgeChars Limit of the knowledge, in characters.
   */
  async nearest(questions: readonly string[], maxKnowledgeChars: number): Promise<readonly Fact[]> {
    if (!this.#knowledge || !this.chooses(maxKnowledgeChars)) return [];
    return this.#finder.nearest(this.#knowledge, questions);
  }

  write({ instructions, nearest, sees, maxKnowledgeChars }: Prompting): string {
    const parts = [`${SPOKEN} ${sees ? SEEN : UNSEEN}`, ...instructions.map((text) => text.trim()).filter(Boolean)];
    return [...parts, ...this.#known(nearest, maxKnowledgeChars)].join('\n\n');
  }

  #known(nearest: readonly Fact[], maxKnowledgeChars: number): string[] {
    if (!this.#knowledge) return [];
    const { name, topics } = this.#knowledge;
    if (!this.chooses(maxKnowledgeChars))
      return [`What is known about ${name}:\n\n${this.#facts.map(described).join('\n\n')}`];
    const all = new Set([...nearest, ...topics]);
    const chosen = within(Math.min(maxKnowledgeChars, MAX_KNOWLEDGE_CHARS), [...all]);
    return [
      `You speak for ${name}. This is the part of what is known that fits the question; where the answer is not in it, say that you do not know:`,
      ...chosen.map(described),
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
