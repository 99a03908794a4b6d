import type { TimedPhone, TimedWord } from '@visavis/sound';
import { Transferred, serveWorker } from '@visavis/worker';
import { giveWayToMedia } from '../give-way.js';
import { FliteEngine } from './flite-engine.js';
import { finishSpeech, type FinishedSpeech } from './finish.js';
import { Pronunciations } from './pronunciations.js';
import { sayable, writtenWords } from './say.js';
import { DEFAULT_VOICE } from './voices.js';
import { wordTimes } from './word-times.js';

/** Calls of the voice's thread. */
export type FliteCalls = {
  /** Compiles and warms up; resolves when the first sentence will be quick. */
  ready: { argument: undefined; result: void };
  speak: { argument: { text: string; voice: string; endsSentence: boolean }; result: FinishedSpeech };
  /** Times of the words of a text, from the times of its phones; empty where they cannot be found. */
  words: { argument: { text: string; phones: readonly TimedPhone[] }; result: TimedWord[] };
  pronounce: { argument: readonly string[]; result: ReadonlyMap<string, string> };
};

/** Text long enough for the compiler to produce its optimised code before the first user waits for it: all voices share it. */
const WARM_UP = 'Hello. This sentence is never heard; it makes the next one quick.';
const WARM_UP_WORDS = ['hello', 'there'];

/** Something that has a sound. */
const SAID = /[\p{L}\p{N}]/u;
const SILENCE = (): FinishedSpeech => ({ samples: new Int16Array(0), phones: [] });

giveWayToMedia();

const engine = new FliteEngine();
const pronunciations = new Pronunciations((words) => {
  try {
    return engine.pronounceEach(words);
  } catch {
    // The sound exists already: a list that cannot be read costs the times of its words, not the reply.
    return undefined;
  }
});

serveWorker<FliteCalls>({
  ready: () => {
    finishSpeech(engine.speak(WARM_UP, DEFAULT_VOICE), true);
    engine.pronounceEach(WARM_UP_WORDS);
  },
  speak: ({ text, voice, endsSentence }) => {
    const said = sayable(text);
    const speech = SAID.test(said) ? finishSpeech(engine.speak(said, voice), endsSentence) : SILENCE();
    return new Transferred(speech, [speech.samples.buffer as ArrayBuffer]);
  },
  words: ({ text, phones }) => {
    const words = writtenWords(text);
    const said = pronunciations.of(words.map((word) => word.said));
    return said ? wordTimes(words, phones, said) : [];
  },
  pronounce: (words) => engine.pronounce(words),
});
