import { CodedError, silentLogger } from '@visavis/core';
import { AvatarDirectory, faceOf } from '../avatars/avatar-directory.js';
import { AvatarKeeper } from '../avatars/avatar-keeper.js';
import { FaceWorks } from '../making/face-works.js';
import type { Avatars } from '@visavis/store';
import type { Config } from '../config/config.js';
import { openFaceFiles, packsDir } from '../store.js';
import { say } from './say.js';
import { withStore } from './with-store.js';

/** Prints each avatar's name and id, the standard one first. */
export async function listAvatars(): Promise<void> {
  await withStore(async ({ avatars }) => {
    for (const { id, name, owner } of await new AvatarDirectory(avatars).all())
      say(`${name} (${id})${owner === undefined ? '' : `, of licence ${owner}`}`);
  });
}

/** A server that is running shows what it has loaded: the files are deleted beside it. */
const NO_STAGE = { show: () => Promise.resolve(), hide: () => Promise.resolve() };

/**
 * Removes an avatar that was added, with its face.
 *
 * @param idOrName In any case.
 * @throws {CodedError} `avatar.not_found`, `avatar.listed` for one of the operator's list, or `avatar.name_taken` where
 *   avatars of several licences have this name.
 */
export const removeAvatar = (idOrName: string): Promise<void> =>
  withStore(({ avatars }, config) => removeFrom(avatars, config, idOrName));

async function removeFrom(known: Avatars, { dataDir }: Pick<Config, 'dataDir'>, idOrName: string): Promise<void> {
  const asked = idOrName.trim().toLowerCase();
  const found = (await known.list()).filter(({ id, name }) => [id, name].some((one) => one.toLowerCase() === asked));
  const [avatar, ...namesakes] = found;
  if (!avatar) throw new CodedError('avatar.not_found', `There is no avatar "${idOrName}" that was added here`);
  if (namesakes.length > 0)
    throw new CodedError('avatar.name_taken', `Several avatars are called "${idOrName}": give the id of one`);
  const files = openFaceFiles(dataDir);
  const works = new FaceWorks({ files, packsDir: packsDir(dataDir), stage: NO_STAGE, logger: silentLogger });
  await new AvatarKeeper({ avatars: known, works }).remove(avatar);
  await works.clean((await known.list()).map(faceOf));
  say(`${avatar.name} is removed.`);
}
