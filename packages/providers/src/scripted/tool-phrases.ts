import type { JsonObject, Tool } from '@visavis/speech';
import { comparableWords } from '../knowledge/normalise.js';
import { CLOSING_PHRASES, endsTheCall } from './expected-phrases.js';
import { choicesOf, parametersOf } from './tool-parameters.js';

/** A word in double quotes, straight or curly. */
const QUOTED = /["“”]([^"“”]{2,120})["“”]/g;
/** Quotes after this word are examples; without it all quotes are. */
const EXAMPLES = /\bexamples?\b/i;
const MAX_PHRASES = 200;

export interface ToolPhrase {
  readonly text: string;
  /** Whether it holds one of a parameter's values: with another value it is another phrase. */
  readonly holdsValue: boolean;
}

/**
 * The phrases with which a user asks for a tool: those in double quotes in its description, as in
 * `Opens a door. Examples: "open the left door", "let me in"`. A phrase with one of a parameter's values ("left") stands
 * for the same phrase with each of the others. Tools that end the call need no examples.
 */
export function phrasesOf(tool: Tool): ToolPhrase[] {
  const { name, description = '' } = tool;
  const from = EXAMPLES.exec(description)?.index ?? 0;
  const quoted = [...description.slice(from).matchAll(QUOTED)].map(([, phrase]) => phrase as string);
  const usual = endsTheCall(name) ? CLOSING_PHRASES : [];
  return [...quoted, ...usual]
    .map((text) => comparableWords(text).join(' '))
    .filter((text) => text !== '')
    .flatMap((text) => withEachValue(text, parametersOf(tool)))
    .slice(0, MAX_PHRASES);
}

function withEachValue(text: string, parameters: readonly { schema: JsonObject }[]): ToolPhrase[] {
  for (const { schema } of parameters) {
    const values = choicesOf(schema).map((choice) => comparableWords(String(choice)).join(' '));
    const held = values.find((value) => value !== '' && ` ${text} `.includes(` ${value} `));
    if (held === undefined) continue;
    const other = (value: string): string => ` ${text} `.replace(` ${held} `, ` ${value} `).trim();
    return values.map((value) => ({ text: other(value), holdsValue: true }));
  }
  return [{ text, holdsValue: false }];
}
