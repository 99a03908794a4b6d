import { readFile } from 'node:fs/promises';
import { CodedError } from '@visavis/core';
import type { z } from 'zod';

/**
 * Reads a list that the operator keeps in a JSON file.
 *
 * @param setting Name of the file for the operator, in errors.
 * @throws {CodedError} `config.invalid`, one line that says what is wrong with it.
 */
export async function readList<T>(setting: string, path: string, schema: z.ZodType<T>): Promise<T> {
  const wrong = (why: string) => new CodedError('config.invalid', `${setting}: ${path}: ${why}`);
  const text = await readFile(path, 'utf8').catch(() => Promise.reject(wrong('cannot be read')));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw wrong(`is not JSON: ${withoutQuote((error as Error).message)}`);
  }
  return checkList(`${setting}: ${path}`, json, schema);
}

/**
 * Checks a list of the operator against its schema.
 *
 * @param source Name of the list for the operator, in errors.
 * @throws {CodedError} `config.invalid`, one line that says what is wrong with it.
 */
export function checkList<T>(source: string, list: unknown, schema: z.ZodType<T>): T {
  const read = schema.safeParse(list);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = issue?.path.join('.') || 'the list';
  throw new CodedError('config.invalid', `${source}: ${where}: ${issue?.message ?? 'is wrong'}`);
}

/** The parser quotes the text around the mistake, which may be a key. */
const withoutQuote = (message: string): string => message.replace(/, (\.\.\.)?".*is not valid JSON$/s, '');
