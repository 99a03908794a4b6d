import type { KnowledgePrompt } from '../knowledge/knowledge-prompt.js';
import type { Fact } from '../knowledge/knowledge.js';

const SPOKEN = [
  'You are the face and voice of a digital human, and speak with the user.',
  'Answer in one to three short sentences, in the language of the user.',
  'Say that you do not know when you do not.',
].join(' ');

/**
 * @param nearest Facts that fit what the user asks, where the knowledge is too long for one prompt.
 * @returns What a session of the service is to know from its beginning, or for one reply.
 */
export function realtimePrompt(
  instructions: string | undefined,
  known: KnowledgePrompt,
  nearest: readonly Fact[] = [],
): string {
  return [SPOKEN, instructions?.trim() ?? '', ...known.write(nearest)].filter(Boolean).join('\n\n');
}
