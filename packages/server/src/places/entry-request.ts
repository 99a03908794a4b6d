import { ending, type Admission, type Ending } from '@visavis/session';
import type { AvatarRecord } from '@visavis/protocol/rest';
import type { TakeOutcome } from '@visavis/store';
import type { AvatarDirectory } from '../avatars/avatar-directory.js';
import type { Authorisation, RequestOrigin, Keys } from '../keys/keys.js';

/** A client's request to be admitted, from the address of its socket and the headers of its upgrade. */
export interface EntryRequest extends RequestOrigin {
  readonly license?: string | undefined;
  readonly avatarId?: string | undefined;
  readonly name?: string | undefined;
  readonly model?: string | undefined;
}

/** The keys and avatars that requests are checked against. */
export interface Gate {
  readonly keys: Keys;
  readonly avatars: AvatarDirectory;
}

export type Refused = Extract<Admission, { granted: false }>;

/** A client whose request was accepted, and that enters as soon as there is room. */
export interface Applicant {
  readonly key: Extract<Authorisation, { granted: true }>;
  readonly avatar: AvatarRecord;
}

/** Decides whether a client may enter. The key is checked first, so that strangers learn nothing. */
export async function checkEntry(request: EntryRequest, { keys, avatars }: Gate): Promise<Applicant | Refused> {
  const key = await keys.authorise(request.license ?? '', request);
  if (!key.granted) return refused(ending(key.why));
  const avatar = await avatars.find(namesNoAvatar(request) ? { avatarId: key.avatarId } : request, key.licenceId);
  if (!avatar) return refused(ending('avatar.not_found'));
  if (key.avatarId !== undefined && avatar.id !== key.avatarId) return refused(ending('auth.wrong_avatar'));
  return { key, avatar };
}

/** There is no place for a client that may enter. @param retryAfterS When it should try again. */
export function refusedForRoom(
  { full, standing }: Extract<TakeOutcome, { granted: false }>,
  retryAfterS: number,
): Refused {
  if (full === 'server') return refused(ending('capacity.full', undefined, { retryAfterS }));
  const { limit } = standing.licence;
  return refused(ending('capacity.license_full', `Maximum of ${limit} concurrent connections`, { limit, retryAfterS }));
}

/** The token was for one session, and another session has used it while this one waited. */
export const refusedAsSpent = (): Refused => refused(ending('auth.token_spent'));

/** The client has gone before it was admitted. */
export const refusedAsGone = (): Refused => refused(ending('session.gone'));

const namesNoAvatar = ({ avatarId, name }: EntryRequest): boolean => avatarId === undefined && name === undefined;

const refused = (how: Ending): Refused => ({ granted: false, ending: how });
