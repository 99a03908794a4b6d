import type { ChatMessage } from '@visavis/speech';
import type { Knowledge, Topic } from '../knowledge/knowledge.js';
import { comparableWords } from '../knowledge/normalise.js';

const OPENING = 'You could ask me: ';
const NOT_CAUGHT = 'I did not understand that.';
const NO_MORE = 'That is all I know about it.';

/** Answers to an offer, with the index of the offered question that they pick. */
const PICKS: ReadonlyMap<string, number> = new Map([
  ...['yes', 'yeah', 'yes please', 'sure', 'okay', 'yes that', 'the first one', 'the first', 'that one'].map(
    (text): [string, number] => [text, 0],
  ),
  ...['the second one', 'the second', 'the other one'].map((text): [string, number] => [text, 1]),
  ...['the last one', 'the last'].map((text): [string, number] => [text, -1]),
]);

/** Says plainly that nothing was understood, and which questions can be asked instead. */
export function offer(topics: readonly Topic[]): string {
  return `${NOT_CAUGHT}${proposal(topics)}`;
}

/** Says plainly that there is no more to say, and which questions can be asked instead. */
export function offerMore(topics: readonly Topic[]): string {
  return `${NO_MORE}${proposal(topics)}`;
}

function proposal(topics: readonly Topic[]): string {
  if (topics.length === 0) return '';
  const questions = topics.map(({ question }) => (/[.!?]$/.test(question) ? question : `${question}.`));
  return ` ${OPENING}${questions.join(' Or: ')}`;
}

/**
 * The topic that the user's last words pick, when the assistant's last words were an {@link offer}. Read from the
 * history, so that nothing is kept per session, and a question that the user did not hear is not picked.
 */
export function pickedFrom(history: readonly ChatMessage[], knowledge: Knowledge): Topic | undefined {
  const said = history.at(-1)?.text ?? '';
  const place = PICKS.get(comparableWords(said).join(' '));
  const before = history.at(-2);
  const at = before?.role === 'assistant' ? before.text.indexOf(OPENING) : -1;
  if (place === undefined || at < 0) return undefined;
  const offered = (before as ChatMessage).text.slice(at + OPENING.length).split(/ Or: /);
  const question = offered.at(place)?.trim();
  return knowledge.topics.find((topic) => question === topic.question || question === `${topic.question}.`);
}
