import { z } from 'zod';
import { isJsonObject, type JsonObject } from './json.js';

/**
 * Clients in typed languages write `null` for a member that they leave out.
 *
 * @returns The same object without such members; those of its members are kept.
 */
export const withoutNulls = (fields: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

/** A schema that reads a member that is `null` as one that is absent. */
export const nullsLeftOut = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (isJsonObject(value) ? withoutNulls(value) : value), schema);
