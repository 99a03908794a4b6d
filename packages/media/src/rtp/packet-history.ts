/** Recently sent packets by sequence number: a ring that drops the oldest. */
export class PacketHistory {
  readonly #slots: Array<{ sequence: number; packet: Buffer; resentAtMs: number } | undefined>;

  /** @param capacity A power of two. 512 packets are about three seconds of video at its full rate. */
  constructor(capacity = 512) {
    if (capacity < 1 || (capacity & (capacity - 1)) !== 0) throw new RangeError('Capacity must be a power of two');
    this.#slots = new Array(capacity).fill(undefined);
  }

  /** @param packet Kept, not copied. */
  add(packet: Buffer): void {
    const sequence = packet.readUInt16BE(2);
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

  clear(): void {
    this.#slots.fill(undefined);
  }
}
