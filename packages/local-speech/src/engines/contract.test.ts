import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '@visavis/core/testing';
import { floatFromInt16, LISTEN_RATE_HZ, PLAYOUT_RATE_HZ, resampled } from '@visavis/sound';
import type { Engine } from '@visavis/speech';
import { recognizerContract, synthesizerContract, type EngineWorld } from '@visavis/speech/testing';
import { afterAll, describe, it } from 'vitest';
import { describeModel } from '../models/describe-model.js';
import type { EarsModel, VoiceModel } from '../models/described-model.js';
import { MortalProcess, writeTinyEars, writeTinyVoice, type Mishap } from '../testing/index.js';
import { LocalRecognizer } from './local-recognizer.js';
import { LocalSynthesizer } from './local-synthesizer.js';

const TEXT = 'what are your opening hours?';
const FAULTS = { faults: ['stall', 'cut'] as const };
// Processes load native code, which takes seconds on a busy machine.
const LIMIT = { timeout: 120_000 };

const root = await mkdtemp(join(tmpdir(), 'visavis-contract-'));
afterAll(() => rm(root, { recursive: true }));
await writeTinyVoice(join(root, 'voice'));
await writeTinyEars(join(root, 'offline'), 'offline');
await writeTinyEars(join(root, 'streaming'), 'streaming');
const voiceModel = (await describeModel(join(root, 'voice'))) as VoiceModel;

/** Models that are none of their kind: native code ends its process. */
const FATAL_VOICE = {
  runtime: { model: { vits: { model: join(root, 'offline/model.onnx'), tokens: join(root, 'offline/tokens.txt') } } },
};
const FATAL_EARS = {
  streams: false,
  runtime: {
    modelConfig: { zipformerCtc: { model: join(root, 'offline/model.onnx') }, tokens: join(root, 'voice/tokens.txt') },
  },
};

/** One engine for all cases, since a process takes long to start; another one once it was closed. */
function shared<E extends Engine>(
  fatal: unknown,
  create: (process: MortalProcess, clock: FakeClock) => E,
): () => Promise<EngineWorld<E>> {
  let world: (EngineWorld<E> & { closed: boolean }) | undefined;
  afterAll(() => world?.engine.close());
  const begin = () => {
    const [process, clock] = [new MortalProcess(fatal), new FakeClock()];
    const engine = create(process, clock);
    const close = engine.close.bind(engine);
    const begun = {
      engine,
      clock,
      held: process.held,
      misbehave: (fault?: string) => process.misbehave(fault as Mishap | undefined),
      close: () => Promise.resolve(),
      closed: false,
    };
    engine.close = () => {
      begun.closed = true;
      return close();
    };
    return begun;
  };
  return () => Promise.resolve((world = world && !world.closed ? world : begin()));
}

const voiceOf = (process: MortalProcess, clock: FakeClock): LocalSynthesizer =>
  new LocalSynthesizer(voiceModel, { threads: 1, allowsSlow: true, start: process.start, clock });

/** The text, as the tiny voice speaks it. */
async function spoken(): Promise<Float32Array> {
  const voice = new LocalSynthesizer(voiceModel, { threads: 1, allowsSlow: true });
  const pieces: Int16Array[] = [];
  for await (const { samples } of voice.synthesize(TEXT, { signal: new AbortController().signal }))
    pieces.push(resampled({ samples, rateHz: PLAYOUT_RATE_HZ }, LISTEN_RATE_HZ).samples);
  await voice.close();
  return floatFromInt16(Int16Array.from(pieces.flatMap((piece) => [...piece])));
}

describe('a voice with a model on this machine', LIMIT, () => {
  const contract = synthesizerContract({ open: shared(FATAL_VOICE, voiceOf), ...FAULTS });
  for (const { title, run } of contract) it(title, run);
});

describe.each(['offline', 'streaming'])('ears with a model on this machine (%s)', LIMIT, async (name) => {
  const model = (await describeModel(join(root, name))) as EarsModel;
  const earsOf = (process: MortalProcess, clock: FakeClock): LocalRecognizer =>
    new LocalRecognizer(model, { threads: 1, start: process.start, clock });
  const utterance = { samples: await spoken(), text: TEXT };
  const contract = recognizerContract({ open: shared(FATAL_EARS, earsOf), utterance, ...FAULTS });
  for (const { title, run } of contract) it(title, run);
});
