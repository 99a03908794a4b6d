import type { Knowledge } from '../knowledge/knowledge.js';

/** Limit of the knowledge in a prompt: reading more would delay the model's first word. */
const MAX_KNOWLEDGE_CHARS = 12_000;

const SPOKEN = [
  'You are the face and voice of a digital human. What you write is spoken aloud.',
  'Answer in one to three short sentences of plain words: no lists, no markup, no emoji, no addresses.',
  'What the user says reaches you through speech recognition: guess small mistakes, and ask when in doubt;',
  '“…” stands for words that were not recognised.',
  'Say that you do not know when you do not.',
].join(' ');
const UNSEEN = 'You cannot see the user. Say so when asked.';
const SEEN = 'You see the user only in the pictures that come along. They are recent; do not mention them unasked.';

/**
 * @param instructions The client's instructions; they stand above the knowledge.
 * @param sees Whether pictures are sent along.
 */
export function systemPrompt(
  instructions: string | undefined,
  knowledge: Knowledge | undefined,
  sees: boolean,
): string {
  const parts = [`${SPOKEN} ${sees ? SEEN : UNSEEN}`];
  if (instructions?.trim()) parts.push(instructions.trim());
  const known = knowledge && describe(knowledge);
  if (known && known.length <= MAX_KNOWLEDGE_CHARS) parts.push(known);
  return parts.join('\n\n');
}

function describe(knowledge: Knowledge): string {
  const topics = knowledge.topics.map(({ question, answer }) => `Q: ${question}\nA: ${answer}`);
  return `What is known about ${knowledge.name}:\n\n${topics.join('\n\n')}`;
}
