import { CLOSES, eventBeforeClose, type CloseKind, type ServerEvent } from '@visavis/protocol';
import { REFUSAL_TEXTS, type Caller, type Keys } from '../keys/keys.js';
import { findAvatar, type Avatar } from './avatars.js';
import type { Capacity } from './capacity.js';

/** What the address of the socket asks for. */
export interface Wish extends Caller {
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
export function admit(wish: Wish, { keys, capacity }: { keys: Keys; capacity: Capacity }): Admission {
  const key = keys.authorise(wish.license ?? '', wish);
  if (!key.granted) return refused(ending('invalidLicense', REFUSAL_TEXTS[key.why]));
  const avatar = findAvatar(asksForNobody(wish) ? { avatarId: key.avatarId } : wish);
  if (!avatar) return refused(ending('avatarNotFound'));
  if (key.avatarId !== undefined && avatar.id !== key.avatarId)
    return refused(ending('invalidLicense', 'The token is for another avatar'));
  const place = capacity.admit(key.licenseId);
  if (place.granted) {
    // Only now: who is turned away for want of room may come again with the same token.
    if (key.spend()) return { granted: true, avatar, release: () => place.release() };
    place.release();
    return refused(ending('invalidLicense', REFUSAL_TEXTS.spent));
  }
  const { full, limit } = place;
  if (full === 'server') return refused(ending('serverFull', undefined, { retryAfterS: RETRY_AFTER_S }));
  return refused(ending('connectionLimit', `Maximum of ${limit} concurrent connections`, { limit }));
}

const asksForNobody = ({ avatarId, name }: Wish): boolean => avatarId === undefined && name === undefined;

const refused = (how: Ending): Admission => ({ granted: false, ending: how });
