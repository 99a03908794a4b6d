import { silentLogger } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { floatFromInt16, LISTEN_RATE_HZ, PLAYOUT_RATE_HZ, resampled } from '@visavis/sound';
import type { Engine } from '@visavis/speech';
import { recognizerContract, synthesizerContract, type EngineWorld } from '@visavis/speech/testing';
import { afterAll, describe, it } from 'vitest';
import type { StartThread } from '../engine-thread.js';
import { FliteSynthesizer } from '../flite/flite-synthesizer.js';
import { countedThreads } from '../testing/counted-threads.js';
import { EmbeddedEars } from './embedded-ears.js';

const QUESTION = 'what are your opening hours';
const knowledge = {
  name: 'test',
  topics: [{ question: QUESTION, phrasings: [QUESTION], answer: 'From ten to six.', line: 1 }],
};
/** The work of the real voice is not simulated: users interrupt it less often here. */
const REAL = { bargeIns: Number(process.env['BARGE_INS'] ?? 30) };
const LOADING_MS = 120_000;

/** One engine for all cases, since its models take long to load; another one once it was closed. */
function shared<E extends Engine>(create: (start: StartThread) => E): () => Promise<EngineWorld<E>> {
  let engine: E | undefined;
  const threads = countedThreads();
  afterAll(() => engine?.close());
  return () => {
    if (!engine) {
      engine = create(threads.start);
      const close = engine.close.bind(engine);
      engine.close = () => {
        engine = undefined;
        return close();
      };
    }
    return Promise.resolve({ engine, clock: new FakeClock(), held: threads.held, close: () => Promise.resolve() });
  };
}

/** The question, as the embedded voice speaks it. */
async function spoken(): Promise<Float32Array> {
  const voice = new FliteSynthesizer(silentLogger);
  const pieces: Int16Array[] = [];
  for await (const { samples } of voice.synthesize(QUESTION, { signal: new AbortController().signal }))
    pieces.push(resampled({ samples, rateHz: PLAYOUT_RATE_HZ }, LISTEN_RATE_HZ).samples);
  await voice.close();
  return floatFromInt16(Int16Array.from(pieces.flatMap((piece) => [...piece])));
}

describe('the embedded voice', { timeout: LOADING_MS }, () => {
  const open = shared((start) => new FliteSynthesizer(silentLogger, start));
  for (const { title, run } of synthesizerContract({ open, ...REAL })) it(title, run);
});

describe('the embedded ears', { timeout: LOADING_MS }, async () => {
  const open = shared((start) => {
    const voice = new FliteSynthesizer(silentLogger, start);
    return new EmbeddedEars({ knowledge, voice, logger: silentLogger, start });
  });
  const utterance = { samples: await spoken(), text: QUESTION };
  for (const { title, run } of recognizerContract({ open, utterance })) it(title, run);
});
