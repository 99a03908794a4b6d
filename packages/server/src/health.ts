import type { EngineHealth } from '@visavis/speech';

/** What `GET /healthz` reports to operators and tests. */
export interface Health {
  /** The first session could be served. */
  ready: boolean;
  /** What is open right now; all zero when nobody is connected. */
  counts: Record<string, number>;
  /** How each engine of a turn is; absent until all were loaded. A failed one is described in the log. */
  engines?: Record<'vad' | 'recognizer' | 'brain' | 'synthesizer', EngineHealth['state']>;
  /** How steadily media are sent since the start; absent before that. */
  pacing?: Pacing;
}

/** The media clock's punctuality, ms behind the instant, and what was left out because it came too late. */
export interface Pacing {
  lateP50Ms: number;
  lateP99Ms: number;
  skippedTicks: number;
  lateFrames: number;
}
