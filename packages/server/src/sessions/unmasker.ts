/** Sizes of a frame's head without its mask, by the seven bits that hold its length, or say where it stands. */
const HEAD_BYTES: Readonly<Record<number, number>> = { 126: 4, 127: 10 };
const SHORTEST_HEAD_BYTES = 2;
const MASKED = 0x80;
const MASK_BYTES = 4;

/**
 * Takes the masks off a client's WebSocket frames as their bytes come, in place, and leaves frames whose mask is zero
 * (RFC 6455 §5.2 and §5.3). What reads the frames behind it would take the mask off a whole frame at once, which holds the
 * event loop for 10 ms where the frame has 8 MB.
 */
export class Unmasker {
  /** The head of the frame that comes, as far as it has come. */
  readonly #head: number[] = [];
  readonly #mask = new Uint8Array(MASK_BYTES);
  /** Position in the frame's payload, of which `#left` bytes are to come. */
  #at = 0;
  #left = 0;

  /** @param chunk The next bytes of the connection, in order. */
  take(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length;) at += this.#left > 0 ? this.#payload(chunk, at) : this.#headByte(chunk, at);
  }

  /** @returns How many bytes belong to the frame. */
  #payload(chunk: Uint8Array, from: number): number {
    const length = Math.min(this.#left, chunk.length - from);
    const mask = this.#mask;
    const shift = this.#at - from;
    for (let i = from; i < from + length; i++) chunk[i] = (chunk[i] as number) ^ (mask[(i + shift) & 3] as number);
    this.#at += length;
    this.#left -= length;
    return length;
  }

  #headByte(chunk: Uint8Array, at: number): 1 {
    const head = this.#head;
    head.push(chunk[at] as number);
    if (head.length < SHORTEST_HEAD_BYTES) return 1;
    const second = head[1] as number;
    const size = HEAD_BYTES[second & ~MASKED] ?? SHORTEST_HEAD_BYTES;
    const masked = (second & MASKED) !== 0;
    if (head.length > size) chunk[at] = 0;
    if (head.length < size + (masked ? MASK_BYTES : 0)) return 1;
    this.#left = size === SHORTEST_HEAD_BYTES ? second & ~MASKED : bigEndian(head.slice(SHORTEST_HEAD_BYTES, size));
    this.#at = 0;
    this.#mask.fill(0);
    if (masked) this.#mask.set(head.slice(size));
    head.length = 0;
    return 1;
  }
}

/** @param bytes At most eight; a length beyond 2^53 is refused by what reads the frames. */
function bigEndian(bytes: readonly number[]): number {
  return bytes.reduce((number, byte) => number * 256 + byte, 0);
}
