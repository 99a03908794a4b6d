import { ResourceStack, silentLogger, type Logger } from '@visavis/core';
import { floatFromInt16, LISTEN_RATE_HZ, PLAYOUT_RATE_HZ, resampled } from '@visavis/sound';
import {
  LISTEN_FRAME_SAMPLES,
  type SpeechRecognizer,
  type Synthesizer,
  type VoiceActivityDetector,
} from '@visavis/speech';
import { FliteSynthesizer } from './flite/flite-synthesizer.js';
import type { StartThread } from './engine-thread.js';
import type { Knowledge } from './knowledge/knowledge.js';
import { SileroVad } from './silero/silero-vad.js';
import { SoundSwallowerRecognizer } from './soundswallower/sound-swallower-recognizer.js';

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
  const recognizer = resources.use(
    new SoundSwallowerRecognizer({ knowledge, logger, start, pronounce: (words) => synthesizer.pronounce(words) }),
  );
  return {
    vad,
    recognizer,
    synthesizer,
    async prepare() {
      await Promise.all([synthesizer, vad, recognizer].map((engine) => engine.prepare()));
      await rehearse({ synthesizer, vad, recognizer });
      const { rss } = process.memoryUsage();
      logger.info('speech engines loaded', { topics: knowledge.topics.length, rssMb: Math.round(rss / 2 ** 20) });
    },
    setKnowledge: (changed) => recognizer.setKnowledge(changed),
    close: () => resources.release(),
  };
}

/** What is said in the rehearsal: words that are understood with any knowledge. */
const REHEARSAL = 'Hello, can you tell me more about that? Okay, thank you, goodbye.';

/** Frames that the detector rehearses: two seconds. */
const REHEARSED_FRAMES = 60;

/**
 * Has the voice heard and understood once, so that the code of detector and decoder is compiled, and the decoder has heard
 * speech, before the first user speaks: on a busy machine their question would otherwise take seconds.
 */
async function rehearse(engines: Pick<EmbeddedSpeech, 'synthesizer' | 'vad' | 'recognizer'>): Promise<void> {
  const { synthesizer, vad, recognizer } = engines;
  const utterance = recognizer.open();
  const voice = vad.open();
  try {
    const { signal } = new AbortController();
    for await (const { samples } of synthesizer.synthesize(REHEARSAL, { signal })) {
      const heard = resampled({ samples, rateHz: PLAYOUT_RATE_HZ }, LISTEN_RATE_HZ).samples;
      utterance.write(floatFromInt16(heard));
    }
    for (let i = 0; i < REHEARSED_FRAMES; i++) await voice.push(new Float32Array(LISTEN_FRAME_SAMPLES));
    await utterance.finish();
  } finally {
    utterance.close();
    voice.close();
  }
}
