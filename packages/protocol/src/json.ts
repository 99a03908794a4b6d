/** A JSON object whose members are not known yet. */
export type JsonObject = Record<string, unknown>;

/** Whether `value` is a JSON object: neither `null` nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses JSON text. @returns `undefined` for anything that is not JSON text; never throws. */
export function parseJson(text: string): unknown {
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
