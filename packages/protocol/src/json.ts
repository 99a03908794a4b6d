import { isSimpleJson } from './json-shape.js';

/** A JSON object whose members are not known yet. */
export type JsonObject = Record<string, unknown>;

/** Whether `value` is a JSON object: neither `null` nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Parses JSON text.
 *
 * @returns `undefined` for anything that is not JSON text, and for text whose structure no message needs; never throws.
 */
export function parseJson(text: string): unknown {
  if (!isSimpleJson(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The first of `values` that is set: neither absent, nor `null`, nor an empty string. */
export function firstSet(...values: unknown[]): unknown {
  return values.find((value) => value !== undefined && value !== null && value !== '');
}
