import { CodedError } from '@visavis/core';
import { AvatarDirectory, faceOf } from '../avatars/avatar-directory.js';
import { openAvatars, openFaceFiles } from '../store.js';
import { say } from './say.js';
import { readSettings } from './settings.js';

/** Prints each avatar's name and id, the standard one first. */
export async function listAvatars(): Promise<void> {
  const { config, avatars } = await readSettings();
  const all = await new AvatarDirectory(await openAvatars(config.dataDir, avatars)).all();
  for (const { id, name } of all) say(`${name} (${id})`);
}

/**
 * Removes an avatar that was added, with its face.
 *
 * @param idOrName In any case.
 * @throws {CodedError} `avatar.not_found`, or `avatar.listed` for one of the operator's list.
 */
export async function removeAvatar(idOrName: string): Promise<void> {
  const { config, avatars } = await readSettings();
  const known = await openAvatars(config.dataDir, avatars);
  const found = await known.find(idOrName);
  const outcome = found ? await known.remove(found.id) : 'not_found';
  if (!found || outcome === 'not_found')
    throw new CodedError('avatar.not_found', `There is no avatar "${idOrName}" that was added here`);
  if (outcome === 'listed')
    throw new CodedError('avatar.listed', `"${found.name}" stands in the file of VISAVIS_AVATARS: remove it there`);
  const others = await known.list();
  if (!others.some((other) => faceOf(other) === faceOf(found)))
    await openFaceFiles(config.dataDir).remove(faceOf(found));
  say(`${found.name} is removed.`);
}
