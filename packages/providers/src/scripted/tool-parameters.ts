import type { JsonObject, Tool } from '@visavis/speech';
import { comparableWords, spokenNumber } from '../knowledge/normalise.js';

export interface Parameter {
  readonly name: string;
  readonly schema: JsonObject;
  readonly required: boolean;
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
const YES = /^(yes|yeah|sure|okay|ok|please|true|right)\b/;
const NO = /^(no|not|never|false|nope)\b/;

/** The parameters of a tool, in the order of its schema. */
export function parametersOf({ parameters }: Tool): Parameter[] {
  const required = Array.isArray(parameters['required']) ? (parameters['required'] as unknown[]) : [];
  return Object.entries(objectOf(parameters['properties'])).map(([name, schema]) => ({
    name,
    schema: objectOf(schema),
    required: required.includes(name) && !('default' in objectOf(schema)),
  }));
}

/** The values a parameter is limited to; empty where it is free. */
export function choicesOf(schema: JsonObject): readonly unknown[] {
  return Array.isArray(schema['enum']) ? (schema['enum'] as unknown[]) : [];
}

/**
 * Finds a tool's arguments in what the user said: values of an enumeration by their words, numbers by digits or words,
 * and texts meant for the user's own words. Nothing is guessed.
 *
 * @param answers The user's answers to questions for parameters, by the parameter's name.
 */
export function fillParameters(tool: Tool, said: string, answers: ReadonlyMap<string, string> = new Map()): Filled {
  const values: Record<string, unknown> = {};
  const words: string[] = [];
  let missing: Parameter | undefined;
  for (const parameter of parametersOf(tool)) {
    const answer = answers.get(parameter.name);
    const found = answer === undefined ? findValue(parameter, said) : readAnswer(parameter, answer);
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
export function askFor({ name, schema }: Parameter): string {
  const label = name
    .replace(/[_-]+/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  const choices = choicesOf(schema).map(String);
  if (choices.length > 0) return `Which ${label}: ${listed(choices)}?`;
  const { description } = schema;
  if (typeof description !== 'string' || description.length > 120) return `Which ${label}, please?`;
  return `I need to know one more thing. ${description.replace(/[.?!]+$/, '')}?`;
}

/** Whether `text` begins as {@link askFor}'s questions do. */
export function isAsking(text: string): boolean {
  return /^(Which |I need to know)/.test(text);
}

interface Found {
  readonly value: unknown;
  readonly words: readonly string[];
}

function findValue({ name, schema }: Parameter, said: string): Found | undefined {
  const words = comparableWords(said);
  const choices = choicesOf(schema);
  if (choices.length > 0) return findChoice(choices, words);
  const { type } = schema;
  if (type === 'number' || type === 'integer') return findNumber(said, words);
  const isText = type === 'string' || type === undefined;
  return isText && OWN_WORDS.test(name) ? { value: said.trim(), words: [] } : undefined;
}

/** An answer is about its parameter alone, so any text is taken for the value. */
function readAnswer(parameter: Parameter, answer: string): Found | undefined {
  const { schema } = parameter;
  if (schema['type'] === 'boolean') {
    const text = comparableWords(answer).join(' ');
    return YES.test(text) ? found(true) : NO.test(text) ? found(false) : undefined;
  }
  const isText = schema['type'] === 'string' || schema['type'] === undefined;
  if (!isText || choicesOf(schema).length > 0) return findValue(parameter, answer);
  const text = answer.trim().replace(/[.!?]+$/, '');
  return text === '' || text === '…' ? undefined : found(text);
}

function found(value: unknown): Found {
  return { value, words: [] };
}

/** Picks the choice with the most words: "dark blue" rather than "blue". */
function findChoice(choices: readonly unknown[], said: readonly string[]): Found | undefined {
  const heard = choices
    .map((value) => ({ value, words: comparableWords(String(value)) }))
    .filter(({ words }) => words.length > 0 && holds(said, words));
  return heard.sort((a, b) => b.words.length - a.words.length)[0];
}

function findNumber(said: string, words: readonly string[]): Found | undefined {
  const digits = /-?\d+(?:\.\d+)?/.exec(said)?.[0];
  if (digits !== undefined) return { value: Number(digits), words: comparableWords(digits) };
  for (let n = MAX_SPOKEN_NUMBER; n >= 0; n--) {
    const spoken = spokenNumber(n).split(' ');
    if (holds(words, spoken)) return { value: n, words: spoken };
  }
  return undefined;
}

function holds(words: readonly string[], part: readonly string[]): boolean {
  return ` ${words.join(' ')} `.includes(` ${part.join(' ')} `);
}

function listed(choices: readonly string[]): string {
  return choices.length < 2 ? choices.join('') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}

function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
