import type { KnowledgePrompt } from '../knowledge/knowledge-prompt.js';
import type { Fact } from '../knowledge/knowledge.js';

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

/** @returns The system prompt of one request. */
export function systemPrompt(
  known: KnowledgePrompt,
  { instructions, nearest, sees, maxKnowledgeChars }: Prompting,
): string {
  const parts = [`${SPOKEN} ${sees ? SEEN : UNSEEN}`, ...instructions.map((text) => text.trim()).filter(Boolean)];
  return [...parts, ...known.write(nearest, maxKnowledgeChars)].join('\n\n');
}
