import { CodedError, type Background, type Expression } from '@visavis/core';
import type { AvatarRecord } from '@visavis/protocol/rest';
import { isSeenBy, type AvatarOutOfReach, type Avatars } from '@visavis/store';
import type { FaceWorks } from '../making/face-works.js';
import { faceOf, IRIS } from './avatar-directory.js';

/** Fields of an avatar that can be changed; an empty text takes one away. */
export type AvatarChanges = Partial<
  Record<'name' | 'providerName' | 'model' | 'voice' | 'prompt' | 'firstMessage', string | undefined>
> & {
  readonly pronunciations?: AvatarRecord['pronunciations'];
  readonly expression?: Expression | '' | undefined;
  readonly background?: Background | '' | undefined;
};

export interface AvatarKeeperOptions {
  readonly avatars: Avatars;
  readonly works: Pick<FaceWorks, 'remove' | 'show'>;
  /** The licence of the operator, which changes the avatars that belong to none; absent on the command line. */
  readonly ownLicenceId?: string;
}

/** Changes and removes avatars that were added. */
export class AvatarKeeper {
  readonly #options: AvatarKeeperOptions;

  constructor(options: AvatarKeeperOptions) {
    this.#options = options;
  }

  /**
   * @throws {CodedError} `avatar.not_found`, `avatar.not_yours`, `avatar.listed`, `avatar.name_taken`; `avatar.one_layer` or
   *   `avatar.unknown_background` when its face cannot be seen before the new background.
   */
  async change(licenceId: string, id: string, changes: AvatarChanges): Promise<void> {
    const before = await this.#ownedBy(licenceId, id);
    if (changes.background) await this.#options.works.show(faceOf(before), changes.background);
    const changed = Object.entries(changes).filter(([, value]) => value !== undefined);
    const after = Object.entries({ ...before, ...Object.fromEntries(changed) }).filter(([, value]) => value !== '');
    const outcome = await this.#options.avatars.replace(Object.fromEntries(after) as AvatarRecord);
    if (outcome !== 'replaced') throw refused(outcome);
  }

  /** Removes an avatar of a licence. @throws {CodedError} `avatar.not_found`, `avatar.not_yours`, `avatar.listed`. */
  async removeOf(licenceId: string, id: string): Promise<void> {
    await this.remove(await this.#ownedBy(licenceId, id));
  }

  /**
   * Removes an avatar, with its face where no other wears that. Sessions with it go on.
   *
   * @throws {CodedError} `avatar.not_found`, `avatar.listed`.
   */
  async remove(avatar: AvatarRecord): Promise<void> {
    const { avatars, works } = this.#options;
    const outcome = await avatars.remove(avatar.id);
    if (outcome !== 'removed') throw refused(outcome);
    const others = await avatars.list();
    if (avatar.face !== undefined && !others.some((other) => faceOf(other) === avatar.face))
      await works.remove(avatar.face);
  }

  async #ownedBy(licenceId: string, id: string): Promise<AvatarRecord> {
    const { avatars, ownLicenceId } = this.#options;
    const found = (await avatars.list()).find((avatar) => avatar.id === id);
    if (!found && id === IRIS.id) throw refused('listed');
    if (!found || !isSeenBy(found, licenceId)) throw refused('not_found');
    if (found.owner === undefined && licenceId !== ownLicenceId) throw new CodedError('avatar.not_yours');
    return found;
  }
}

function refused(why: AvatarOutOfReach | 'name_taken'): CodedError {
  if (why === 'listed') return new CodedError('avatar.listed');
  return why === 'name_taken' ? new CodedError('avatar.name_taken') : new CodedError('avatar.not_found');
}
