import type { Logger } from '@visavis/core';
import type { Knowledge } from '@visavis/speech';
import type { StartThread } from '../engine-thread.js';
import type { FliteSynthesizer } from '../flite/flite-synthesizer.js';
import { SoundSwallowerRecognizer } from '../soundswallower/sound-swallower-recognizer.js';
import { rehearsalSpeech } from './rehearsal.js';

export interface EmbeddedEarsOptions {
  readonly knowledge: Knowledge;
  /** Says how words are pronounced, and what the ears rehearse with. It is closed with them. */
  readonly voice: FliteSynthesizer;
  readonly logger?: Logger;
  /** Starts the threads; absent: real ones. */
  readonly start?: StartThread;
}

/** The embedded recogniser, which knows from the embedded voice how words sound. */
export class EmbeddedEars extends SoundSwallowerRecognizer {
  readonly #voice: FliteSynthesizer;

  constructor({ voice, ...options }: EmbeddedEarsOptions) {
    super({
      ...options,
      pronounce: (words) => voice.pronounce(words),
      rehearsal: () => rehearsalSpeech(voice),
    });
    this.#voice = voice;
  }

  override async close(): Promise<void> {
    await super.close();
    await this.#voice.close();
  }
}
