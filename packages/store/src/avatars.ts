import type { AvatarRecord } from '@visavis/protocol/rest';

/** The operator's avatars. Ids and names form one set of unique names, compared without regard to case. */
export interface Avatars {
  /** All, in the operator's order. */
  list(): Promise<readonly AvatarRecord[]>;
  /** @param idOrName In any case, with or without spaces around it. */
  find(idOrName: string): Promise<AvatarRecord | undefined>;
}
