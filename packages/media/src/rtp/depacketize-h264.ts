const SPS = 7;
const STAP_A = 24;
const FU_A = 28;
const START_CODE = Uint8Array.of(0, 0, 0, 1);

/** Whether a payload contains parameter sets, with which every keyframe begins here (RFC 6184 §8.4). */
export function beginsH264KeyFrame(payload: Uint8Array): boolean {
  const type = typeOf(payload, 0);
  return type === SPS || (type === STAP_A && typeOf(payload, 3) === SPS);
}

/**
 * Reassembles one access unit, in Annex B form.
 *
 * @param payloads All of its RTP payloads, in order.
 * @returns `undefined` when a piece is cut short, or of a kind that packetization mode 1 does not have.
 * @see RFC 6184 §5.6–5.8
 */
export function joinH264(payloads: readonly Uint8Array[]): Uint8Array | undefined {
  const parts: Uint8Array[] = [];
  for (const payload of payloads) {
    const pieces = piecesOf(payload);
    if (!pieces) return undefined;
    parts.push(...pieces);
  }
  return Buffer.concat(parts);
}

function piecesOf(payload: Uint8Array): Uint8Array[] | undefined {
  const type = typeOf(payload, 0);
  if (type >= 1 && type < STAP_A) return [START_CODE, payload];
  if (type === STAP_A) return aggregated(payload);
  return type === FU_A ? fragment(payload) : undefined;
}

/** Units behind one another, each after its length in two bytes. */
function aggregated(payload: Uint8Array): Uint8Array[] | undefined {
  const parts: Uint8Array[] = [];
  for (let at = 1; at < payload.length;) {
    const length = ((payload[at] ?? 0) << 8) | (payload[at + 1] ?? 0);
    if (length === 0 || at + 2 + length > payload.length) return undefined;
    parts.push(START_CODE, payload.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return parts;
}

/** The unit's own first byte is split over the two of the fragment's header. */
function fragment(payload: Uint8Array): Uint8Array[] | undefined {
  if (payload.length < 3) return undefined;
  const [indicator = 0, header = 0] = payload;
  const data = payload.subarray(2);
  return header & 0x80 ? [START_CODE, Uint8Array.of((indicator & 0xe0) | (header & 0x1f)), data] : [data];
}

function typeOf(payload: Uint8Array, at: number): number {
  return (payload[at] ?? 0) & 0x1f;
}
