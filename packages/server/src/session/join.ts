import type { Logger, ResourceStack } from '@visavis/core';
import { Playout, type MediaSession } from '@visavis/media';
import { PLAYOUT_RATE_HZ, StreamResampler, LISTEN_RATE_HZ } from '@visavis/sound';
import { Conversation } from '@visavis/speech';
import type { Engines } from '../engines.js';
import type { Resample } from './audio-uplink.js';
import { GatedOutput } from './gated-output.js';
import { playoutOutput } from './playout-output.js';

/** One session's ears, mind, mouth and face, joined. */
export interface JoinedSession {
  readonly playout: Playout;
  readonly media: MediaSession;
  /** The mouth, shut until somebody can hear it. */
  readonly output: GatedOutput;
  readonly conversation: Conversation;
}

export type Join = (engines: Engines, options: { resources: ResourceStack; logger: Logger }) => JoinedSession;

/**
 * Opens one session's share of the engines. Everything is owned by `resources`, released in reverse order: first the
 * conversation falls silent, then the viewer is told goodbye, then the face and the queue of speech go.
 */
export const joinSession: Join = (engines, { resources, logger }) => {
  const playout = resources.use(new Playout({ logger }));
  const video = resources.use(engines.openFace(playout));
  const media = resources.use(engines.media.openSession({ video, playout, logger }));
  const output = new GatedOutput(playoutOutput(playout, resampler(PLAYOUT_RATE_HZ, LISTEN_RATE_HZ), logger));
  const { vad, recognizer, synthesizer, brain } = engines;
  const conversation = resources.use(new Conversation({ vad, recognizer, brain, synthesizer, output, logger }));
  return { playout, media, output, conversation };
};

/** One stream of samples from one rate to another; the same ones where the rates are equal. */
export function resampler(fromHz: number, toHz: number): Resample {
  if (fromHz === toHz) return (samples) => samples;
  const stream = new StreamResampler(fromHz, toHz);
  return (samples) => stream.push(samples);
}
