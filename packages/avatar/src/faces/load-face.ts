import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, isUploaded, type Background } from '@visavis/core';
import { builtFile } from '@visavis/worker';
import { dressed, oneLayer } from './dress.js';
import { hasLayers, readFace } from './face-file.js';
import type { Face } from './face.js';

/** Where a face comes from, and what is seen behind it. */
export interface FaceSource {
  /** Unique among the faces of a server; one id names one content. */
  readonly id: string;
  /** Path of the file that holds it; absent for a face that comes with Visavis. */
  readonly file?: string;
  /** @defaultValue as in its picture */
  readonly background?: Background | undefined;
  /** The picture behind it: the path of its file for `picture:…`, its bytes for `upload:…`. */
  readonly picture?: string | Uint8Array;
}

/** @param picturesDir Folder of the pictures for `picture:…`, `<name>.jpg`. @returns The face before a background. */
export function beforeBackground({ id, file }: FaceSource, background: Background, picturesDir: string): FaceSource {
  const source = { id, ...(file !== undefined && { file }), background };
  if (!background.startsWith('picture:')) return source;
  return { ...source, picture: join(picturesDir, `${background.slice('picture:'.length)}.jpg`) };
}

/** Names what a source looks like: the same name, the same pictures. */
export const lookOf = ({ id, background = 'own' }: FaceSource): string => `${id} ${background}`;

/** Ids of the faces that come with Visavis: the build writes a file of each beside this module. */
export const SHIPPED_FACES: readonly string[] = ['iris', 'iris-portrait'];

/**
 * Loads a face. Takes tens of milliseconds, and a hundred before another background: call it in a worker thread.
 *
 * @throws {CodedError} `avatar.unknown_face` when there is no such face, `avatar.invalid_face` when its file is damaged.
 */
export const loadFace = async (source: FaceSource): Promise<Face> =>
  dressedAs(source, readFace(await readFaceFile(source)).face);

/** Puts a face before the background of its source. @throws {CodedError} See `dressed` and `readBackdrop`. */
export async function dressedAs({ background = 'own', picture }: FaceSource, face: Face): Promise<Face> {
  if (picture === undefined || !face.background) return dressed(face, background);
  const { readBackdrop } = await import('./backdrop.js');
  return dressed(face, background, await readBackdrop(await bytesOf(picture), face.background));
}

const bytesOf = async (picture: string | Uint8Array): Promise<Uint8Array> =>
  typeof picture === 'string' ? readFile(picture) : picture;

/**
 * Reads the file of a face that is to be shown, without unpacking it.
 *
 * @throws {CodedError} `avatar.unknown_face`, `avatar.invalid_face`; `avatar.one_layer` or `avatar.unknown_background` when
 *   the face is there and cannot be shown before this background.
 */
export async function readShown(source: FaceSource): Promise<{ face: Uint8Array; picture: Uint8Array | undefined }> {
  const { background = 'own', picture } = source;
  const face = await readFaceFile(source);
  if (background !== 'own' && !hasLayers(face)) throw oneLayer();
  if (!background.startsWith('picture:') && !isUploaded(background)) return { face, picture: undefined };
  if (picture === undefined) throw unknownBackground(`there is no ${background}`);
  return {
    face,
    picture: await bytesOf(picture).catch((cause: Error) => Promise.reject(unknownBackground(cause.message))),
  };
}

/** Reads the file of a face. @throws {CodedError} `avatar.unknown_face` when there is no such face. */
export async function readFaceFile({ id, file }: FaceSource): Promise<Uint8Array> {
  if (file === undefined && !SHIPPED_FACES.includes(id))
    throw new CodedError('avatar.unknown_face', `There is no face "${id}"`);
  return readFile(file ?? builtFile(import.meta.url, `${id}.face`)).catch((cause: Error) => {
    throw new CodedError('avatar.unknown_face', `The file of a face cannot be read: ${cause.message}`, { cause });
  });
}

const unknownBackground = (why: string): CodedError =>
  new CodedError('avatar.unknown_background', `The picture behind a face cannot be read: ${why}`);
