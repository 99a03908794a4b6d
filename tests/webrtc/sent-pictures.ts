/** A packet of sound is smaller. */
const PICTURE_BYTES = 700;
const WRAP = 2 ** 32;

/** Counts the pictures that were sent: a server that gives up pictures on a poor link sends fewer than 25 a second. */
export class SentPictures {
  /** By stream: its largest packet, and the timestamps of all (RFC 3550 §5.1; retransmissions have those of their originals). */
  readonly #streams = new Map<number, { largest: number; timestamps: Set<number> }>();

  readonly watch = (packet: Buffer): void => {
    // RTP of a dynamic payload type; RTCP, DTLS and STUN are none (RFC 7983).
    if (packet.length < 12 || packet[0]! >> 6 !== 2 || (packet[1]! & 127) < 96) return;
    const ssrc = packet.readUInt32BE(8);
    const stream = this.#streams.get(ssrc) ?? { largest: 0, timestamps: new Set() };
    this.#streams.set(ssrc, stream);
    stream.largest = Math.max(stream.largest, packet.length);
    stream.timestamps.add(packet.readUInt32BE(4));
  };

  /** Pictures sent after the one of `from`, up to the one of `to`; RTP timestamps. */
  between(from: number, to: number): number {
    const pictures = [...this.#streams.values()].filter(({ largest }) => largest > PICTURE_BYTES);
    const timestamps = new Set(pictures.flatMap((stream) => [...stream.timestamps]));
    const after = (timestamp: number): number => (timestamp - from + WRAP) % WRAP;
    return [...timestamps].filter((timestamp) => after(timestamp) > 0 && after(timestamp) <= after(to)).length;
  }
}
