import type { JsonObject, Tool } from '@visavis/speech';
import { comparableWords, spokenNumber } from '../knowledge/normalise.js';
import { withoutEnds } from '../text-ends.js';

export interface Parameter {
  readonly name: string;
  readonly schema: JsonObject;
  readonly required: boolean;
  /** The values it is limited to; empty where it is free. */
  readonly choices: readonly Choice[];
}

/** A value of an enumeration, and the words that say it, if it can be said. */
interface Choice {
  readonly value: unknown;
  readonly words: readonly string[];
}

/** The values found for a tool's parameters. */
export interface Filled {
  readonly values: Record<string, unknown>;
  /** The words that hold the values. */
  readonly words: readonly string[];
  /** The first required parameter that was not found. */
  readonly missing: Parameter | undefined;
}

/** Names of free-text parameters that take the user's own words. */
const OWN_WORDS = /^(reason|message|text|query|question|comment|note|summary|content|details|request|utterance)$/i;
const MAX_SPOKEN_NUMBER = 100;
/** Parameters of a tool, and values of a parameter, that are looked at: a client decides how many there are. */
const MAX_PARAMETERS = 32;
const MAX_CHOICES = 200;
const YES = /^(yes|yeah|sure|okay|ok|please|true|right)\b/;
const NO = /^(no|not|never|false|nope)\b/;

const parametersByTool = new WeakMap<Tool, readonly Parameter[]>();

/** The parameters of a tool, in the order of its schema. Read once for each tool. */
export function parametersOf(tool: Tool): readonly Parameter[] {
  const known = parametersByTool.get(tool) ?? readParameters(tool);
  parametersByTool.set(tool, known);
  return known;
}

function readParameters({ parameters }: Tool): Parameter[] {
  const required = Array.isArray(parameters['required']) ? (parameters['required'] as unknown[]) : [];
  const found = Object.entries(objectOf(parameters['properties'])).slice(0, MAX_PARAMETERS);
  return found.map(([name, given]) => {
    const schema = objectOf(given);
    return { name, schema, required: required.includes(name) && !('default' in schema), choices: choicesOf(schema) };
  });
}

function choicesOf({ enum: values }: JsonObject): Choice[] {
  if (!Array.isArray(values)) return [];
  return values.slice(0, MAX_CHOICES).map((value) => ({ value, words: comparableWords(String(value)) }));
}

/**
 * Finds a tool's arguments in what the user said: values of an enumeration by their words, numbers by digits or words,
 * and texts meant for the user's own words. Nothing is guessed.
 *
 * @param answers The user's answers to questions for parameters, by the parameter's name.
 */
export function fillParameters(tool: Tool, said: string, answers: ReadonlyMap<string, string> = new Map()): Filled {
  const heard = hear(said);
  const values: Record<string, unknown> = {};
  const words: string[] = [];
  let missing: Parameter | undefined;
  for (const parameter of parametersOf(tool)) {
    const answer = answers.get(parameter.name);
    const found = answer === undefined ? findValue(parameter, heard) : readAnswer(parameter, answer);
    if (found) {
      values[parameter.name] = found.value;
      words.push(...found.words);
    } else if (parameter.required) missing ??= parameter;
  }
  return { values, words, missing };
}

/** @returns Whether `answer` holds a value of `parameter`. */
export function answersIt(parameter: Parameter, answer: string): boolean {
  return readAnswer(parameter, answer) !== undefined;
}

/** The question for a parameter, to be read aloud. */
export function askFor({ name, schema, choices }: Parameter): string {
  const label = name
    .replace(/[_-]+/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  if (choices.length > 0) return `Which ${label}: ${listed(choices.map(({ value }) => String(value)))}?`;
  const { description } = schema;
  if (typeof description !== 'string' || description.length > 120) return `Which ${label}, please?`;
  return `I need to know one more thing. ${withoutEnds(description, '.?!', 'behind')}?`;
}

/** Whether `text` begins as {@link askFor}'s questions do. */
export function isAsking(text: string): boolean {
  return /^(Which |I need to know)/.test(text);
}

interface Found {
  readonly value: unknown;
  readonly words: readonly string[];
}

/** What the user said, in the forms in which values are looked for. */
interface Heard {
  readonly text: string;
  /** The words, with a blank around each. */
  readonly spaced: string;
  /** The number in it, if any. */
  readonly number: Found | undefined;
}

function hear(text: string): Heard {
  const spaced = ` ${comparableWords(text).join(' ')} `;
  return { text, spaced, number: findNumber(text, spaced) };
}

function findValue({ name, schema, choices }: Parameter, { text, spaced, number }: Heard): Found | undefined {
  if (choices.length > 0) return findChoice(choices, spaced);
  const { type } = schema;
  if (type === 'number' || type === 'integer') return number;
  const isText = type === 'string' || type === undefined;
  return isText && OWN_WORDS.test(name) ? { value: text.trim(), words: [] } : undefined;
}

/** An answer is about its parameter alone, so any text is taken for the value. */
function readAnswer(parameter: Parameter, answer: string): Found | undefined {
  const { schema, choices } = parameter;
  const heard = hear(answer);
  if (schema['type'] === 'boolean') {
    const text = heard.spaced.trim();
    return YES.test(text) ? found(true) : NO.test(text) ? found(false) : undefined;
  }
  const isText = schema['type'] === 'string' || schema['type'] === undefined;
  if (!isText || choices.length > 0) return findValue(parameter, heard);
  const text = withoutEnds(answer.trim(), '.!?', 'behind');
  return text === '' || text === '…' ? undefined : found(text);
}

function found(value: unknown): Found {
  return { value, words: [] };
}

/** Picks the choice with the most words: "dark blue" rather than "blue". */
function findChoice(choices: readonly Choice[], spaced: string): Found | undefined {
  const heard = choices.filter(({ words }) => words.length > 0 && holds(spaced, words));
  return heard.sort((a, b) => b.words.length - a.words.length)[0];
}

function findNumber(said: string, spaced: string): Found | undefined {
  const digits = /-?\d+(?:\.\d+)?/.exec(said)?.[0];
  if (digits !== undefined) return { value: Number(digits), words: comparableWords(digits) };
  for (let n = MAX_SPOKEN_NUMBER; n >= 0; n--) {
    const spoken = spokenNumber(n).split(' ');
    if (holds(spaced, spoken)) return { value: n, words: spoken };
  }
  return undefined;
}

function holds(spaced: string, part: readonly string[]): boolean {
  return spaced.includes(` ${part.join(' ')} `);
}

function listed(choices: readonly string[]): string {
  return choices.length < 2 ? choices.join('') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}

function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
