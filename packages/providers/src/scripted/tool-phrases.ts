import type { Tool } from '@visavis/speech';
import { comparableWords, spokenNumber } from '../knowledge/normalise.js';
import { CLOSING_PHRASES, endsTheCall } from './expected-phrases.js';
import { parametersOf, type Parameter } from './tool-parameters.js';

/** A word in double quotes, straight or curly. */
const QUOTED = /["“”]([^"“”]{2,120})["“”]/g;
/** Quotes after this word are examples; without it all quotes are. */
const EXAMPLES = /\bexamples?\b/i;

/** Numbers that people say to a tool: guests, minutes, floors. */
const SPOKEN_NUMBERS = Array.from({ length: 21 }, (_, n) => spokenNumber(n));

export interface ToolPhrase {
  readonly text: string;
  /** Whether it holds one of a parameter's values: with another value it is another phrase. */
  readonly holdsValue: boolean;
}

/**
 * The phrases with which a user asks for a tool: those in double quotes in its description, as in
 * `Opens a door. Examples: "open the left door", "let me in"`. A phrase with one of a parameter's values ("left") stands
 * for the same phrase with each of the others. Tools that end the call need no examples.
 *
 * @param limit Phrases at most: a client decides how many quotes and values there are to be multiplied.
 */
export function phrasesOf(tool: Tool, limit: number): ToolPhrase[] {
  const valueLists = parametersOf(tool).map(({ choices }) => sayable(choices));
  const phrases: ToolPhrase[] = [];
  for (const written of writtenPhrases(tool)) {
    const text = comparableWords(written).join(' ');
    if (text === '') continue;
    for (const phrase of withEachValue(text, valueLists)) {
      if (phrases.length >= limit) return phrases;
      phrases.push(phrase);
    }
  }
  return phrases;
}

/**
 * What users may say to these tools: the phrases with which they ask for one, then the values with which they answer the
 * face's question for an argument.
 *
 * @param limit Phrases of one tool at most.
 */
export function* expectedOf(tools: readonly Tool[], limit: number): Generator<string> {
  for (const tool of tools) for (const { text } of phrasesOf(tool, limit)) yield text;
  for (const { choices, schema } of tools.flatMap(parametersOf)) {
    yield* sayable(choices);
    if (schema['type'] === 'number' || schema['type'] === 'integer') yield* SPOKEN_NUMBERS;
  }
}

function sayable(choices: Parameter['choices']): string[] {
  return choices.map(({ words }) => words.join(' ')).filter((value) => value !== '');
}

function* writtenPhrases({ name, description = '' }: Tool): Generator<string> {
  const from = EXAMPLES.exec(description)?.index ?? 0;
  for (const [, phrase] of description.slice(from).matchAll(QUOTED)) yield phrase as string;
  if (endsTheCall(name)) yield* CLOSING_PHRASES;
}

function* withEachValue(text: string, valueLists: readonly (readonly string[])[]): Generator<ToolPhrase> {
  for (const values of valueLists) {
    const held = values.find((value) => ` ${text} `.includes(` ${value} `));
    if (held === undefined) continue;
    for (const value of values) yield { text: ` ${text} `.replace(` ${held} `, ` ${value} `).trim(), holdsValue: true };
    return;
  }
  yield { text, holdsValue: false };
}
