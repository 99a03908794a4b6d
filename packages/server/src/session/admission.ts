import { CLOSES, eventBeforeClose, type CloseKind, type ServerEvent } from '@visavis/protocol';
import { licenseId, licenseMatches } from '../license.js';
import { findAvatar, type Avatar } from './avatars.js';
import type { Capacity } from './capacity.js';

/** What the address of the socket asks for. */
export interface Wish {
  readonly license?: string | undefined;
  readonly avatarId?: string | undefined;
  readonly name?: string | undefined;
  readonly model?: string | undefined;
}

/** How a session ends: what the client is told, and the close frame that follows. */
export interface Ending {
  readonly event: ServerEvent | undefined;
  readonly code: number;
  readonly reason: string;
}

export type Admission =
  | { readonly granted: true; readonly avatar: Avatar; release(): void }
  | { readonly granted: false; readonly ending: Ending };

/** Seconds after which a full server is worth another try. */
const RETRY_AFTER_S = 10;

/** @param message For people; the close reason without it. */
export function ending(kind: CloseKind, message?: string, more?: { limit?: number; retryAfterS?: number }): Ending {
  const { code, reason } = CLOSES[kind];
  return { event: eventBeforeClose(kind, message, more), code, reason };
}

/** Decides whether a client may come in, and takes its place if so. The key is looked at first: strangers learn nothing. */
export function admit(wish: Wish, { license, capacity }: { license: string; capacity: Capacity }): Admission {
  const key = wish.license ?? '';
  if (!licenseMatches(license, key)) return refused(ending('invalidLicense'));
  const avatar = findAvatar(wish);
  if (!avatar) return refused(ending('avatarNotFound'));
  if (wish.model === 'transparency') return refused(ending('backendFailed', 'This server has no transparency mode'));
  const place = capacity.admit(licenseId(key));
  if (place.granted) return { granted: true, avatar, release: () => place.release() };
  const { full, limit } = place;
  if (full === 'server') return refused(ending('serverFull', undefined, { retryAfterS: RETRY_AFTER_S }));
  return refused(ending('connectionLimit', `Maximum of ${limit} concurrent connections`, { limit }));
}

const refused = (how: Ending): Admission => ({ granted: false, ending: how });
