/** A JSON object as a server sent it, not validated yet. */
export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @returns The first of the values that is a string. */
export const firstString = (...values: unknown[]): string | undefined =>
  values.find((value): value is string => typeof value === 'string');

/** @returns The JSON object in `text`, or `undefined` where it holds none. */
export function parseObject(text: unknown): Json | undefined {
  if (typeof text !== 'string') return isObject(text) ? text : undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
