import { resolve } from 'node:path';
import { z } from 'zod';

// Each kind accepts a setting as a program passes it to `createServer`, and as the text of an environment variable.
const readable = <Schema extends z.ZodType>(read: (text: string) => unknown, schema: Schema) =>
  z.preprocess((given) => (typeof given === 'string' ? read(given) : given), schema);

export function wholeNumber(min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}`;
  return readable(
    (text) => (/^\d{1,9}$/.test(text) ? Number(text) : text),
    z.int(message).min(min, message).max(max, message),
  );
}

const FLAGS = new Map<string, boolean>([
  ['0', false],
  ['1', true],
]);

/** `0` or `1` in the environment. */
export const flag = readable(
  (text) => FLAGS.get(text) ?? text,
  z.boolean({ error: ({ input }) => (typeof input === 'string' ? 'must be 0 or 1' : 'must be true or false') }),
);

/**
 * A list, separated by commas in the environment.
 *
 * @param message What the list must be.
 * @param minLength A program may pass an empty list where 0 is allowed.
 */
export const listOf = (isGood: (one: string) => boolean, message: string, minLength = 1) =>
  readable(
    separated,
    z
      .array(z.string(message), message)
      .min(minLength, message)
      .refine((all) => all.every(isGood), message)
      .readonly(),
  );

/** JSON in the environment. @param message What it must be; reported for every mistake inside. */
export const json = <Value>(schema: z.ZodType<Value>, message: string) =>
  z.unknown().transform((given, context): Value => {
    const parsed = schema.safeParse(typeof given === 'string' ? parsedJson(given) : given);
    if (parsed.success) return parsed.data;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

/** Path of a file or folder, relative to the working directory. Becomes absolute. */
export const path = z.string('must be a path').transform((text) => resolve(text));

/** Any text, where only its receiver can judge it. */
export const text = z.string('must be text');

/** @returns The text itself, which is no list, when there is nothing in it but commas. */
function separated(text: string): string[] | string {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return parts.length > 0 ? parts : text;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
