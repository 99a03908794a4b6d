import type { JsonObject } from '@visavis/speech';
import { readArguments } from './call-assembler.js';
import type { ToolNames } from './chat-tools.js';
import { parsedJson, recordOf } from '../http/json.js';
import { JsonExtent } from './json-extent.js';

/** A call that a model has written as text. */
export interface WrittenCall {
  readonly name: string;
  readonly arguments: JsonObject;
}

/** Members under which models write a tool's name and its arguments. */
const NAMES = ['name', 'function', 'tool', 'tool_name', 'function_name', 'recipient_name'];
const ARGUMENTS = ['arguments', 'parameters', 'args', 'input', 'tool_input', 'params', 'kwargs'];
/** Members under which they write calls within an object. */
const NESTED = ['function', 'function_call', 'tool_call', 'tool_calls'];
const CALL_BEGUN =
  /^[\s`\w]{0,40}[[{\s]*"(?:name|function|tool|tool_name|function_call|tool_calls?|recipient_name)"\s*:/;
/** `<function=name>` and `<invoke name="name">` with parameters in tags. */
const TAGGED = /<(?:function|invoke)(?:=|\s+name=)"?([\w.:-]{1,80})"?\s*>/g;
const TAGGED_PARAMETER = /<parameter(?:=|\s+name=)"?([^">]{1,80})"?[^>]{0,80}>([^<]*)(?:<\/parameter>|$)/g;
const KEYED_PARAMETER = /<arg_key>([^<]{1,80})<\/arg_key>\s*<arg_value>([^<]*)<\/arg_value>/g;
/** `functions.name:0`, `name(…)`, `call:name{…}`, or a name on a line of its own, in front of the arguments. */
const NAME_BEFORE = /([\w-][\w.-]{0,79})(?::\d{1,4})?\W{0,40}$/;
/** What stands around calls and their names: tokens of chat templates, and the marks of a block of code. */
const AROUND = /<[|｜][^|｜<>]{1,60}[|｜]?>|\[args\]|`{3}(?:json|tool_code|tool_calls?|function_calls?)?/gi;
const TO = /to=(?:functions\.)?([\w.-]{1,80})/;

/** @returns The tool that a channel's header addresses. */
export function callIn(header: string): string | undefined {
  return TO.exec(header)?.[1];
}

/**
 * The calls of offered tools in a text that consists of calls.
 *
 * @param called Name of the tool, where the text holds the arguments alone.
 */
export function writtenCalls(text: string, names: ToolNames, called?: string): WrittenCall[] {
  if (called !== undefined) return named(called, readArguments(text), names);
  const objects = jsonIn(text.replace(AROUND, ' '));
  const calls = objects.flatMap(({ value, before }) => {
    const own = callsOf(value, names);
    return own.length > 0 ? own : named(NAME_BEFORE.exec(before)?.[1], recordOf(value), names);
  });
  return calls.length > 0 ? calls : [...taggedCalls(text, names), ...keyedCalls(text, names)];
}

/** Whether a text of JSON or code is a tool call: one of an offered tool, or one in the form of a call. */
export function looksLikeCall(text: string, names: ToolNames): boolean {
  if (/^\s*`{3}(?:tool|function)/.test(text)) return true;
  if (writtenCalls(text, names).length > 0) return true;
  if (!CALL_BEGUN.test(text)) return false;
  const [first] = jsonIn(text);
  const value = recordOf(Array.isArray(first?.value) ? first.value[0] : first?.value);
  // Cut in the middle, it can be nothing but a call.
  return !value || [...ARGUMENTS, ...NESTED].some((member) => member in value);
}

function callsOf(value: unknown, names: ToolNames): WrittenCall[] {
  if (Array.isArray(value)) return value.flatMap((one) => callsOf(one, names));
  const record = recordOf(value);
  if (!record) return [];
  const given = ARGUMENTS.map((member) => record[member]).find((member) => member !== undefined);
  for (const member of NAMES) {
    const call = named(record[member], argumentsOf(given), names);
    if (call.length > 0) return call;
  }
  return NESTED.flatMap((member) => (typeof record[member] === 'object' ? callsOf(record[member], names) : []));
}

function argumentsOf(given: unknown): JsonObject | undefined {
  if (given === undefined || given === null) return {};
  return typeof given === 'string' ? readArguments(given) : recordOf(given);
}

function named(name: unknown, given: JsonObject | undefined, names: ToolNames): WrittenCall[] {
  if (typeof name !== 'string' || !given) return [];
  const offered = names.fromModel(name) ?? names.fromModel(name.replace(/^functions?\./, ''));
  return offered === undefined ? [] : [{ name: offered, arguments: given }];
}

function taggedCalls(text: string, names: ToolNames): WrittenCall[] {
  const begins = [...text.matchAll(TAGGED)];
  return begins.flatMap(({ 1: name, index }, i) => {
    const body = text.slice(index, begins[i + 1]?.index);
    return named(name, parametersIn(body, TAGGED_PARAMETER), names);
  });
}

function keyedCalls(text: string, names: ToolNames): WrittenCall[] {
  const name = /(?:^|>)\s{0,20}([\w.-]{1,80})\s{0,20}</.exec(text)?.[1];
  return text.includes('<arg_key>') ? named(name, parametersIn(text, KEYED_PARAMETER), names) : [];
}

/** Values in tags are JSON, or plain text. */
function parametersIn(text: string, form: RegExp): JsonObject {
  const pairs = [...text.matchAll(form)].map(({ 1: key = '', 2: written = '' }) => {
    const value = written.trim();
    return [key.trim(), parsedJson(value) ?? value] as const;
  });
  return Object.fromEntries(pairs);
}

/** @returns The JSON objects and lists of a text that stand side by side, each with the text before it. */
function jsonIn(text: string): { value: unknown; before: string }[] {
  const found: { value: unknown; before: string }[] = [];
  let from = 0;
  for (let at = next(text, from); at >= 0; at = next(text, from)) {
    const extent = new JsonExtent();
    extent.push(text.slice(at));
    if (extent.end === undefined) break;
    const value = parsedJson(text.slice(at, at + extent.end));
    if (value !== undefined) found.push({ value, before: text.slice(Math.max(from, at - 120), at) });
    from = at + extent.end;
  }
  return found;
}

function next(text: string, from: number): number {
  const at = text.slice(from).search(/[[{]/);
  return at < 0 ? at : from + at;
}
