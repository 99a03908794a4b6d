import type { AvatarRecord } from '@visavis/protocol/rest';

/** @returns A name or an id in the spelling in which it is compared. */
export const spelled = (name: string): string => name.trim().toLowerCase();

/** Whether a licence sees this avatar: one that belongs to none, or to it. Without a licence, those that belong to none. */
export const isSeenBy = ({ owner }: AvatarRecord, licenceId: string | undefined): boolean =>
  owner === undefined || owner === licenceId;

/** Whether two avatars cannot stand side by side: a licence that sees both could not tell them apart by id or name. */
export function clash(one: AvatarRecord, other: AvatarRecord): boolean {
  if (spelled(one.id) === spelled(other.id)) return true;
  if (!isSeenBy(one, other.owner) && !isSeenBy(other, one.owner)) return false;
  const names = [other.id, other.name].map(spelled);
  return names.includes(spelled(one.id)) || names.includes(spelled(one.name));
}
