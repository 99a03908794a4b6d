import { createHash } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import { CodedError } from '@visavis/core';
import { planesOf, type Planes } from '../planes.js';
import type { Anatomy } from './anatomy.js';
import type { Face } from './face.js';

/**
 * A face as one file, which no image codec is needed to read: magic, SHA-256 of all that follows the digest, length of the
 * header (32 bits, little endian), header (JSON), then its parts, deflated: planes of the portrait, matte, planes of the
 * background.
 */
const MAGIC = Buffer.from('VISAVISFACE1');
const DIGEST_BYTES = 32;
/** Side of the largest picture that is read: four times the largest video. */
const MAX_SIDE = 8192;

/** What a face was made from. */
export type FaceOrigin = 'picture' | 'drawing';

interface Size {
  readonly width: number;
  readonly height: number;
}

interface Header {
  readonly madeFrom: FaceOrigin;
  /** A mark for programs that look for it: what this face says and does, no person said or did. */
  readonly aiGenerated: true;
  readonly portrait: Size;
  /** Present when the face has a matte and a background. */
  readonly background?: Size;
  readonly anatomy: Anatomy;
  /** Deflated length of each part. */
  readonly parts: readonly number[];
}

/** @returns The file. A face has the same file whenever it is written. */
export function writeFace(face: Face, madeFrom: FaceOrigin): Uint8Array {
  const { portrait, matte, background, anatomy } = face;
  const parts = [bytesOf(portrait), ...(matte && background ? [matte, bytesOf(background)] : [])].map((part) =>
    deflateSync(part),
  );
  const header: Header = {
    madeFrom,
    aiGenerated: true,
    portrait: sizeOf(portrait),
    ...(background && { background: sizeOf(background) }),
    anatomy,
    parts: parts.map((part) => part.length),
  };
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const body = Buffer.concat([length, json, ...parts]);
  return Buffer.concat([MAGIC, digest(body), body]);
}

/**
 * @returns The digest of the file, hexadecimal: two files with the same digest hold the same face.
 * @throws {CodedError} `avatar.invalid_face` when the file is damaged, cut short or something else.
 */
export function digestOfFace(file: Uint8Array): string {
  return undamaged(file).digest.toString('hex');
}

/**
 * @returns Whether the person can be seen before another background.
 * @throws {CodedError} `avatar.invalid_face` when the file is damaged, cut short or something else.
 */
export function hasLayers(file: Uint8Array): boolean {
  return headerOf(undamaged(file).body).background !== undefined;
}

/** @throws {CodedError} `avatar.invalid_face` when the file is damaged, cut short or something else. */
export function readFace(file: Uint8Array): { face: Face; madeFrom: FaceOrigin } {
  const { body } = undamaged(file);
  let at = 4 + body.readUInt32LE();
  const { portrait, background, anatomy, parts, madeFrom } = headerOf(body);
  const take = (part: number, size: number): Uint8Array => inflated(body.subarray(at, (at += parts[part] ?? 0)), size);
  const luma = lumaOf(portrait);
  const face: Face = { portrait: planesOf(portrait.width, portrait.height, take(0, luma * 1.5)), anatomy };
  if (!background) return { face, madeFrom };
  const matte = take(1, luma);
  const behind = planesOf(background.width, background.height, take(2, lumaOf(background) * 1.5));
  return { face: { ...face, matte, background: behind }, madeFrom };
}

const headerOf = (body: Buffer): Header => JSON.parse(body.toString('utf8', 4, 4 + body.readUInt32LE())) as Header;

function undamaged(file: Uint8Array): { digest: Buffer; body: Buffer } {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const body = bytes.subarray(MAGIC.length + DIGEST_BYTES);
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw invalid('not a face');
  const said = bytes.subarray(MAGIC.length, MAGIC.length + DIGEST_BYTES);
  if (!said.equals(digest(body))) throw invalid('damaged');
  return { digest: said, body };
}

function inflated(part: Uint8Array, size: number): Uint8Array {
  const bytes = inflateSync(part, { maxOutputLength: size });
  if (bytes.length !== size) throw invalid('a part of the wrong size');
  return new Uint8Array(bytes.buffer, bytes.byteOffset, size);
}

function lumaOf({ width, height }: Size): number {
  const fits = (side: number): boolean => Number.isInteger(side) && side > 0 && side <= MAX_SIDE && side % 2 === 0;
  if (!fits(width) || !fits(height)) throw invalid(`a picture of ${width} × ${height}`);
  return width * height;
}

const sizeOf = ({ width, height }: Planes): Size => ({ width, height });

const bytesOf = ({ y, u, v }: Planes): Uint8Array => Buffer.concat([y, u, v]);

const digest = (body: Uint8Array): Buffer => createHash('sha256').update(body).digest();

const invalid = (why: string): CodedError => new CodedError('avatar.invalid_face', `Face: ${why}`);
