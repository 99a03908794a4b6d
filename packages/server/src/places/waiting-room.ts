import type { Clock } from '@visavis/core';
import type { QueueNews } from '@visavis/session';
import type { PlaceRequest, Places, Standing, WaitOutcome } from '@visavis/store';
import type { WaitEstimate } from './wait-estimate.js';

export interface WaitingRoomOptions {
  readonly places: Places;
  readonly estimate: WaitEstimate;
  readonly clock: Clock;
}

/** A client that receives nothing for longer wonders whether it is still in line. */
const NEWS_EVERY_MS = 5_000;

/** Sends news to the clients that wait here for a place. */
export class WaitingRoom {
  readonly #options: WaitingRoomOptions;
  #waiting = 0;

  constructor(options: WaitingRoomOptions) {
    this.#options = options;
  }

  /** Number of waiting clients. */
  get size(): number {
    return this.#waiting;
  }

  /**
   * Waits in line for a place.
   *
   * @param send Called at once, whenever the position changes, and every 5 s.
   * @param signal Aborts when the client has gone.
   */
  async wait(request: PlaceRequest, send: (news: QueueNews) => void, signal: AbortSignal): Promise<WaitOutcome> {
    const { places, estimate, clock } = this.#options;
    let latest: Standing | undefined;
    let cancelNext = (): void => undefined;
    const sendStanding = (standing: Standing): void => {
      cancelNext();
      cancelNext = clock.after(NEWS_EVERY_MS, () => sendStanding(latest ?? standing));
      send({ position: standing.position, estimatedWaitS: estimate.waitS(standing) ?? null });
    };
    const moved = (standing: Standing): void => {
      if (!latest) this.#waiting++;
      const known = latest?.position === standing.position;
      latest = standing;
      if (!known) sendStanding(standing);
    };
    try {
      return await places.wait(request, { moved, signal });
    } finally {
      cancelNext();
      if (latest) this.#waiting--;
    }
  }
}
