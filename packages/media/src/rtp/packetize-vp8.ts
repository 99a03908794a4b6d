import { fragments, MAX_PAYLOAD_BYTES } from './fragments.js';

/** Picture ids of a stream wrap at 15 bit. */
export const PICTURE_ID_MODULUS = 2 ** 15;

/**
 * Cuts one VP8 frame into RTP payloads, each with a descriptor that carries a 15-bit picture id.
 *
 * @see RFC 7741 §4.2
 */
export function packetizeVp8(frame: Uint8Array, pictureId: number, maxBytes = MAX_PAYLOAD_BYTES): Uint8Array[] {
  return fragments(frame, maxBytes).map((piece, index) => {
    const payload = new Uint8Array(4 + piece.length);
    payload[0] = 0x80 | (index === 0 ? 0x10 : 0); // X; S on the first piece; partition 0
    payload[1] = 0x80; // I: a picture id follows
    payload[2] = 0x80 | ((pictureId >> 8) & 0x7f); // M: of 15 bit
    payload[3] = pictureId & 0xff;
    payload.set(piece, 4);
    return payload;
  });
}
