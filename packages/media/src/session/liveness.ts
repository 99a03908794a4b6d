import type { TransportState } from '../ports.js';

/** A viewer that receives video reports on it about every second (RFC 3550 §6.2): this long without is not chance. */
const SILENT_MS = 6000;
/** Then it is gone: a browser that lost its network for longer restarts ICE, which starts anew. */
const GONE_MS = 15_000;

/** Watches whether the other side still speaks. Pure: what it concludes is returned. */
export class Liveness {
  #heardAtMs = 0;

  heard(nowMs: number): void {
    this.#heardAtMs = nowMs;
  }

  /** @returns The state that `state`, as the transport sees it, really is. */
  judge(state: TransportState, nowMs: number): TransportState {
    if (state !== 'connected') return state;
    const silentMs = nowMs - this.#heardAtMs;
    if (silentMs >= GONE_MS) return 'failed';
    return silentMs >= SILENT_MS ? 'disconnected' : 'connected';
  }
}
