import type { AvatarRecord } from '@visavis/protocol/rest';

/** @returns A name or an id in the spelling in which it is compared. */
export const spelled = (name: string): string => name.trim().toLowerCase();

/** Whether two avatars cannot stand side by side: the id or name of one is that of the other. */
export function clash(one: AvatarRecord, other: AvatarRecord): boolean {
  const names = [other.id, other.name].map(spelled);
  return names.includes(spelled(one.id)) || names.includes(spelled(one.name));
}
