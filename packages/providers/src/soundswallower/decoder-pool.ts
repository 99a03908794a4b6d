import { CodedError } from '@visavis/core';
import type { DecoderCalls, DecoderThread, DecoderLease } from './decoder-thread.js';

/** An utterance that needs a decoder. */
export interface Claim extends DecoderLease {
  /** Whether the user has finished: the transcript is waited for. */
  readonly ended: boolean;
  /** Samples decoded so far, which another decoder would have to decode again. */
  readonly decoded: number;
  /** The decoder is needed for an utterance that has ended; the claim is to be made anew. Ignored by one that has ended. */
  giveWay(): void;
}

interface Waiting {
  readonly claim: Claim;
  start(seat: Seat): void;
}

/** A decoder, and the utterance that holds it. */
interface Seat {
  readonly decoder: DecoderThread;
  claim: Claim | undefined;
  /** The claim was asked to give way. */
  asked: boolean;
}

export interface DecoderPoolOptions {
  /** Called when an utterance has to wait; it may add a decoder to the pool. */
  grow(): void;
  /** Whether a decoder's thread has died and is not yet replaced. */
  isDown(decoder: DecoderThread): boolean;
}

/** Utterances that may wait; a further one is rejected. */
const MAX_WAITING = 64;

/**
 * Shares decoders among utterances. A decoder holds one utterance, from its first sound to its last, so one user who goes on speaking
 * would keep it from the others: an utterance that has ended comes first, and where no decoder is free for it, the
 * one of a user who still speaks is taken. That utterance is decoded again when a decoder is free, at the latest when it has
 * ended, so that a transcript depends on nothing that others say.
 */
export class DecoderPool {
  readonly #seats: Seat[] = [];
  readonly #waiting: Waiting[] = [];
  readonly #options: DecoderPoolOptions;

  constructor(options: DecoderPoolOptions) {
    this.#options = options;
  }

  get decoders(): readonly DecoderThread[] {
    return this.#seats.map(({ decoder }) => decoder);
  }

  add(decoder: DecoderThread): void {
    this.#seats.push({ decoder, claim: undefined, asked: false });
    this.assign();
  }

  /** The decoder receives no further utterance. */
  remove(decoder: DecoderThread): void {
    const at = this.#seats.findIndex((seat) => seat.decoder === decoder);
    if (at >= 0) this.#seats.splice(at, 1);
  }

  /** @returns A decoder that no utterance holds, and that receives no further one; `undefined` where all are held. */
  takeFree(): DecoderThread | undefined {
    const free = this.#seats.findLast(({ claim }) => !claim)?.decoder;
    if (free) this.remove(free);
    return free;
  }

  /**
   * Runs `job` with exclusive use of a decoder.
   *
   * @throws {CodedError} `recognizer.busy` when too many wait; the signal's reason while waiting; the error of `job`.
   */
  async run<T>(claim: Claim, job: (decoder: DecoderCalls) => Promise<T>): Promise<T> {
    const seat = await this.#seatFor(claim);
    try {
      return await seat.decoder.lease(job, claim);
    } finally {
      seat.claim = undefined;
      seat.asked = false;
      this.assign();
    }
  }

  /** Gives the free decoders away, and asks for others that are needed. Call it when a claim has ended, or a decoder lives again. */
  assign(): void {
    for (const seat of this.#usable) {
      if (seat.claim) continue;
      const next = this.#waiting.find(({ claim }) => claim.ended) ?? this.#waiting[0];
      next?.start(seat);
    }
    const asked = this.#seats.filter((seat) => seat.asked).length;
    const needed = this.#waiting.filter(({ claim }) => claim.ended).length - asked;
    for (const seat of this.#speaking().slice(0, Math.max(0, needed))) {
      seat.asked = true;
      seat.claim?.giveWay();
    }
  }

  /** The decoders that live; all of them where none does, so that no utterance waits for ever. */
  get #usable(): Seat[] {
    const living = this.#seats.filter(({ decoder }) => !this.#options.isDown(decoder));
    return living.length > 0 ? living : this.#seats;
  }

  /** The decoders of users who still speak, those first who have said least. */
  #speaking(): Seat[] {
    const held = this.#seats.filter(({ claim, asked }) => claim && !claim.ended && !asked);
    return held.sort((a, b) => (a.claim?.decoded ?? 0) - (b.claim?.decoded ?? 0));
  }

  #seatFor(claim: Claim): Promise<Seat> {
    const { signal } = claim;
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    if (this.#usable.every((seat) => seat.claim)) this.#options.grow();
    if (this.#waiting.length >= MAX_WAITING)
      return Promise.reject(new CodedError('recognizer.busy', `${MAX_WAITING} utterances wait already`));
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        signal.removeEventListener('abort', abort);
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
      };
      const abort = (): void => {
        leave();
        reject(signal.reason as Error);
      };
      const start = (seat: Seat): void => {
        leave();
        seat.claim = claim;
        resolve(seat);
      };
      const waiting = { claim, start };
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.push(waiting);
      this.assign();
    });
  }
}
