import type { ChatMessage } from '@visavis/speech';
import type { Knowledge } from '../knowledge/knowledge.js';
import { withoutEnds } from '../text-ends.js';
import { keyWords } from './comparable.js';
import { ASKED_FIRST_PHRASES, ASKED_PHRASES, MORE_PHRASES, REPEAT_PHRASES, STOP_PHRASES } from './expected-phrases.js';

/** Characters of a question that are read back to the user. */
const MAX_REPEATED_CHARS = 500;

/** A question that means something only in the conversation it is asked in. */
export type FollowUp = 'stop' | 'repeat' | 'askedFirst' | 'asked' | 'more';

const KINDS: ReadonlyMap<string, FollowUp> = new Map(
  (
    [
      ['stop', STOP_PHRASES],
      ['repeat', REPEAT_PHRASES],
      ['askedFirst', ASKED_FIRST_PHRASES],
      ['asked', ASKED_PHRASES],
      ['more', MORE_PHRASES],
    ] as const
  ).flatMap(([kind, phrases]) => phrases.map((phrase): [string, FollowUp] => [keyOf(phrase), kind])),
);

export function followUpOf(said: string): FollowUp | undefined {
  return KINDS.get(keyOf(said));
}

/** Removes a connecting opening: "And your name?" asks "your name?", "what about lunch" asks "lunch". */
export function withoutConnection(said: string): string {
  return said.replace(/^\s*(?:and|but|or|what about|how about)\s+/i, '');
}

/** The user's earlier questions, the latest first, without follow-ups, which are no questions of their own. */
export function earlierQuestions(history: readonly ChatMessage[]): string[] {
  const asked = history.slice(0, -1).filter(({ role, text }) => role === 'user' && !followUpOf(text));
  return asked.map(({ text }) => text).reverse();
}

/** The face's whole last answer, even where the user interrupted it; `undefined` when it has said nothing. */
export function lastAnswer(history: readonly ChatMessage[], knowledge: Knowledge): string | undefined {
  const said = history.findLast(({ role }) => role === 'assistant')?.text;
  if (said === undefined) return undefined;
  return knowledge.topics.find(({ answer }) => answer.startsWith(said))?.answer ?? said;
}

/** The answer to a user who asks for an earlier question. */
export function sayAsked(which: 'asked' | 'askedFirst', questions: readonly string[]): string {
  const question = which === 'asked' ? questions[0] : questions.at(-1);
  if (question === undefined) return 'You have not asked me anything yet.';
  const text = withoutEnds(question.trim().slice(0, MAX_REPEATED_CHARS), '.?!', 'behind');
  return which === 'asked' ? `You asked: ${text}?` : `The first thing you said was: ${text}.`;
}

function keyOf(text: string): string {
  return keyWords(text).join(' ');
}
