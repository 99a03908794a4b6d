import type { EngineHealth, EngineKind } from '@visavis/speech';
import type { EngineReport } from './choosing/opened-engine.js';

/** The answer of `GET /healthz` to anyone: enough for a load balancer, and nothing about the people inside. */
export interface PublicHealth {
  /** Whether the first session could be served. */
  ready: boolean;
}

/** The answer of `GET /healthz` to a request with the server's own key. */
export interface Health extends PublicHealth {
  /** Numbers of open resources; all zero when no client is connected. */
  counts: Record<string, number>;
  /** State of each engine of a turn; absent until all were loaded. A failed one is described in the log. */
  engines?: Record<'vad' | 'recognizer' | 'brain' | 'synthesizer', EngineHealth['state']>;
  /** The engines of each list, in its order; absent until all were loaded. */
  lists?: Readonly<Record<EngineKind, readonly EngineReport[]>>;
  /** Punctuality of the media since the start; absent before that. */
  pacing?: Pacing;
}

/** The media clock's punctuality, ms behind the instant, and what was left out because it came too late. */
export interface Pacing {
  lateP50Ms: number;
  lateP99Ms: number;
  skippedTicks: number;
  lateFrames: number;
}
