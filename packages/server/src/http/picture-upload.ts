import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { Busboy } from '@fastify/busboy';
import { CodedError } from '@visavis/core';

/** A form with a picture. */
export interface Upload {
  /** Text fields by their names. */
  readonly fields: Readonly<Record<string, string>>;
  /** Bytes of the file; absent where there is none. */
  readonly picture?: Uint8Array;
}

/** All fields of a form, or of JSON in its place: instructions may be long, and their characters escaped. */
export const MAX_FIELDS_BYTES = 2_000_000;
const MAX_FIELDS = 20;
const MAX_FIELD_BYTES = 1_000_000;

/**
 * Reads a form (`multipart/form-data`, RFC 7578) piece by piece as it comes: reading 25 MB at once would hold up sessions
 * for 80 ms. The file may have any name, and no more is read than a form may have, whatever length it declares.
 *
 * @throws {CodedError} `face.picture_too_big`. @throws {Error} When the form is damaged or cut short.
 */
export async function readUpload(
  body: ReadableStream<Uint8Array>,
  contentType: string,
  maxBytes: number,
): Promise<Upload> {
  const form = new Busboy({
    headers: { 'content-type': contentType },
    limits: { files: 1, fields: MAX_FIELDS, parts: MAX_FIELDS + 1, fieldSize: MAX_FIELD_BYTES, fileSize: maxBytes },
  });
  const fields: Record<string, string> = {};
  const files: Buffer[][] = [];
  const source = Readable.fromWeb(body as WebStream);
  let left = maxBytes + MAX_FIELDS_BYTES;
  await new Promise<void>((resolve, reject) => {
    form.on('field', (name, value) => (fields[name] = value));
    form.on('file', (_name, file) => {
      const pieces: Buffer[] = [];
      files.push(pieces);
      file.on('data', (piece: Buffer) => pieces.push(piece));
      file.on('limit', () => reject(tooBig(maxBytes)));
      file.on('error', reject);
    });
    source.on('data', (piece: Uint8Array) => {
      left -= piece.length;
      if (left < 0) reject(tooBig(maxBytes));
    });
    form.on('finish', resolve);
    for (const stream of [form, source]) stream.on('error', reject);
    source.pipe(form);
  }).finally(() => source.destroy());
  const [pieces] = files;
  return { fields, ...(pieces && { picture: Buffer.concat(pieces) }) };
}

const tooBig = (maxBytes: number): CodedError =>
  new CodedError('face.picture_too_big', `The file has more than ${Math.floor(maxBytes / 1e6)} MB`);
