import assert from 'node:assert/strict';
import type { HistoryItem } from '../../history.js';
import type { Interlocution, Interlocutor, SoundReply, SoundReplyPart } from '../../interlocutor.js';
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
  SECRET,
  turn,
  type ContractOptions,
  type EngineCase,
  type EngineCheck,
  type EngineWorld,
} from './engine-world.js';
import type { KnownUtterance } from './recognizer-contract.js';

type Check = EngineCheck<Interlocutor>;

/** The properties of an interlocutor that its contract has to know. Its far end answers everything in words and sound. */
export interface InterlocutorContractOptions extends ContractOptions<Interlocutor> {
  /** Its far end writes this down of every utterance. */
  readonly utterance: KnownUtterance;
}

/** Sound as a microphone sends it: 32 ms. */
const PIECE_SAMPLES = 512;
const SAMPLES_PER_MS = 24;
const BARGE_IN = new Error('barge-in');

/**
 * The behaviour of every interlocutor.
 *
 * @returns Cases for a test runner; with Vitest: `for (const { title, run } of contract) it(title, run)`.
 */
export function interlocutorContract(options: InterlocutorContractOptions): EngineCase[] {
  const { bargeIns = BARGE_INS, keepsConnections, faults = [] } = options;
  return casesOf(options, {
    ...always(options),
    [`is there after ${bargeIns} barge-ins, one every 400 ms`]: storm(options, bargeIns),
    ...(keepsConnections && { 'answers after a pause in which its far end has closed the connection': paused }),
    ...Object.fromEntries(
      faults.map((fault): [string, Check] => [
        `fails with a code when its far end misbehaves (${fault}), and answers again when that is well`,
        async (world) => {
          world.misbehave?.(fault);
          const lost = new Talking(world);
          assertCoded(await overtime(world, errorOf(lost.answer())));
          assertFailed(world.engine);
          world.misbehave?.();
          world.clock.advance(1_000);
          await passing(world, world.engine.prepare());
          assertSpoken(await passing(world, lost.answer()));
          assert.equal(world.engine.health.state, 'ready');
          await lost.leave();
        },
      ]),
    ),
  });
}

function always({ utterance }: InterlocutorContractOptions): Readonly<Record<string, Check>> {
  const { samples, text } = utterance;
  return {
    'states what it is once it is prepared': async ({ engine }) => {
      assertStated(engine);
      assert.notEqual(engine.label, '');
      assert.ok(engine.voices.length > 0, 'it has voices');
    },

    'hears utterances in pieces of any size, and answers each with words and sound in order': async (world) => {
      const talking = new Talking(world);
      for (const pieceSamples of [PIECE_SAMPLES, 1_601, samples.length]) {
        const transcript = talking.say(samples, pieceSamples);
        const parts = await passing(world, talking.answer());
        assertSpoken(parts);
        assert.equal(await passing(world, transcript), text);
      }
      await talking.leave();
    },

    'answers what is typed, and knows what was said before': async (world) => {
      const talking = new Talking(world);
      talking.type(`What do you know about ${SECRET}?`);
      assertSpoken(await passing(world, talking.answer()));
      talking.type('And what else?');
      assertSpoken(await passing(world, talking.answer()));
      await talking.leave();
    },

    'holds two conversations at once, each as if it were alone': async (world) => {
      const both = [new Talking(world), new Talking(world)];
      const [first, second] = await passing(world, Promise.all(both.map((talking) => talking.answer())));
      assertSpoken(first ?? []);
      assert.deepEqual(durationMs(second ?? []), durationMs(first ?? []));
      for (const { talk } of both) talk.close();
      await rests(world);
    },

    'waits for a slow reader, who misses nothing': async (world) => {
      const talking = new Talking(world);
      const hurried = durationMs(await passing(world, talking.answer()));
      const slow: SoundReplyPart[] = [];
      const reading = (async () => {
        for await (const part of talking.talk.respond({}).parts(live())) {
          slow.push(part);
          for (let i = 0; i < 20; i++) await turn();
        }
      })();
      await passing(world, reading);
      assert.equal(durationMs(slow), hurried);
      await talking.leave();
    },

    'begins nothing for a user who has interrupted already': async (world) => {
      const talking = new Talking(world);
      assert.equal(await errorOf(talking.answer(AbortSignal.abort(BARGE_IN))), BARGE_IN);
      assertSpoken(await passing(world, talking.answer()));
      await talking.leave();
    },

    'ends at once when it is interrupted before it sounds': async (world) => {
      const talking = new Talking(world);
      const interrupting = new AbortController();
      const failed = errorOf(talking.answer(interrupting.signal));
      interrupting.abort(BARGE_IN);
      world.clock.advance(ABORT_LIMIT_MS);
      assert.equal(await failed, BARGE_IN);
      assertSpoken(await passing(world, talking.answer()));
      await talking.leave();
    },

    'ends at once when it is interrupted in the middle, and says nothing more': async (world) => {
      const talking = new Talking(world);
      const interrupting = new AbortController();
      const reply = talking.talk.respond({});
      let after = 0;
      const failed = errorOf(
        (async () => {
          for await (const part of reply.parts(interrupting.signal)) {
            if (interrupting.signal.aborted) after++;
            if (part.type === 'sound') interrupting.abort(BARGE_IN);
          }
          interrupting.signal.throwIfAborted();
        })(),
      );
      assert.equal(await passing(world, failed), BARGE_IN);
      assert.equal(after, 0, 'nothing comes after it');
      talking.keep(reply, 40);
      assertSpoken(await passing(world, talking.answer()));
      await talking.leave();
    },

    'ends its work when its listener leaves': async (world) => {
      const talking = new Talking(world);
      const leaving = (async () => {
        for await (const part of talking.talk.respond({}).parts(live())) if (part.type === 'sound') break;
      })();
      await passing(world, leaving);
      assertSpoken(await passing(world, talking.answer()));
      await talking.leave();
    },

    'ends at once when an utterance is abandoned, which may be done twice and late': async (world) => {
      const talking = new Talking(world);
      const abandoned = talking.talk.hear();
      abandoned.write(samples);
      abandoned.close();
      abandoned.close();
      abandoned.write(samples);
      assert.ok(await errorOf(abandoned.finish()));
      const finishing = talking.talk.hear();
      finishing.write(samples);
      const failed = errorOf(finishing.finish());
      finishing.close();
      world.clock.advance(ABORT_LIMIT_MS);
      assert.ok(await failed);
      assert.equal(await passing(world, talking.say(samples)), text);
      await talking.leave();
    },

    'leaves nothing when a conversation is closed in mid-word, twice if need be': async (world) => {
      const talking = new Talking(world);
      const transcript = errorOf(talking.say(samples));
      const answer = errorOf(talking.answer());
      talking.talk.close();
      talking.talk.close();
      assertCoded(await answer);
      assertCoded(await transcript);
      await rests(world);
      assert.ok(await errorOf(talking.answer()), 'a closed conversation has no more answers');
      assert.ok(await errorOf(talking.say(samples)), 'and hears nothing');
    },

    'fails work under way when it is closed, twice if need be': async (world) => {
      const talking = new Talking(world);
      const transcript = errorOf(talking.say(samples));
      const answer = errorOf(talking.answer());
      await world.engine.close();
      assertCoded(await answer);
      assertCoded(await transcript);
      await world.engine.close();
    },
  };
}

/** Each interruption comes at another moment: before the reply is asked for, before it sounds, in its middle, at its end. */
const storm =
  ({ utterance: { samples } }: InterlocutorContractOptions, bargeIns: number): Check =>
  async (world) => {
    const talking = new Talking(world);
    for (let i = 0; i < bargeIns; i++) {
      const transcript = talking.say(samples.subarray(0, 8 * PIECE_SAMPLES)).catch(() => undefined);
      const interrupting = new AbortController();
      const reply = talking.talk.respond({});
      const answering = partsOf(reply, interrupting.signal).catch(() => undefined);
      for (let turns = 0; turns < i % 4; turns++) await turn();
      world.clock.advance(BARGE_IN_EVERY_MS);
      interrupting.abort(BARGE_IN);
      talking.keep(reply, i % 3 === 0 ? 0 : 30);
      await answering;
      await passing(world, transcript);
    }
    assertSpoken(await passing(world, talking.answer()));
    await talking.leave();
  };

const paused: Check = async (world) => {
  const talking = new Talking(world);
  talking.type(`What do you know about ${SECRET}?`);
  assertSpoken(await passing(world, talking.answer()));
  await longPause(world);
  talking.type('And what else?');
  assertSpoken(await passing(world, talking.answer()));
  assert.equal(world.engine.health.state, 'ready');
  await talking.leave();
};

/** A conversation as a session holds one, with its history. */
class Talking {
  readonly talk: Interlocution;
  readonly #world: EngineWorld<Interlocutor>;
  readonly #history: HistoryItem[] = [];

  constructor(world: EngineWorld<Interlocutor>) {
    this.#world = world;
    this.talk = world.engine.open({ history: () => this.#history, warn: () => undefined });
  }

  type(text: string): void {
    this.talk.add(this.#added({ id: this.#nextId, role: 'user', text }));
  }

  /** @returns The transcript. */
  async say(samples: Float32Array, pieceSamples = PIECE_SAMPLES): Promise<string> {
    const utterance = this.talk.hear();
    try {
      for (let at = 0; at < samples.length; at += pieceSamples)
        utterance.write(samples.subarray(at, at + pieceSamples));
      const finished = utterance.finish();
      utterance.keptAs(this.#added({ id: this.#nextId, role: 'user', text: '' }).id);
      return (await finished).text;
    } finally {
      utterance.close();
    }
  }

  /** @returns The parts of a reply, which is heard to its end. */
  async answer(signal = live()): Promise<SoundReplyPart[]> {
    const reply = this.talk.respond({});
    const parts = await partsOf(reply, signal);
    this.keep(reply, Infinity);
    return parts;
  }

  /** No more than `heardMs` of the reply was heard. */
  keep(reply: SoundReply, heardMs: number): void {
    if (heardMs < Infinity) reply.cut(heardMs);
    const text = heardMs > 0 ? 'Some words.' : '';
    const { id } = this.#added({ id: this.#nextId, role: 'assistant', text });
    reply.keptAs(id, text);
  }

  /** Closes the conversation, after which nothing of it is left. */
  async leave(): Promise<void> {
    this.talk.close();
    await rests(this.#world);
  }

  get #nextId(): string {
    return `item_${this.#history.length}`;
  }

  #added(item: HistoryItem): HistoryItem {
    this.#history.push(item);
    return item;
  }
}

const live = (): AbortSignal => new AbortController().signal;

async function partsOf(reply: SoundReply, signal: AbortSignal): Promise<SoundReplyPart[]> {
  const parts: SoundReplyPart[] = [];
  for await (const part of reply.parts(signal)) parts.push(part);
  return parts;
}

const durationMs = (parts: readonly SoundReplyPart[]): number =>
  parts.reduce((ms, part) => ms + (part.type === 'sound' ? part.samples.length / SAMPLES_PER_MS : 0), 0);

/** Words and sound, the stretches one after the other. */
function assertSpoken(parts: readonly SoundReplyPart[]): void {
  assert.ok(durationMs(parts) > 0, 'it sounds');
  const words = parts.map((part) => (part.type === 'words' ? part.text : '')).join('');
  assert.notEqual(words.trim(), '', 'it has words');
  const stretches = parts.flatMap((part) => (part.type === 'words' || part.type === 'sound' ? [part.stretch] : []));
  const begun = stretches.filter((stretch, i) => stretch !== stretches[i - 1]);
  assert.equal(new Set(begun).size, begun.length, 'no stretch goes on after another has begun');
}
