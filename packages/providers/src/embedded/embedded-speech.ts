import { ResourceStack, silentLogger, type Logger } from '@visavis/core';
import type { Knowledge, SpeechRecognizer, Synthesizer, VoiceActivityDetector } from '@visavis/speech';
import type { StartThread } from '../engine-thread.js';
import { FliteSynthesizer } from '../flite/flite-synthesizer.js';
import { SileroVad } from '../silero/silero-vad.js';
import { EmbeddedEars } from './embedded-ears.js';

/** Detector, recogniser and voice that work without any network. One per process, shared by all sessions. */
export interface EmbeddedSpeech {
  readonly vad: VoiceActivityDetector;
  readonly recognizer: SpeechRecognizer;
  readonly synthesizer: Synthesizer;
  /**
   * Loads all three side by side, and has them work once. Idempotent.
   *
   * @throws {CodedError} `worker.died`, `provider.failed` when one of them cannot be loaded.
   */
  prepare(): Promise<void>;
  /**
   * Sets the knowledge whose questions are understood from the next utterance on.
   *
   * @throws {CodedError} `worker.died`, `provider.failed`.
   */
  setKnowledge(knowledge: Knowledge): Promise<void>;
  /** Ends all threads. Idempotent. */
  close(): Promise<void>;
}

/** What embedded speech is made for, and with. */
export interface EmbeddedSpeechOptions {
  readonly knowledge: Knowledge;
  readonly logger?: Logger;
  /** Starts the threads; absent: real ones. */
  readonly start?: StartThread;
}

/** Detector, recogniser and voice, each in a thread of its own. They load when they are prepared, or first used. */
export function createEmbeddedSpeech(options: EmbeddedSpeechOptions): EmbeddedSpeech {
  const { knowledge, logger = silentLogger, start } = options;
  const resources = new ResourceStack();
  const synthesizer = resources.use(new FliteSynthesizer(logger, start));
  const vad = resources.use(new SileroVad(logger, start));
  const recognizer = resources.use(new EmbeddedEars({ knowledge, voice: synthesizer, logger, start }));
  return {
    vad,
    recognizer,
    synthesizer,
    async prepare() {
      await Promise.all([synthesizer, vad, recognizer].map((engine) => engine.prepare()));
    },
    setKnowledge: (changed) => recognizer.setKnowledge(changed),
    close: () => resources.release(),
  };
}
