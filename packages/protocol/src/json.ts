/** A JSON object whose members are not known yet. */
export type JsonObject = Record<string, unknown>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @returns `undefined` for anything that is not JSON text. */
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
