/** The request of a session for a place. */
export interface PlaceRequest {
  /** Unique over all nodes; identifies the place from then on. */
  readonly sessionId: string;
  readonly licenceId: string;
  /** How many places the licence may have at a time; `Infinity` without a limit. */
  readonly licenceLimit: number;
}

/** How much of a limit is used. */
export interface Occupancy {
  readonly used: number;
  /** `Infinity` where there is none. */
  readonly limit: number;
}

/** Where a session stands in line, and what it waits for. */
export interface Standing {
  /** 1 is next. */
  readonly position: number;
  /** Its position among the sessions of its own licence. */
  readonly positionInLicence: number;
  readonly server: Occupancy;
  readonly licence: Occupancy;
}

/** Whether there was a place; if not, which limit was reached, and where the session would stand if it waited. */
export type TakeOutcome =
  | { readonly granted: true }
  | { readonly granted: false; readonly full: 'licence' | 'server'; readonly standing: Standing };

/** How waiting ended: with a place, because the session left, or at once because no more may wait. */
export type WaitOutcome = 'granted' | 'left' | 'line full';

/** How a session that waits receives its news, and how it leaves. */
export interface WaitOptions {
  /** Called with the standing at once, and whenever it may have changed; never after the wait has ended. Must not throw. */
  moved(standing: Standing): void;
  /** Aborts when the session leaves the line. Where it has its place already, that has no effect. */
  readonly signal: AbortSignal;
}

/**
 * The places of a server and the line for them, under two limits: that of the server, and that of each licence.
 *
 * First come, first served, and licences take turns: each session in line gets the next round that its licence has not used,
 * rounds are served in order, sessions of one round as they came; a licence that comes late gets no past rounds back. A
 * session that is held up by the limit of its own licence holds up no other. A place that is released goes to the line in
 * the same step, so that no newcomer overtakes it.
 */
export interface Places {
  /** Takes a place when both limits allow it: one step, however many ask at the same moment. A session has one place at most. */
  take(request: PlaceRequest): Promise<TakeOutcome>;
  /** Takes a place, or waits in line for it. */
  wait(request: PlaceRequest, options: WaitOptions): Promise<WaitOutcome>;
  /** Releases a session's place. Harmless when it has none, or not any more. */
  release(sessionId: string): Promise<void>;
}
