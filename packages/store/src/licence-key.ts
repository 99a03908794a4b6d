import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';

/** Schema of a key: it must fit into addresses and headers. */
export const licenceKey = z
  .string()
  .regex(/^\S{8,200}$/, 'must be 8 to 200 characters without spaces')
  .regex(/^(?!vvt_)/, 'must not begin with vvt_, as tokens do');

/** @returns A key that cannot be guessed: 192 bits. */
export const newLicenceKey = (): string => `vv_${randomBytes(24).toString('base64url')}`;

/** SHA-256 of a key, as hex. Keys are looked up by it, so that the time of a look-up reveals nothing about a key. */
export const licenceDigest = (key: string): string => createHash('sha256').update(key).digest('hex');

/** The id of the licence with this key: the beginning of its digest, 12 hex digits. */
export const licenceId = (key: string): string => licenceDigest(key).slice(0, 12);
