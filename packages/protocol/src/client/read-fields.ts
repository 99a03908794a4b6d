import type { z } from 'zod';

/**
 * Reads an object member by member, so that one member of the wrong type does not cost the others.
 * Absent, `null` (where it means nothing) and empty members are left out.
 *
 * @param ignored Receives the names of the members that could not be read.
 */
export function readFields<S extends z.ZodRawShape>(
  shape: S,
  given: Record<keyof S, unknown>,
  ignored: string[],
  prefix = '',
): z.output<z.ZodObject<S>> {
  const fields: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(shape)) {
    const value = given[name];
    const read = (schema as z.ZodType).safeParse(value === '' ? undefined : value);
    if (read.success && read.data !== undefined) fields[name] = read.data;
    else if (!read.success && value !== null) ignored.push(prefix + name);
  }
  return fields as z.output<z.ZodObject<S>>;
}
