import type { Knowledge } from '@visavis/speech';

const SPOKEN = [
  'You are the face and voice of a digital human, and speak with the user.',
  'Answer in one to three short sentences, in the language of the user.',
  'Say that you do not know when you do not.',
].join(' ');
/** Limit of the knowledge in the prompt, in characters: a session reads it before every reply. */
const MAX_KNOWLEDGE_CHARS = 12_000;

/** @returns What a session of the service is to know from its beginning. */
export function realtimePrompt(instructions: string | undefined, knowledge: Knowledge | undefined): string {
  return [SPOKEN, instructions?.trim() ?? '', knowledge ? known(knowledge) : ''].filter(Boolean).join('\n\n');
}

/** As much as fits, the first topics first. */
function known({ name, topics }: Knowledge): string {
  let left = MAX_KNOWLEDGE_CHARS;
  const facts = topics
    .map(({ question, answer }) => `Q: ${question}\nA: ${answer}`)
    .filter((fact) => (left -= fact.length + 2) >= 0);
  return facts.length === 0 ? '' : [`What is known about ${name}:`, ...facts].join('\n\n');
}
