import { webOrigin } from '@visavis/protocol/rest';
import { z } from 'zod';
import { licenceKey } from '../licence-key.js';
import type { LicenceEntry } from '../memory/memory-licences.js';
import { checkList, readList } from './read-list.js';

const entry = z.strictObject({
  key: licenceKey,
  name: z.string().trim().min(1).max(100).optional(),
  maxSessions: z.number().int().min(1).max(10_000).optional(),
  origins: z.array(webOrigin).min(1).max(100).readonly().optional(),
}) satisfies z.ZodType<LicenceEntry>;

const entries = z
  .array(entry)
  .max(1_000)
  .refine((all) => new Set(all.map(({ key }) => key)).size === all.length, 'two have the same key');

/** Reads licences from a JSON file. @throws {CodedError} `config.invalid`, see `readList`. */
export const readLicences = (setting: string, path: string): Promise<readonly LicenceEntry[]> =>
  readList(setting, path, entries);

/** Checks licences from a program's options. @throws {CodedError} `config.invalid`, see `checkList`. */
export const checkLicences = (source: string, given: readonly LicenceEntry[]): readonly LicenceEntry[] =>
  checkList(source, given, entries);
