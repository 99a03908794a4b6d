import { createHash } from 'node:crypto';
import { CodedError } from '@visavis/core';
import type { VideoCodec } from '@visavis/media';
import type { FacePack, IdleRung } from '../ports.js';

/**
 * A pack as one file: magic, SHA-256 of all that follows the digest, length of the header (32 bits, little endian),
 * header (JSON), then all frames one after the other, in the header's order.
 */
const MAGIC = Buffer.from('VISAVISPACK2');
const DIGEST_BYTES = 32;

interface Header {
  readonly key: string;
  /** A mark for programs that look for it: what is seen here, no person did. */
  readonly aiGenerated: true;
  readonly rungs: readonly {
    readonly codec: VideoCodec;
    readonly bitrateBps: number;
    /** Length of each frame in bytes; negative for a keyframe, 0 where there is none. */
    readonly frames: readonly number[];
  }[];
}

export function writePack(pack: FacePack): Uint8Array {
  const rungs = Object.entries(pack.idle).flatMap(([codec, list]) =>
    list.map((rung) => ({ codec: codec as VideoCodec, ...rung })),
  );
  const header: Header = {
    key: pack.key,
    aiGenerated: true,
    rungs: rungs.map(({ codec, bitrateBps, frames }) => ({
      codec,
      bitrateBps,
      frames: frames.map((frame) => (frame ? (frame.keyFrame ? -1 : 1) * frame.data.length : 0)),
    })),
  };
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const frames = rungs.flatMap((rung) => rung.frames.flatMap((frame) => frame?.data ?? []));
  const body = Buffer.concat([length, json, ...frames]);
  return Buffer.concat([MAGIC, digest(body), body]);
}

/**
 * @param file Kept: the frames are views of it. @param key Key of the expected pack.
 * @throws {CodedError} `avatar.invalid_pack` when the file is damaged, cut short or of another face.
 */
export function readPack(file: Uint8Array, key: string): FacePack {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const body = bytes.subarray(MAGIC.length + DIGEST_BYTES);
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw invalid('not a face pack');
  if (!bytes.subarray(MAGIC.length, MAGIC.length + DIGEST_BYTES).equals(digest(body))) throw invalid('damaged');
  const headerEnd = 4 + body.readUInt32LE();
  const header = JSON.parse(body.toString('utf8', 4, headerEnd)) as Header;
  if (header.key !== key) throw invalid('made for another face or other settings');
  let at = headerEnd;
  const take = (size: number): Uint8Array => body.subarray(at, (at += size));
  const idle: Record<VideoCodec, IdleRung[]> = { vp8: [], h264: [] };
  for (const { codec, bitrateBps, frames } of header.rungs)
    idle[codec].push({
      bitrateBps,
      frames: frames.map((size) => (size === 0 ? undefined : { data: take(Math.abs(size)), keyFrame: size < 0 })),
    });
  return { key, idle };
}

const digest = (body: Uint8Array): Buffer => createHash('sha256').update(body).digest();

const invalid = (why: string): CodedError => new CodedError('avatar.invalid_pack', `Face pack: ${why}`);
