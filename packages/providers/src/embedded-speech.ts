import { ResourceStack, silentLogger, type Logger } from '@visavis/core';
import type { SpeechRecognizer, Synthesizer, VoiceActivityDetector } from '@visavis/speech';
import { FliteSynthesizer } from './flite/flite-synthesizer.js';
import type { Knowledge } from './knowledge/knowledge.js';
import { SileroVad } from './silero/silero-vad.js';
import { SoundSwallowerRecognizer } from './soundswallower/sound-swallower-recognizer.js';

/** Detector, recogniser and voice that work without any network. One per process, shared by all sessions. */
export interface EmbeddedSpeech {
  readonly vad: VoiceActivityDetector;
  readonly recognizer: SpeechRecognizer;
  readonly synthesizer: Synthesizer;
  /**
   * Loads all three side by side. Idempotent.
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

/** Detector, recogniser and voice, each in a thread of its own. They load when they are prepared, or first used. */
export function createEmbeddedSpeech(options: { knowledge: Knowledge; logger?: Logger }): EmbeddedSpeech {
  const { knowledge, logger = silentLogger } = options;
  const resources = new ResourceStack();
  const synthesizer = resources.use(new FliteSynthesizer(logger));
  const vad = resources.use(new SileroVad(logger));
  const recognizer = resources.use(
    new SoundSwallowerRecognizer({ knowledge, logger, pronounce: (words) => synthesizer.pronounce(words) }),
  );
  return {
    vad,
    recognizer,
    synthesizer,
    async prepare() {
      await Promise.all([synthesizer, vad, recognizer].map((engine) => engine.prepare()));
      const { rss } = process.memoryUsage();
      logger.info('speech engines loaded', { topics: knowledge.topics.length, rssMb: Math.round(rss / 2 ** 20) });
    },
    setKnowledge: (changed) => recognizer.setKnowledge(changed),
    close: () => resources.release(),
  };
}
