import { Transferred, serveWorker } from '@visavis/media/worker';
import { FliteEngine } from './flite-engine.js';
import { finishSpeech, type FinishedSpeech } from './finish.js';
import { sayable } from './say.js';
import { DEFAULT_VOICE } from './voices.js';

/** What the voice's thread does. */
export type FliteCalls = {
  /** Compiles and warms up; answers when the first sentence will be quick. */
  ready: { argument: undefined; result: undefined };
  speak: { argument: { text: string; voice: string; endsSentence: boolean }; result: FinishedSpeech };
  pronounce: { argument: readonly string[]; result: ReadonlyMap<string, string> };
};

const engine = new FliteEngine();

serveWorker<FliteCalls>({
  ready: () => {
    engine.speak('Hello.', DEFAULT_VOICE);
    return undefined;
  },
  speak: ({ text, voice, endsSentence }) => {
    const speech = finishSpeech(engine.speak(sayable(text), voice), endsSentence);
    return new Transferred(speech, [speech.samples.buffer as ArrayBuffer]);
  },
  pronounce: (words) => engine.pronounce(words),
});
