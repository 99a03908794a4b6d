import type { HistoryMessage } from '@visavis/speech';

/** Number of the user's messages by which knowledge is chosen: a follow-up is about the question before. */
const QUESTIONS = 2;

/** @returns What the user asks: the last words, and the ones before. */
export function latestQuestions(history: readonly HistoryMessage[]): string[] {
  const said = history.flatMap((message) => (message.role === 'user' ? [message.text] : []));
  return said.slice(-QUESTIONS).reverse();
}
