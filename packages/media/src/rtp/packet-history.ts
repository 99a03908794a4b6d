/** So many packets count as the latest. */
const LATEST = 32;

/** Recently sent packets by sequence number: a ring that drops the oldest. */
export class PacketHistory {
  readonly #slots: Array<{ sequence: number; packet: Buffer; resentAtMs: number } | undefined>;

  #newest = 0;

  /** @param capacity A power of two. 512 packets are about three seconds of video at its full rate. */
  constructor(capacity = 512) {
    if (capacity < 1 || (capacity & (capacity - 1)) !== 0) throw new RangeError('Capacity must be a power of two');
    this.#slots = new Array(capacity).fill(undefined);
  }

  /** @param packet Kept, not copied. */
  add(packet: Buffer): void {
    const sequence = packet.readUInt16BE(2);
    this.#newest = sequence;
    this.#slots[sequence & (this.#slots.length - 1)] = { sequence, packet, resentAtMs: -Infinity };
  }

  /**
   * @param quietMs A packet re-sent less than this ago is still on its way and is not returned again.
   * @returns The packet, now marked as re-sent; `undefined` when it was dropped or is on its way.
   */
  takeForResend(sequence: number, nowMs: number, quietMs: number): Buffer | undefined {
    const slot = this.#slots[sequence & (this.#slots.length - 1)];
    if (!slot || slot.sequence !== sequence || nowMs - slot.resentAtMs < quietMs) return undefined;
    slot.resentAtMs = nowMs;
    return slot.packet;
  }

  /** @returns The one of the latest packets whose size is nearest to `bytes`; `undefined` without any. */
  nearestTo(bytes: number): Buffer | undefined {
    let nearest: Buffer | undefined;
    for (let back = 0; back < LATEST; back++) {
      const packet = this.#slots[(this.#newest - back) & (this.#slots.length - 1)]?.packet;
      if (!packet) break;
      if (!nearest || Math.abs(packet.length - bytes) < Math.abs(nearest.length - bytes)) nearest = packet;
    }
    return nearest;
  }

  clear(): void {
    this.#slots.fill(undefined);
  }
}
