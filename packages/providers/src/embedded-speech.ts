import { ResourceStack, silentLogger, type Logger } from '@visavis/core';
import type { SpeechRecognizer, Synthesizer, VoiceActivityDetector } from '@visavis/speech';
import { FliteSynthesizer } from './flite/flite-synthesizer.js';
import type { Knowledge } from './knowledge/knowledge.js';
import { SileroVad } from './silero/silero-vad.js';
import { SoundSwallowerRecognizer } from './soundswallower/sound-swallower-recognizer.js';

/** Everything needed to hear and to speak without any network. Loaded once per process, shared by all sessions. */
export interface EmbeddedSpeech {
  readonly vad: VoiceActivityDetector;
  readonly recognizer: SpeechRecognizer;
  readonly synthesizer: Synthesizer;
  /** What is understood from the next utterance on. @throws {CodedError} `worker.died`, `provider.failed`. */
  setKnowledge(knowledge: Knowledge): Promise<void>;
  /** Ends all threads. Idempotent. */
  close(): Promise<void>;
}

/**
 * Loads ear, recogniser and voice side by side, each in a thread of its own.
 *
 * @throws {CodedError} `worker.died`, `provider.failed` when one of them cannot be loaded; nothing is left open then.
 */
export async function createEmbeddedSpeech(options: {
  knowledge: Knowledge;
  logger?: Logger;
}): Promise<EmbeddedSpeech> {
  const { knowledge, logger = silentLogger } = options;
  const resources = new ResourceStack();
  const own = async <T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> =>
    resources.use(await opening);
  const synthesizer = own(FliteSynthesizer.open(logger));
  const vad = own(SileroVad.open(logger));
  const recognizer = own(
    SoundSwallowerRecognizer.open({
      knowledge,
      logger,
      pronounce: async (words) => (await synthesizer).pronounce(words),
    }),
  );
  try {
    const [voice, ear, words] = await Promise.all([synthesizer, vad, recognizer]);
    const { rss } = process.memoryUsage();
    logger.info('speech engines loaded', { topics: knowledge.topics.length, rssMb: Math.round(rss / 2 ** 20) });
    return {
      vad: ear,
      recognizer: words,
      synthesizer: voice,
      setKnowledge: (changed) => words.setKnowledge(changed),
      close: () => resources.release(),
    };
  } catch (error) {
    await Promise.allSettled([synthesizer, vad, recognizer]);
    await resources.release();
    throw error;
  }
}
