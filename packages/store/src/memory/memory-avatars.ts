import type { AvatarRecord } from '@visavis/protocol/rest';
import type { Avatars } from '../avatars.js';

/** Avatars that were read at the start. */
export class MemoryAvatars implements Avatars {
  readonly #all: readonly AvatarRecord[];
  readonly #byName: ReadonlyMap<string, AvatarRecord>;

  /** @param avatars No two with the same id or name, compared without regard to case. */
  constructor(avatars: readonly AvatarRecord[] = []) {
    this.#all = avatars;
    this.#byName = new Map(
      avatars.flatMap((avatar) => [avatar.name, avatar.id].map((name) => [spelled(name), avatar] as const)),
    );
  }

  list(): Promise<readonly AvatarRecord[]> {
    return Promise.resolve(this.#all);
  }

  find(idOrName: string): Promise<AvatarRecord | undefined> {
    return Promise.resolve(this.#byName.get(spelled(idOrName)));
  }
}

const spelled = (name: string): string => name.trim().toLowerCase();
