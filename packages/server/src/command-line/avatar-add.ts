import { readFile } from 'node:fs/promises';
import { parse } from 'node:path';
import { beforeBackground, prepareFace } from '@visavis/avatar';
import { videoEncoders } from '@visavis/codecs';
import { CodedError, silentLogger } from '@visavis/core';
import { avatarRecord } from '@visavis/protocol/rest';
import { isFinal, MemoryJobs, type Avatars } from '@visavis/store';
import type { Config } from '../config/config.js';
import { AvatarWorkshop, type JobView, type MakingRequest, type NewAvatar } from '../making/avatar-workshop.js';
import { FaceWorks, type FaceStage } from '../making/face-works.js';
import { backgroundsDir, openFaceFiles, packsDir } from '../store.js';
import type { CommandWords } from './command.js';
import { say } from './say.js';
import { UsageError } from './usage-error.js';
import { withStore } from './with-store.js';

/** Job of the command line: it belongs to no licence. */
const OPERATOR = 'operator';

/**
 * Makes an avatar from a picture, as a request to the server does: its face, its record, and the pack that the next start
 * would otherwise prepare.
 *
 * @param path Of the picture: JPEG, PNG or WebP.
 * @throws {UsageError} For an option with a wrong value.
 * @throws {CodedError} `avatar.name_taken`; a code of `face.*` when no face can be made of the picture;
 *   `avatar.one_layer` when it cannot be shown before the background; `config.invalid`.
 */
export async function addAvatar(path: string, options: CommandWords['options']): Promise<void> {
  const face = faceNumber(options.face);
  const shape = shapeNamed(options.shape);
  const avatar = newAvatar(options.name ?? parse(path).name, options);
  const picture = await pictureAt(path);
  await withStore((store, config) => make({ avatar, face, shape, picture }, store.avatars, config));
}

async function make(wanted: Omit<MakingRequest, 'licenceId'>, known: Avatars, config: Config): Promise<void> {
  const cacheDir = packsDir(config.dataDir);
  const prepare: FaceStage['show'] = async (source, background) =>
    void (await prepareFace(beforeBackground(source, background, backgroundsDir(config.dataDir)), {
      cacheDir,
      encoders: videoEncoders,
      logger: silentLogger,
    }));
  const stage = { show: prepare, hide: () => Promise.resolve() };
  const works = new FaceWorks({
    files: openFaceFiles(config.dataDir),
    packsDir: cacheDir,
    stage,
    logger: silentLogger,
  });
  const workshop = new AvatarWorkshop({ jobs: new MemoryJobs(), avatars: known, works, logger: silentLogger });
  const ended = new Promise<JobView>((resolve) => {
    workshop.events.on('changed', (view) => {
      if (isFinal(view.job)) resolve(view);
      else say(`${Math.round(100 * view.fraction)} % ${view.stage}`);
    });
  });
  await workshop.submit({ ...wanted, licenceId: OPERATOR }).catch((error: unknown) => {
    throw error instanceof CodedError && error.code === 'avatar.name_taken' ? nameTaken(wanted.avatar.name) : error;
  });
  report((await ended).job);
}

function report({ avatar, report, failure }: JobView['job']): void {
  if (failure) throw new CodedError(failure.code, failure.message);
  for (const { howMuch, advice } of report) say(`Note: ${howMuch}. ${advice}`);
  say(`${avatar.name} is made (${avatar.id}). A server that is running shows it after its next start.`);
}

function newAvatar(name: string, options: CommandWords['options']): NewAvatar {
  const { voice, prompt, background, expression, 'first-message': firstMessage } = options;
  const given = { name, voice, prompt, background, expression, firstMessage };
  const read = avatarRecord.omit({ id: true, face: true }).safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new UsageError(`${issue?.path.join('.') ?? 'An option'}: ${issue?.message ?? 'is wrong'}`);
}

function faceNumber(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (/^[1-9]\d?$/.test(given)) return Number(given);
  throw new UsageError('--face is the number of a face in the picture, counted from the left: 1, 2, …');
}

function shapeNamed(given: string | undefined): 'square' | 'portrait' | undefined {
  if (given === undefined || given === 'square' || given === 'portrait') return given;
  throw new UsageError('--shape is square (512 × 512) or portrait (720 × 1280)');
}

const pictureAt = (path: string): Promise<Uint8Array> =>
  readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new CodedError('config.invalid', `The picture ${path} cannot be read: ${cause.code ?? cause.message}`, {
      cause,
    });
  });

const nameTaken = (name: string): CodedError =>
  new CodedError('avatar.name_taken', `There is an avatar "${name}" already: give another name with --name`);
