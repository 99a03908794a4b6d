import { webOrigin } from '@visavis/protocol/rest';
import { z } from 'zod';
import { licenseKey } from './own-license.js';
import { readRecords } from '../read-records.js';

const license = z.strictObject({
  key: licenseKey,
  /** For the operator. */
  name: z.string().trim().min(1).max(100).optional(),
  /** Sessions at a time; without it what `VISAVIS_MAX_SESSIONS_PER_LICENSE` says. */
  maxSessions: z.number().int().min(1).max(10_000).optional(),
  /** Pages that may use it; without them those of `VISAVIS_ORIGINS`. */
  origins: z.array(webOrigin).min(1).max(100).readonly().optional(),
});

/** A key that opens sessions, and what is allowed with it. */
export type License = z.infer<typeof license>;

const licenses = z
  .array(license)
  .max(1_000)
  .refine((all) => new Set(all.map(({ key }) => key)).size === all.length, 'two have the same key');

/** The licences beside the server's own, from a JSON file. @throws {CodedError} `config.invalid`, see {@link readRecords}. */
export const readLicenses = (path: string): Promise<readonly License[]> =>
  readRecords('VISAVIS_LICENSES', path, licenses);
