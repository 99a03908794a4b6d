import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ShownPicture } from '@visavis/speech';

/** Stands in a request for a picture, in front of its number. No text of a conversation can hold it by chance. */
const SLOT = `picture-${randomUUID()}-`;
const SLOT_NUMBER = /^\d/;
/** Bytes that are encoded in one turn of the event loop: a multiple of three, so that the pieces of base64 fit together. */
const PIECE_BYTES = 3 * 128 * 1024;

/** The address that stands for a picture until {@link requestBody} writes it. @param index Position among at most ten. */
export const pictureSlot = (index: number): string => `${SLOT}${index}`;

/**
 * Writes a request as JSON. Pictures are written as data URLs piece by piece, in turns of the event loop of their own: one
 * of 8 MB would hold it for some hundredths of a second.
 *
 * @param pictures Those that {@link pictureSlot} stands for.
 */
export async function requestBody(body: object, pictures: readonly ShownPicture[]): Promise<string | Blob> {
  const [first = '', ...others] = JSON.stringify(body).split(SLOT);
  if (others.length === 0) return first;
  const parts: (string | Blob)[] = [first];
  for (const other of others) {
    const picture = pictures[Number(SLOT_NUMBER.exec(other)?.[0])];
    if (picture) parts.push(...(await dataUrl(picture)));
    parts.push(other.slice(1));
  }
  return new PacedBlob(parts);
}

/** A blob that is read piece by piece, in turns of the event loop of their own: `fetch` would send megabytes in one. */
class PacedBlob extends Blob {
  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const pacing = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      async transform(piece, controller) {
        controller.enqueue(piece);
        await nextTurn();
      },
    });
    return super.stream().pipeThrough(pacing);
  }
}

async function dataUrl({ mime, bytes }: ShownPicture): Promise<(string | Blob)[]> {
  const parts: (string | Blob)[] = [`data:${mime};base64,`];
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    const piece = bytes.subarray(at, at + PIECE_BYTES);
    parts.push(new Blob([Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString('base64')]));
    await nextTurn();
  }
  return parts;
}
