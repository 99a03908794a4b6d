import { CodedError, silentLogger } from '@visavis/core';
import { AvatarDirectory, faceOf } from '../avatars/avatar-directory.js';
import { AvatarKeeper } from '../avatars/avatar-keeper.js';
import { FaceWorks } from '../making/face-works.js';
import { openAvatars, openFaceFiles, packsDir } from '../store.js';
import { say } from './say.js';
import { readSettings } from './settings.js';

/** Prints each avatar's name and id, the standard one first. */
export async function listAvatars(): Promise<void> {
  const { config, avatars } = await readSettings();
  const all = await new AvatarDirectory(await openAvatars(config.dataDir, avatars)).all();
  for (const { id, name, owner } of all) say(`${name} (${id})${owner === undefined ? '' : `, of licence ${owner}`}`);
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
export async function removeAvatar(idOrName: string): Promise<void> {
  const { config, avatars } = await readSettings();
  const known = await openAvatars(config.dataDir, avatars);
  const asked = idOrName.trim().toLowerCase();
  const found = (await known.list()).filter(({ id, name }) => [id, name].some((one) => one.toLowerCase() === asked));
  const [avatar, ...namesakes] = found;
  if (!avatar) throw new CodedError('avatar.not_found', `There is no avatar "${idOrName}" that was added here`);
  if (namesakes.length > 0)
    throw new CodedError('avatar.name_taken', `Several avatars are called "${idOrName}": give the id of one`);
  const { dataDir } = config;
  const files = openFaceFiles(dataDir);
  const works = new FaceWorks({ files, packsDir: packsDir(dataDir), stage: NO_STAGE, logger: silentLogger });
  await new AvatarKeeper({ avatars: known, works }).remove(avatar);
  await works.clean((await known.list()).map(faceOf));
  say(`${avatar.name} is removed.`);
}
