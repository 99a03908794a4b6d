import type { AvatarRecord } from '@visavis/protocol/rest';

/**
 * The avatars of a server. Ids are unique; those that one licence sees have unique names, compared without regard to case.
 */
export interface Avatars {
  /** All: those of the operator's list in its order, then those that were added, in theirs. */
  list(): Promise<readonly AvatarRecord[]>;
  /**
   * @param idOrName In any case, with or without spaces around it.
   * @param licenceId The licence that asks; without one, avatars that belong to a licence are not found.
   */
  find(idOrName: string, licenceId?: string): Promise<AvatarRecord | undefined>;
  /** Adds an avatar. It outlives the process as far as this adapter's state does. */
  add(avatar: AvatarRecord): Promise<'added' | 'name_taken'>;
  /** Replaces the avatar that has the same id; those of the operator's list are changed there. */
  replace(avatar: AvatarRecord): Promise<'replaced' | 'name_taken' | AvatarOutOfReach>;
  /** @param id The exact id. */
  remove(id: string): Promise<'removed' | AvatarOutOfReach>;
}

/** Why an avatar cannot be changed: there is none of this id, or it stands in the operator's list. */
export type AvatarOutOfReach = 'not_found' | 'listed';
