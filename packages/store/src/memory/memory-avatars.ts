import type { AvatarRecord } from '@visavis/protocol/rest';
import type { Avatars } from '../avatars.js';
import { clash, isSeenBy, spelled } from '../names.js';

/** The operator's list, and avatars that are added for as long as the process lives. */
export class MemoryAvatars implements Avatars {
  readonly #listed: readonly AvatarRecord[];
  readonly #added: Map<string, AvatarRecord>;

  /**
   * @param listed No two with the same id or name, compared without regard to case.
   * @param added Those that {@link add} has allowed before.
   */
  constructor(listed: readonly AvatarRecord[] = [], added: readonly AvatarRecord[] = []) {
    this.#listed = listed;
    this.#added = new Map(added.map((avatar) => [avatar.id, avatar]));
  }

  list(): Promise<readonly AvatarRecord[]> {
    return Promise.resolve(this.#all());
  }

  find(idOrName: string, licenceId?: string): Promise<AvatarRecord | undefined> {
    const asked = spelled(idOrName);
    const seen = this.#all().filter((avatar) => isSeenBy(avatar, licenceId));
    return Promise.resolve(seen.find(({ id, name }) => spelled(id) === asked || spelled(name) === asked));
  }

  add(avatar: AvatarRecord): ReturnType<Avatars['add']> {
    if (this.#all().some((other) => clash(avatar, other))) return Promise.resolve('name_taken');
    this.#added.set(avatar.id, avatar);
    return Promise.resolve('added');
  }

  replace(avatar: AvatarRecord): ReturnType<Avatars['replace']> {
    if (!this.#added.has(avatar.id)) return Promise.resolve(this.#outOfReach(avatar.id));
    if (this.#all().some((other) => other.id !== avatar.id && clash(avatar, other)))
      return Promise.resolve('name_taken');
    this.#added.set(avatar.id, avatar);
    return Promise.resolve('replaced');
  }

  remove(id: string): ReturnType<Avatars['remove']> {
    return Promise.resolve(this.#added.delete(id) ? 'removed' : this.#outOfReach(id));
  }

  #all(): AvatarRecord[] {
    return [...this.#listed, ...this.#added.values()];
  }

  #outOfReach(id: string): 'not_found' | 'listed' {
    return this.#listed.some((avatar) => avatar.id === id) ? 'listed' : 'not_found';
  }
}
