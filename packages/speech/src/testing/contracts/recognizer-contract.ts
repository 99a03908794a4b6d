import assert from 'node:assert/strict';
import type { RecognitionStream, SpeechRecognizer } from '../../ports.js';
import {
  ABORT_LIMIT_MS,
  assertCoded,
  assertFailed,
  assertStated,
  BARGE_IN_EVERY_MS,
  BARGE_INS,
  casesOf,
  errorOf,
  longPause,
  overtime,
  passing,
  rests,
  turn,
  type ContractOptions,
  type EngineCase,
  type EngineCheck,
} from './engine-world.js';

type Check = EngineCheck<SpeechRecognizer>;

/** An utterance that the recogniser understands. */
export interface KnownUtterance {
  /** Mono at `LISTEN_RATE_HZ`, −1…1. */
  readonly samples: Float32Array;
  /** Its transcript, as the recogniser writes it. */
  readonly text: string;
}

/** The properties of a recogniser that its contract has to know. */
export interface RecognizerContractOptions extends ContractOptions<SpeechRecognizer> {
  readonly utterance: KnownUtterance;
}

/** Sound as a microphone sends it: 32 ms. */
const PIECE_SAMPLES = 512;

/**
 * The behaviour of every recogniser.
 *
 * @returns Cases for a test runner; with Vitest: `for (const { title, run } of contract) it(title, run)`.
 */
export function recognizerContract(options: RecognizerContractOptions): EngineCase[] {
  return casesOf(options, {
    ...always(options),
    ...(options.keepsConnections && {
      'understands after a pause in which its far end has closed what it kept': paused(options),
    }),
    ...faultChecks(options),
  });
}

function always({ utterance, bargeIns = BARGE_INS }: RecognizerContractOptions): Readonly<Record<string, Check>> {
  const { samples, text } = utterance;
  return {
    'states what it is once it is prepared': async ({ engine }) => {
      assertStated(engine);
      assert.match(engine.vocabulary, /^(?:closed|open)$/);
    },

    'understands an utterance, in pieces of any size': async (world) => {
      for (const pieceSamples of [PIECE_SAMPLES, 1_601, samples.length]) {
        assert.equal(await passing(world, recognised(world.engine, samples, pieceSamples)), text);
      }
      await rests(world);
    },

    'keeps what was written, whatever becomes of the array': async (world) => {
      const stream = world.engine.open();
      const reused = new Float32Array(PIECE_SAMPLES);
      for (let at = 0; at < samples.length; at += PIECE_SAMPLES) {
        reused.fill(0);
        reused.set(samples.subarray(at, at + PIECE_SAMPLES));
        stream.write(reused);
      }
      reused.fill(1);
      assert.equal(await passing(world, textOf(stream)), text);
    },

    'has an empty transcript where nothing was said': async (world) => {
      const stream = world.engine.open();
      assert.equal(stream.interim, undefined);
      assert.equal(await passing(world, textOf(stream)), '');
      await rests(world);
    },

    'understands two at once, each as if it were alone': async (world) => {
      const both = [recognised(world.engine, samples), recognised(world.engine, samples)];
      assert.deepEqual(await passing(world, Promise.all(both)), [text, text]);
    },

    'ends at once when an utterance is abandoned, which may be done twice and late': async (world) => {
      const abandoned = world.engine.open();
      abandoned.write(samples);
      abandoned.close();
      abandoned.close();
      abandoned.write(samples);
      assert.ok(await errorOf(abandoned.finish()));
      const finishing = world.engine.open();
      finishing.write(samples);
      const failed = errorOf(finishing.finish());
      finishing.close();
      world.clock.advance(ABORT_LIMIT_MS);
      assert.ok(await failed);
      await rests(world);
      assert.equal(await passing(world, recognised(world.engine, samples)), text);
    },

    [`is there after ${bargeIns} utterances that are abandoned, one every 400 ms`]: async (world) => {
      for (let i = 0; i < bargeIns; i++) {
        const stream = world.engine.open();
        stream.write(samples.subarray(0, 8 * PIECE_SAMPLES));
        if (i % 3 === 0) await turn();
        const finished = i % 2 === 0 ? stream.finish().catch(() => undefined) : undefined;
        world.clock.advance(BARGE_IN_EVERY_MS);
        stream.close();
        await finished;
      }
      await rests(world);
      assert.equal(await passing(world, recognised(world.engine, samples)), text);
    },

    'fails work under way when it is closed, twice if need be': async (world) => {
      const stream = world.engine.open();
      stream.write(samples);
      const failed = errorOf(stream.finish());
      await world.engine.close();
      assertCoded(await failed);
      stream.close();
      await world.engine.close();
    },
  };
}

const paused =
  ({ utterance: { samples, text } }: RecognizerContractOptions): Check =>
  async (world) => {
    assert.equal(await passing(world, recognised(world.engine, samples)), text);
    await longPause(world);
    assert.equal(await passing(world, recognised(world.engine, samples)), text);
    assert.equal(world.engine.health.state, 'ready');
  };

function faultChecks({ faults = [], utterance }: RecognizerContractOptions): Readonly<Record<string, Check>> {
  const { samples, text } = utterance;
  return Object.fromEntries(
    faults.map((fault): [string, Check] => [
      `fails with a code when its far end misbehaves (${fault}), and understands again when that is well`,
      async (world) => {
        world.misbehave?.(fault);
        assertCoded(await overtime(world, errorOf(recognised(world.engine, samples))));
        assertFailed(world.engine);
        world.misbehave?.();
        world.clock.advance(1_000);
        await passing(world, world.engine.prepare());
        assert.equal(await passing(world, recognised(world.engine, samples)), text);
        assert.equal(world.engine.health.state, 'ready');
      },
    ]),
  );
}

async function recognised(
  engine: SpeechRecognizer,
  samples: Float32Array,
  pieceSamples = PIECE_SAMPLES,
): Promise<string> {
  const stream = engine.open();
  for (let at = 0; at < samples.length; at += pieceSamples) stream.write(samples.subarray(at, at + pieceSamples));
  return textOf(stream);
}

async function textOf(stream: RecognitionStream): Promise<string> {
  try {
    return (await stream.finish()).text;
  } finally {
    stream.close();
  }
}
