import { CodedError } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { describe, it } from 'vitest';
import type { Engine } from '../engine.js';
import {
  brainContract,
  FakeBrain,
  FakeRecognizer,
  FakeSynthesizer,
  recognizerContract,
  segmentOf,
  synthesizerContract,
  type EngineWorld,
} from '../testing/index.js';
import type { Candidate } from './candidate.js';
import { FallbackBrain } from './fallback-brain.js';
import { FallbackRecognizer } from './fallback-recognizer.js';
import { FallbackSynthesizer } from './fallback-synthesizer.js';
import { brainCandidate, recognizerCandidate, synthesizerCandidate } from './trials.js';

const away = new CodedError('provider.failed', 'the engine is away');
const closed = new CodedError('provider.failed', 'the engine was closed');
const limitMs = 5_000;

/** Speaks word by word, and stops when it is interrupted or closed. */
class WordVoice extends FakeSynthesizer {
  #closed = false;

  override async *synthesize(text: string, { signal }: { signal: AbortSignal }) {
    for (const word of text.split(/(?<= )/)) {
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      if (this.#closed) throw closed;
      yield { ...segmentOf(text, { ms: 100 }), text: word };
    }
  }

  override close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }
}

/** Understands what was said, once it has heard all of it. */
class SumEars extends FakeRecognizer {
  #closed = false;

  override open(): ReturnType<FakeRecognizer['open']> {
    let samples = 0;
    let left = false;
    return {
      interim: undefined,
      write: (piece) => void (samples += piece.filter((sample) => sample === 0.5).length),
      finish: async () => {
        await new Promise((resolve) => setImmediate(resolve));
        if (this.#closed || left) throw closed;
        return { text: samples === 0 ? '' : `${samples} samples` };
      },
      close: () => void (left = true),
    };
  }

  override close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }
}

class Answers extends FakeBrain {
  override async *reply(_request: object, { signal }: { signal: AbortSignal }) {
    for (const text of ['There is ', 'bread.']) {
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      yield { type: 'text' as const, text };
    }
  }
}

/** A list whose first engine is away: the second one does the work. */
function world<E extends Engine>(
  [first, second]: readonly [E, E],
  create: (options: { name: string; engine: E; clock: FakeClock }) => Candidate<E>,
  list: (candidates: readonly Candidate<E>[], clock: FakeClock) => E,
): Promise<EngineWorld<E>> {
  const clock = new FakeClock();
  const candidates = [first, second].map((engine, i) => create({ name: `${i}`, engine, clock }));
  const engine = list(candidates, clock);
  const close = async (): Promise<void> => {
    await Promise.all(candidates.map((candidate) => candidate.close()));
  };
  // The owner of the candidates closes them; here that is the list's own user.
  engine.close = close;
  // One timer is that of the next trial.
  return Promise.resolve({ engine, clock, held: () => Math.max(0, clock.pending - 1), close });
}

describe('a list of voices', () => {
  const absent = new FakeSynthesizer();
  absent.preparationFailure = absent.failure = away;
  const contract = synthesizerContract({
    open: () =>
      world(
        [absent, new WordVoice()],
        synthesizerCandidate,
        (candidates, clock) => new FallbackSynthesizer({ candidates, limitMs, clock }),
      ),
  });
  for (const { title, run } of contract) it(title, run);
});

describe('a list of recognisers', () => {
  const absent = new FakeRecognizer(Array(1_000).fill(away));
  absent.preparationFailure = away;
  const contract = recognizerContract({
    utterance: { samples: new Float32Array(16_000).fill(0.5), text: '16000 samples' },
    open: () =>
      world(
        [absent, new SumEars()],
        recognizerCandidate,
        (candidates, clock) => new FallbackRecognizer({ candidates, limitMs, clock }),
      ),
  });
  for (const { title, run } of contract) it(title, run);
});

describe('a list of brains', () => {
  const contract = brainContract({
    open: () => {
      const absent = new FakeBrain(Array(1_000).fill([away]));
      absent.preparationFailure = away;
      return world(
        [absent, new Answers()],
        brainCandidate,
        (candidates, clock) => new FallbackBrain({ candidates, limitMs, clock }),
      );
    },
  });
  for (const { title, run } of contract) it(title, run);
});
