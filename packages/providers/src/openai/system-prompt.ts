import type { Knowledge, Topic } from '../knowledge/knowledge.js';
import { Retrieval } from '../scripted/retrieval.js';

/** Limit of the knowledge in a prompt, in characters: reading more would delay the model's first word. */
export const MAX_KNOWLEDGE_CHARS = 12_000;
/** Topics that are looked up for one question. */
const MAX_FOUND = 40;
/** Length of a question by which topics are looked up; the rest of a longer one is not needed to find them. */
const MAX_QUESTION_CHARS = 500;

const SPOKEN = [
  'You are the face and voice of a digital human. What you write is spoken aloud.',
  'Answer in one to three short sentences of plain words: no lists, no markup, no emoji, no addresses.',
  'What the user says reaches you through speech recognition: guess small mistakes, and ask when in doubt;',
  '“…” stands for words that were not recognised.',
  'Say that you do not know when you do not.',
].join(' ');
const UNSEEN = 'You cannot see the user. Say so when asked.';
const SEEN = 'You see the user only in the pictures that come along. They are recent; do not mention them unasked.';

/** The parts of a system prompt that differ between requests. */
export interface Prompting {
  /** The client's instructions and what it added before the conversation; they stand above the knowledge. */
  readonly instructions: readonly string[];
  /** What the user asks, the latest first, for the choice among much knowledge. */
  readonly questions: readonly string[];
  /** Whether pictures are sent along. */
  readonly sees: boolean;
  /** Limit of the knowledge, in characters. */
  readonly maxKnowledgeChars: number;
}

/** Writes the system prompts of one knowledge. */
export class SystemPrompt {
  readonly #knowledge: Knowledge | undefined;
  readonly #size: number;
  /** Made when it is first needed: knowledge that fits is sent whole. */
  #retrieval: Retrieval | undefined;

  constructor(knowledge: Knowledge | undefined) {
    this.#knowledge = knowledge;
    this.#size = (knowledge?.topics ?? []).reduce((sum, topic) => sum + described(topic).length, 0);
  }

  /** Whether the knowledge is too long to be sent whole: the topics of each question are chosen. */
  get chooses(): boolean {
    return this.#size > MAX_KNOWLEDGE_CHARS;
  }

  write({ instructions, questions, sees, maxKnowledgeChars }: Prompting): string {
    const parts = [`${SPOKEN} ${sees ? SEEN : UNSEEN}`, ...instructions.map((text) => text.trim()).filter(Boolean)];
    const known = this.#known(questions, Math.min(maxKnowledgeChars, MAX_KNOWLEDGE_CHARS));
    return [...parts, ...known].join('\n\n');
  }

  #known(questions: readonly string[], maxChars: number): string[] {
    if (!this.#knowledge) return [];
    const { name, topics } = this.#knowledge;
    if (this.#size <= maxChars) return [`What is known about ${name}:\n\n${topics.map(described).join('\n\n')}`];
    const chosen = within(maxChars, this.#nearest(questions));
    return [
      `You speak for ${name}. This is the part of what is known that fits the question; where the answer is not in it, say that you do not know:`,
      ...chosen.map(described),
    ];
  }

  /** All topics, those that fit the question first. */
  #nearest(questions: readonly string[]): Topic[] {
    const { topics } = this.#knowledge as Knowledge;
    const retrieval = (this.#retrieval ??= new Retrieval(this.#knowledge as Knowledge));
    const found = questions.flatMap((question) => {
      const asked = question.slice(-MAX_QUESTION_CHARS);
      const known = retrieval.find(asked, MAX_FOUND).map(({ topic }) => topic);
      return known.length > 0 ? known : mostAlike(asked, topics);
    });
    return [...new Set([...found, ...topics])];
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

function described({ question, answer }: Topic): string {
  return `Q: ${question}\nA: ${answer}`;
}

/** @returns As many as fit, the first ones; the order is that of their use. */
function within(maxChars: number, topics: readonly Topic[]): Topic[] {
  let left = maxChars;
  return topics.filter((topic) => (left -= described(topic).length + 2) >= 0);
}
