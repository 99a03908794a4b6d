import { LISTEN_RATE_HZ } from '@visavis/sound';
import type { Brain, SpeechRecognizer, Synthesizer } from '../ports.js';
import { Candidate, type CandidateOptions } from './candidate.js';
import type { Engine } from '../engine.js';

/** Numbers are read in all languages. */
const TRIAL_TEXT = '1.';
const TRIAL_TOKENS = 16;
const TRIAL_SILENCE_S = 0.5;

type Options<E extends Engine> = Omit<CandidateOptions<E>, 'trial'>;

/** A recogniser for a fallback list. In a trial it hears half a second of silence. */
export const recognizerCandidate = (options: Options<SpeechRecognizer>): Candidate<SpeechRecognizer> =>
  new Candidate({
    ...options,
    async trial(engine, signal) {
      const stream = engine.open();
      const stop = (): void => stream.close();
      signal.addEventListener('abort', stop, { once: true });
      try {
        stream.write(new Float32Array(TRIAL_SILENCE_S * LISTEN_RATE_HZ));
        await stream.finish();
      } finally {
        signal.removeEventListener('abort', stop);
        stream.close();
      }
    },
  });

/** A voice for a fallback list. In a trial it begins to say one word. */
export const synthesizerCandidate = (options: Options<Synthesizer>): Candidate<Synthesizer> =>
  new Candidate({
    ...options,
    async trial(engine, signal) {
      for await (const segment of engine.synthesize(TRIAL_TEXT, { signal })) if (segment.samples.length > 0) return;
    },
  });

/** A brain for a fallback list. In a trial it begins a short answer to a greeting. */
export const brainCandidate = (options: Options<Brain>): Candidate<Brain> =>
  new Candidate({
    ...options,
    async trial(engine, signal) {
      const request = { history: [{ role: 'user' as const, text: 'Hello.' }], maxTokens: TRIAL_TOKENS };
      for await (const part of engine.reply(request, { signal })) if (part.type !== 'warning') return;
    },
  });
