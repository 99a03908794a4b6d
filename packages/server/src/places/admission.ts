import { ending, type Admission as SessionAdmission } from '@visavis/session';
import type { Caller, Keys } from '../keys/keys.js';
import type { Avatars } from '../avatars/avatars.js';
import type { Capacity } from './capacity.js';
import type { Place, WaitingRoom } from './waiting-room.js';

/** What the address of the socket asks for. */
export interface Wish extends Caller {
  readonly license?: string | undefined;
  readonly avatarId?: string | undefined;
  readonly name?: string | undefined;
  readonly model?: string | undefined;
}

/** `guest` where only room is wanting. */
export type Admission = SessionAdmission & { readonly guest?: Guest };

/** Who is welcome as soon as there is room. */
export interface Guest {
  readonly licenseId: string;
  /** There is room now. The key may have been used up meanwhile; the place is then given back. */
  take(place: Place): SessionAdmission;
}

/** What a wish is held against. */
export interface Gate {
  readonly keys: Keys;
  readonly avatars: Avatars;
  readonly capacity: Capacity;
  readonly waitingRoom: WaitingRoom;
}

/** Decides whether a client may come in, and takes its place if so. The key is looked at first: strangers learn nothing. */
export function admit(wish: Wish, { keys, avatars, capacity, waitingRoom }: Gate): Admission {
  const key = keys.authorise(wish.license ?? '', wish);
  if (!key.granted) return refused(ending(key.why));
  const avatar = avatars.find(asksForNobody(wish) ? { avatarId: key.avatarId } : wish);
  if (!avatar) return refused(ending('avatar.not_found'));
  if (key.avatarId !== undefined && avatar.id !== key.avatarId) return refused(ending('auth.wrong_avatar'));
  const guest: Guest = {
    licenseId: key.licenseId,
    take: (place) => {
      // Only now: who is turned away for want of room may come again with the same token.
      if (key.spend()) return { granted: true, avatar, release: () => place.release() };
      place.release();
      return refused(ending('auth.token_spent'));
    },
  };
  const place = capacity.admit(key.licenseId);
  if (place.granted) return guest.take(place);
  const { full, limit } = place;
  const retryAfterS = waitingRoom.retryAfterS(key.licenseId);
  if (full === 'server') return { granted: false, ending: ending('capacity.full', undefined, { retryAfterS }), guest };
  const message = `Maximum of ${limit} concurrent connections`;
  return { granted: false, ending: ending('capacity.license_full', message, { limit, retryAfterS }), guest };
}

const asksForNobody = ({ avatarId, name }: Wish): boolean => avatarId === undefined && name === undefined;

const refused = (how: ReturnType<typeof ending>): Admission => ({ granted: false, ending: how });
