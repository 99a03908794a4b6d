import type { Knowledge } from '../knowledge/knowledge.js';
import { spokenWords } from '../knowledge/normalise.js';
import type { WeightedSentence } from './bigram-model.js';

/** Answers to "You could ask me …", which no knowledge file holds. */
const REPLIES = ['yes', 'yes please', 'yeah', 'okay', 'sure', 'no', 'the first one', 'the second one', 'the last one'];
/** Openings of a question. */
const OPENERS = [
  'um',
  'uh',
  'so',
  'well',
  'okay',
  'please',
  'excuse me',
  'hello',
  'tell me',
  'tell me about',
  'can you tell me',
  'could you tell me',
  'please tell me',
  'do you know',
  'i want to know',
  'i would like to know',
  'may i ask',
];
const REPLY_WEIGHT = 0.5;
const OPENER_WEIGHT = 0.3;
/** How often the short form of two words is said, against the long one. */
const SHORT_FORM_WEIGHT = 0.7;

const SHORT_FORMS: readonly (readonly [RegExp, string])[] = [
  [/\b(what|who|where|how|that|it) is\b/g, "$1's"],
  [/\b(do|does|did|is|are|would|could) not\b/g, "$1n't"],
  [/\bcan not\b/g, "can't"],
  [/\bi am\b/g, "i'm"],
  [/\b(you|we|they) are\b/g, "$1're"],
  [/\bi would\b/g, "i'd"],
];

/** The sentences that users are expected to say to a face with this knowledge. */
export function expectedSpeech(knowledge: Knowledge): WeightedSentence[] {
  const sentences: WeightedSentence[] = [];
  for (const text of knowledge.topics.flatMap((topic) => topic.phrasings)) {
    const said = spokenWords(text).join(' ');
    sentences.push({ words: said.split(' '), weight: 1 });
    const short = SHORT_FORMS.reduce((form, [long, contracted]) => form.replace(long, contracted), said);
    if (short !== said) sentences.push({ words: short.split(' '), weight: SHORT_FORM_WEIGHT });
  }
  for (const text of REPLIES) sentences.push({ words: text.split(' '), weight: REPLY_WEIGHT });
  for (const text of OPENERS) sentences.push({ words: text.split(' '), weight: OPENER_WEIGHT });
  return sentences.filter(({ words }) => words[0] !== '');
}
