import { languageOf } from '@visavis/speech';
import { spokenWords } from '../knowledge/normalise.js';
import { STANDING_PHRASES } from '../scripted/expected-phrases.js';
import type { WeightedSentence } from './bigram-model.js';

/** Answers to "You could ask me …", which no knowledge file holds. */
const REPLIES = ['yes', 'yes please', 'sure', 'no', 'the first one', 'the second one', 'the last one'];
/** Openings of a question, beside the words that are acknowledgements too. */
const OPENERS = [
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
  [/\blet us\b/g, "let's"],
];

/** The sentences that users are expected to say to a face. */
export interface ExpectedSpeech {
  /** Questions and requests. */
  readonly phrases: readonly WeightedSentence[];
  /** What may be said in front of one, or alone. */
  readonly openings: readonly WeightedSentence[];
  /** Farewells, follow-ups and answers: what users may well add to, and what other words are easily taken for. */
  readonly others: readonly WeightedSentence[];
}

/** @param known The questions of the knowledge. @param phrases What this user may say besides, in any spelling. */
export function expectedSpeech(known: readonly string[], phrases: readonly string[] = []): ExpectedSpeech {
  const said = [...known, ...phrases].flatMap((text) => withShortForm(text, 1));
  return {
    phrases: said.filter(({ words }) => words[0] !== ''),
    openings: [...OPENERS, ...languageOf('en').acknowledgements].map((text) => sentence(text, OPENER_WEIGHT)),
    others: [
      ...STANDING_PHRASES.flatMap((text) => withShortForm(text, REPLY_WEIGHT)),
      ...REPLIES.map((text) => sentence(text, REPLY_WEIGHT)),
    ],
  };
}

function withShortForm(text: string, weight: number): WeightedSentence[] {
  const said = spokenWords(text).join(' ');
  const short = SHORT_FORMS.reduce((form, [long, contracted]) => form.replace(long, contracted), said);
  return short === said
    ? [sentence(said, weight)]
    : [sentence(said, weight), sentence(short, weight * SHORT_FORM_WEIGHT)];
}

function sentence(text: string, weight: number): WeightedSentence {
  return { words: text.split(' '), weight };
}
