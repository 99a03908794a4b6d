import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parse } from 'node:path';
import { prepareFace, writeFace } from '@visavis/avatar';
import { videoEncoders } from '@visavis/codecs';
import { CodedError, silentLogger } from '@visavis/core';
import { avatarRecord, type AvatarRecord } from '@visavis/protocol/rest';
import { faceSource } from '../avatars/face-source.js';
import { openAvatars, openFaceFiles, packsDir } from '../store.js';
import type { CommandWords } from './command.js';
import { say } from './say.js';
import { readSettings } from './settings.js';
import { UsageError } from './usage-error.js';

/**
 * Makes an avatar from a picture: its face, its record, and the pack that its first viewer would otherwise wait for.
 *
 * @param path Of the picture: JPEG, PNG or WebP.
 * @throws {UsageError} For an option with a wrong value.
 * @throws {CodedError} `avatar.name_taken`; a code of `face.*` when no face can be made of the picture; `config.invalid`.
 */
export async function addAvatar(path: string, options: CommandWords['options']): Promise<void> {
  const { config, avatars } = await readSettings();
  const known = await openAvatars(config.dataDir, avatars);
  const face = faceNumber(options.face);
  const record = recordOf(options.name ?? parse(path).name, options);
  if (await known.find(record.name)) throw nameTaken(record.name);
  const made = await makeFaceOf(await pictureAt(path), face);
  for (const { howMuch, advice } of made.report) say(`Note: ${howMuch}. ${advice}`);
  const files = openFaceFiles(config.dataDir);
  await files.keep(record.id, writeFace(made.face, 'picture'));
  try {
    say('Preparing its idle pictures …');
    const cacheDir = packsDir(config.dataDir);
    const source = faceSource(record.id, files);
    await prepareFace(source, { cacheDir, encoders: videoEncoders, logger: silentLogger });
    if ((await known.add(record)) === 'name_taken') throw nameTaken(record.name);
  } catch (error) {
    await files.remove(record.id);
    throw error;
  }
  say(`${record.name} is made (${record.id}). A server that is running shows it after its next start.`);
}

function recordOf(name: string, options: CommandWords['options']): AvatarRecord {
  const id = randomBytes(16).toString('hex');
  const { voice, prompt, 'first-message': firstMessage } = options;
  const read = avatarRecord.safeParse({ id, name, face: id, voice, prompt, firstMessage });
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new UsageError(`${issue?.path.join('.') ?? 'An option'}: ${issue?.message ?? 'is wrong'}`);
}

function faceNumber(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (/^[1-9]\d?$/.test(given)) return Number(given);
  throw new UsageError('--face is the number of a face in the picture, counted from the left: 1, 2, …');
}

const pictureAt = (path: string): Promise<Uint8Array> =>
  readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new CodedError('config.invalid', `The picture ${path} cannot be read: ${cause.code ?? cause.message}`, {
      cause,
    });
  });

async function makeFaceOf(picture: Uint8Array, face: number | undefined) {
  const { makeFace } = await faceMaker();
  const onProgress = ({ stage, fraction }: { stage: string; fraction: number }): void =>
    say(`${Math.round(100 * fraction)} % ${stage}`);
  return makeFace(picture, { onProgress, ...(face !== undefined && { face }) });
}

/** The maker is a package of its own, with models that no server needs. */
async function faceMaker(): Promise<typeof import('@visavis/face-maker')> {
  try {
    return await import('@visavis/face-maker');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new CodedError(
      'config.invalid',
      'Faces are made by a package that is not installed: npm install @visavis/face-maker',
      { cause },
    );
  }
}

const nameTaken = (name: string): CodedError =>
  new CodedError('avatar.name_taken', `There is an avatar "${name}" already: give another name with --name`);
