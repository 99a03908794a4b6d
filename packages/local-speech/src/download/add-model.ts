import { mkdir, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@visavis/core';
import { describeModel } from '../models/describe-model.js';
import { readModelRecord, sha256Of, verifyModel, writeModelRecord } from '../models/model-record.js';
import { RELEASES, type OfferedModel } from './offered-models.js';
import { publishedChecksum } from './published-checksums.js';
import { transfer, type TransferOptions } from './transfer.js';
import { unpack } from './unpack.js';

/** How far the addition of a model is. */
export type AddingProgress =
  | { readonly stage: 'download'; readonly received: number; readonly total?: number }
  /** Whether the archive is what its publisher states, where a statement could be had. */
  | { readonly stage: 'verify'; readonly published: boolean }
  | { readonly stage: 'unpack' };

/** Where a model comes from, and where it is put. */
export interface AddModelOptions extends Pick<TransferOptions, 'proxy' | 'signal' | 'pause'> {
  /** The folder of models; made where it is missing. */
  readonly modelsDir: string;
  /** Address that holds the same files as the releases. @defaultValue {@link RELEASES} */
  readonly mirror?: string;
  readonly onProgress?: (progress: AddingProgress) => void;
}

const MEGABYTE = 1_000_000;
/** The archive and what is in it lie side by side for a while. */
const ROOM = 2.2;

/**
 * Downloads a model into a folder of its own, with the checksums of all its files. A call that is interrupted leaves
 * nothing that is taken for a model, and the next one goes on where it ended.
 *
 * @returns `false` when it was there already.
 * @throws {CodedError} `model.download`; `model.changed` for a model that is there, but damaged; `model.unusable` when
 *   the archive holds another kind of model.
 * @throws The reason of `signal`, when that aborts.
 */
export async function addModel(model: OfferedModel, options: AddModelOptions): Promise<boolean> {
  const { modelsDir } = options;
  const folder = join(modelsDir, model.name);
  if (await readModelRecord(folder)) {
    await verifyModel(folder);
    return false;
  }
  const work = join(modelsDir, `.adding-${model.name}`);
  await mkdir(work, { recursive: true });
  await requireRoom(model, modelsDir);
  const files = join(work, 'files');
  await rm(files, { recursive: true, force: true });
  await mkdir(files);
  const sources = model.archives.map((archive) => `${withoutSlash(options.mirror ?? RELEASES)}/${archive}`);
  for (const [i, url] of sources.entries())
    await addArchive(model, { url, archive: join(work, `archive-${i}`), files }, options);
  await finish(model, files, sources);
  await rm(folder, { recursive: true, force: true });
  await rename(files, folder);
  await rm(work, { recursive: true });
  return true;
}

const withoutSlash = (url: string): string => url.replace(/\/$/, '');

interface Source {
  readonly url: string;
  readonly archive: string;
  readonly files: string;
}

async function addArchive(
  model: OfferedModel,
  { url, archive, files }: Source,
  options: AddModelOptions,
): Promise<void> {
  const { onProgress } = options;
  if (!(await stat(archive).catch(() => undefined)))
    await transfer(url, archive, {
      ...options,
      onProgress: (progress) => onProgress?.({ stage: 'download', ...progress }),
    });
  const published = await publishedChecksum(url, `${archive}.sums`, options);
  if (published !== undefined && published !== (await sha256Of(archive))) {
    await rm(archive);
    throw new CodedError('model.download', `${url} is not the file that its publisher states: it is deleted again`);
  }
  onProgress?.({ stage: 'verify', published: published !== undefined });
  onProgress?.({ stage: 'unpack' });
  const wanted = (path: string): boolean =>
    model.files.some((file) => (file.endsWith('/') ? path.startsWith(file) : path === file));
  await unpack(archive, files, wanted).catch(async (cause: Error) => {
    await rm(archive);
    throw new CodedError('model.download', `${url} cannot be unpacked, and is deleted again: ${cause.message}`, {
      cause,
    });
  });
}

/** Checks what was unpacked, and records it. */
async function finish(model: OfferedModel, folder: string, sources: readonly string[]): Promise<void> {
  const { kind } = await describeModel(folder);
  if (kind !== model.kind)
    throw new CodedError('model.unusable', `${model.name} is no model of the kind ${model.kind}`);
  const files: Record<string, string> = {};
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  for (const path of paths.sort()) files[path.slice(folder.length + 1).replaceAll('\\', '/')] = await sha256Of(path);
  await writeModelRecord(folder, {
    sources: [...sources],
    languages: [...model.languages],
    licences: [...model.licences],
    files,
  });
}

async function requireRoom({ megabytes, name }: OfferedModel, modelsDir: string): Promise<void> {
  const { bavail, bsize } = await statfs(modelsDir);
  const free = Math.floor((bavail * bsize) / MEGABYTE);
  const needed = Math.ceil(megabytes * ROOM);
  if (free < needed)
    throw new CodedError('model.download', `${name} needs ${needed} MB while it is added; ${modelsDir} has ${free} MB`);
}
