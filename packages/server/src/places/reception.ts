import type { Clock, Logger } from '@visavis/core';
import type { Admission, QueueNews } from '@visavis/session';
import type { Places } from '@visavis/store';
import {
  checkEntry,
  refusedAsGone,
  refusedAsSpent,
  refusedForRoom,
  type Gate,
  type Applicant,
  type EntryRequest,
} from './entry-request.js';
import { WaitEstimate } from './wait-estimate.js';
import { WaitingRoom } from './waiting-room.js';

export interface ReceptionOptions extends Gate {
  readonly places: Places;
  /** Sessions at a time of a licence that has no limit of its own; any number when absent. */
  readonly maxSessionsPerLicence: number | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface EnterOptions {
  /** Whether the client waits instead of being refused for want of room. */
  readonly waits: boolean;
  /** Called whenever there is news for a client that waits. */
  queued(news: QueueNews): void;
  /** Aborts when the client has gone. */
  readonly signal: AbortSignal;
}

/** Lets clients in: at once, or after they have waited in line where they asked to and may. */
export class Reception {
  readonly #options: ReceptionOptions;
  readonly #estimate = new WaitEstimate();
  readonly #waitingRoom: WaitingRoom;
  #inside = 0;

  constructor(options: ReceptionOptions) {
    this.#options = options;
    const { places, clock } = options;
    this.#waitingRoom = new WaitingRoom({ places, estimate: this.#estimate, clock });
  }

  /** Clients of this process that have a place, and that wait for one. */
  get counts(): { readonly inside: number; readonly waiting: number } {
    return { inside: this.#inside, waiting: this.#waitingRoom.size };
  }

  /** @throws When the store fails. The client then has no place, and its token is not spent. */
  async enter(sessionId: string, request: EntryRequest, { waits, queued, signal }: EnterOptions): Promise<Admission> {
    const applicant = await checkEntry(request, this.#options);
    if ('granted' in applicant) return applicant;
    const { places, maxSessionsPerLicence } = this.#options;
    const { licenceId, maxSessions } = applicant.key;
    const placeRequest = { sessionId, licenceId, licenceLimit: maxSessions ?? maxSessionsPerLicence ?? Infinity };
    const taking = await places.take(placeRequest);
    if (taking.granted) return this.#letIn(sessionId, applicant, signal);
    const outcome = waits && (await this.#waitingRoom.wait(placeRequest, queued, signal));
    if (outcome === 'granted') return this.#letIn(sessionId, applicant, signal);
    return refusedForRoom(taking, this.#estimate.retryAfterS(taking.standing));
  }

  /** The client has its place. Only now its token is spent: a client that found no room may use it again. */
  async #letIn(sessionId: string, { key, avatar }: Applicant, signal: AbortSignal): Promise<Admission> {
    const release = this.#holdPlace(sessionId);
    try {
      if (!signal.aborted && (await key.spend())) return { granted: true, licenceId: key.licenceId, avatar, release };
    } catch (error) {
      await release();
      throw error;
    }
    await release();
    return signal.aborted ? refusedAsGone() : refusedAsSpent();
  }

  /** @returns A function that releases the place. Idempotent; never rejects. */
  #holdPlace(sessionId: string): () => Promise<void> {
    const { clock, places, logger } = this.#options;
    const sinceMs = clock.nowMs();
    this.#inside++;
    let held = true;
    return async () => {
      if (!held) return;
      held = false;
      this.#inside--;
      this.#estimate.stayed(clock.nowMs() - sinceMs);
      await places
        .release(sessionId)
        .catch((error: unknown) => logger.error('place not released', { session: sessionId, error }));
    };
  }
}
