import { readFile } from 'node:fs/promises';
import { parse } from 'node:path';
import { CodedError, readBackground } from '@visavis/core';
import { BackgroundFiles } from '@visavis/store';
import { faceMaker } from '../making/face-maker-package.js';
import { backgroundsDir } from '../store.js';
import type { CommandWords } from './command.js';
import { say } from './say.js';
import { readSettings } from './settings.js';
import { misused, UsageError } from './usage-error.js';

/**
 * Adds a picture that may be seen behind faces, lists all, or removes one. A server that is running shows an added one at
 * once.
 *
 * @throws {UsageError} When the words make no sense together.
 * @throws {CodedError} A code of `face.*` when it is no picture; `config.invalid`, `avatar.unknown_background`.
 */
export async function background({ words, options }: CommandWords): Promise<void> {
  const [action, subject, ...rest] = words;
  if (rest.length > 0) throw misused(`"${rest[0]}" is one word too many`);
  if (action === 'list' && subject === undefined) return list(await openFiles());
  if (action === 'add' && subject !== undefined) return add(subject, nameOf(options.name ?? parse(subject).name));
  if (action === 'remove' && subject !== undefined) return remove(await openFiles(), nameOf(subject));
  throw misused('Name what is done: add <picture>, list or remove <name>');
}

async function openFiles(): Promise<BackgroundFiles> {
  const { config } = await readSettings();
  return new BackgroundFiles(backgroundsDir(config.dataDir));
}

async function list(files: BackgroundFiles): Promise<void> {
  for (const name of await files.names()) say(`picture:${name}`);
}

async function add(path: string, name: string): Promise<void> {
  const files = await openFiles();
  const { cleanPicture } = await faceMaker();
  const picture = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new CodedError('config.invalid', `The picture ${path} cannot be read: ${cause.code ?? cause.message}`, {
      cause,
    });
  });
  await files.keep(name, await cleanPicture(picture));
  say(`Added: the background picture:${name}`);
}

async function remove(files: BackgroundFiles, name: string): Promise<void> {
  if (!(await files.names()).includes(name))
    throw new CodedError('avatar.unknown_background', `There is no background picture "${name}"`);
  await files.remove(name);
  say(`picture:${name} is removed.`);
}

function nameOf(given: string): string {
  const read = readBackground(`picture:${given}`);
  if (!read)
    throw new UsageError('The name of a background is 1 to 64 letters, digits and dashes: give one with --name');
  return read.slice('picture:'.length);
}
