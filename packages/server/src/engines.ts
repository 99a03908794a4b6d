import { join } from 'node:path';
import { createStudio, prepareAvatar } from '@visavis/avatar';
import { ResourceStack, type Logger } from '@visavis/core';
import { createMediaEngine, type MediaEngine, type PlayoutView, type VideoSource } from '@visavis/media';
import type { Brain, SpeechRecognizer, Synthesizer, VoiceActivityDetector } from '@visavis/speech';
import type { Config } from './config.js';
import type { Picture } from './http/app.js';
import { openMind } from './mind.js';

/** What is loaded once per process and shared by all sessions. */
export interface Engines {
  readonly media: MediaEngine;
  readonly vad: VoiceActivityDetector;
  readonly recognizer: SpeechRecognizer;
  readonly synthesizer: Synthesizer;
  readonly brain: Brain;
  readonly poster: Picture;
  /** Questions the page proposes. */
  suggestions(): readonly string[];
  openFace(view: PlayoutView): VideoSource;
  /** Encoders, decoders, connections in use right now. */
  counts(): Record<string, number>;
  close(): Promise<void>;
}

export type LoadEngines = (config: Config, options: { udpPort: number; logger: Logger }) => Promise<Engines>;
