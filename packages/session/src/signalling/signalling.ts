import { CodedError, type Clock, type Logger } from '@visavis/core';
import type { IceCandidate, SessionDescription, TransportState } from '@visavis/media';
import { nextViewerState, type ViewerInput, type ViewerState } from './viewer-state.js';

/** The part of a media session that is negotiated. */
export interface NegotiableMedia {
  createOffer(): Promise<SessionDescription>;
  /** @throws {CodedError} `media.negotiation_failed`. */
  acceptAnswer(sdp: string): Promise<void>;
  /** @throws {CodedError} `media.negotiation_failed`. */
  acceptOffer(sdp: string): Promise<SessionDescription>;
  addCandidate(candidate: IceCandidate): void;
}

export interface SignallingEvents {
  /** An offer or answer to send to the client as it is. */
  described(description: SessionDescription): void;
  changed(from: ViewerState, to: ViewerState): void;
  /** The client sent something that cannot be negotiated. The session goes on without it. */
  refused(error: unknown): void;
  /** The connection failed, and the client made no new offer in time. */
  lost(): void;
}

/** How long an ICE restart may repair a failed connection before it is given up (conformance C-15). */
const LOST_AFTER_MS = 15_000;
/** Descriptions waiting behind one another; an honest client has one. */
const MAX_WAITING = 8;

/** One session's negotiation: the server offers once, answers the client's offers, and applies everything in order. */
export class Signalling {
  readonly #media: NegotiableMedia;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #events: SignallingEvents;
  #state: ViewerState = 'none';
  #waiting = 0;
  #tail: Promise<void> = Promise.resolve();
  #cancelLost: () => void = () => undefined;

  constructor(media: NegotiableMedia, options: { clock: Clock; logger: Logger; events: SignallingEvents }) {
    this.#media = media;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#events = options.events;
  }

  get state(): ViewerState {
    return this.#state;
  }

  /** Creates the one offer of the session. */
  start(): void {
    this.#inOrder(async () => {
      const offer = await this.#media.createOffer();
      if (this.#state === 'closed') return;
      this.#events.described(offer);
      this.#advance({ type: 'offer.sent' });
    });
  }

  answered(sdp: string): void {
    this.#inOrder(async () => {
      if (this.#state !== 'offered')
        return this.#logger.debug('answer without an offer ignored', { media: this.#state });
      await this.#media.acceptAnswer(sdp);
      this.#advance({ type: 'answer.applied' });
    });
  }

  /** A renegotiation. While our own offer has no answer, ours wins, and the client's is refused with an event. */
  offered(sdp: string): void {
    this.#inOrder(async () => {
      if (this.#state === 'none' || this.#state === 'offered')
        throw new CodedError('media.negotiation_failed', 'The first offer is ours and waits for its answer');
      this.#events.described(await this.#media.acceptOffer(sdp));
      this.#advance({ type: 'answer.applied' });
    });
  }

  /** Candidates may precede the answer: the media session keeps early ones. */
  candidate(candidate: IceCandidate): void {
    if (this.#state === 'closed') return;
    try {
      this.#media.addCandidate(candidate);
    } catch (error) {
      this.#events.refused(error);
    }
  }

  transportChanged(state: TransportState): void {
    this.#advance({ type: 'transport', state });
  }

  /** Ends the negotiation. The owner of the media session closes that. */
  close(): void {
    this.#cancelLost();
    this.#advance({ type: 'close' });
  }

  #inOrder(step: () => Promise<void>): void {
    if (this.#waiting >= MAX_WAITING) return this.#logger.warn('too many descriptions at once, one dropped');
    this.#waiting++;
    this.#tail = this.#tail.then(async () => {
      try {
        if (this.#state !== 'closed') await step();
      } catch (error) {
        if (this.#state !== 'closed') this.#events.refused(error);
      } finally {
        this.#waiting--;
      }
    });
  }

  #advance(input: ViewerInput): void {
    const from = this.#state;
    this.#state = nextViewerState(from, input);
    if (this.#state === from) return;
    this.#cancelLost();
    if (this.#state === 'failed') this.#cancelLost = this.#clock.after(LOST_AFTER_MS, () => this.#events.lost());
    this.#events.changed(from, this.#state);
  }
}
