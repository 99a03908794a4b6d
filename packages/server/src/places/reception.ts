import type { Clock } from '@visavis/core';
import type { Admission, QueueNews } from '@visavis/session';
import { admit, type Gate, type Guest, type Wish } from './admission.js';
import type { Place } from './waiting-room.js';

export interface ReceptionOptions extends Gate {
  readonly clock: Clock;
}

/** Lets clients in: at once, or after they have waited in line where they want to and may. */
export class Reception {
  readonly #options: ReceptionOptions;

  constructor(options: ReceptionOptions) {
    this.#options = options;
  }

  /**
   * @param waits Whether the client would rather wait than be refused for want of room.
   * @param queued Called whenever there is news for a client that waits.
   * @param signal Aborts when the client has gone.
   */
  async enter(
    wish: Wish,
    { waits, queued, signal }: { waits: boolean; queued(news: QueueNews): void; signal: AbortSignal },
  ): Promise<Admission> {
    const { guest, ...admission } = admit(wish, this.#options);
    if (admission.granted) return this.#measured(admission);
    const place = guest && waits ? await this.#placeFor(guest, queued, signal) : undefined;
    if (!guest || !place) return admission;
    const late = guest.take(place);
    return late.granted ? this.#measured(late) : late;
  }

  #placeFor(
    { licenseId }: Guest,
    queued: (news: QueueNews) => void,
    signal: AbortSignal,
  ): Promise<Place | undefined> | undefined {
    const ticket = this.#options.waitingRoom.enter(licenseId, queued);
    signal.addEventListener('abort', () => ticket?.leave(), { once: true });
    return ticket?.place;
  }

  /** How long places are held says how long the line takes. */
  #measured(admission: Extract<Admission, { granted: true }>): Admission {
    const { clock, waitingRoom } = this.#options;
    const sinceMs = clock.nowMs();
    return {
      ...admission,
      release: () => {
        waitingRoom.stayed(clock.nowMs() - sinceMs);
        admission.release();
      },
    };
  }
}
