import type { TransportState } from '../ports.js';

/**
 * A viewer that receives video reports on it about every second (RFC 3550 §6.2): so long without a report is no
 * coincidence.
 */
const SILENT_MS = 6000;
/**
 * A viewer that stays silent for so long is gone: a browser that lost its network for longer restarts ICE, which starts
 * anew.
 */
const GONE_MS = 15_000;

/** Decides whether the viewer is still there. Pure: it returns its conclusion. */
export class Liveness {
  #heardAtMs = 0;

  heard(nowMs: number): void {
    this.#heardAtMs = nowMs;
  }

  /** @param state State as the transport sees it. @returns The real state. */
  judge(state: TransportState, nowMs: number): TransportState {
    if (state !== 'connected') return state;
    const silentMs = nowMs - this.#heardAtMs;
    if (silentMs >= GONE_MS) return 'failed';
    return silentMs >= SILENT_MS ? 'disconnected' : 'connected';
  }
}
