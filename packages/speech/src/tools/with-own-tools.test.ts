import { FakeClock } from '@visavis/core/testing';
import { describe, expect, it } from 'vitest';
import type { JsonObject, ReplyPart, ReplyRequest, Tool } from '../ports.js';
import { FakeBrain, type ScriptedReply } from '../testing/fake-brain.js';
import type { OwnTools } from './own-tools.js';
import { withOwnTools } from './with-own-tools.js';

const tool = (name: string): Tool => ({ name, parameters: { type: 'object', properties: {} } });
const call = (name: string, given: JsonObject = {}, callId = `id-of-${name}`): ReplyPart => ({
  type: 'toolCall',
  callId,
  name,
  arguments: given,
});

/** Tools whose outputs are given, or wait until they are. */
class GivenTools implements OwnTools {
  readonly tools: readonly Tool[];
  readonly calls: [string, JsonObject][] = [];
  readonly #outputs: Readonly<Record<string, Promise<string>>>;

  constructor(outputs: Readonly<Record<string, Promise<string>>>) {
    this.tools = Object.keys(outputs).map(tool);
    this.#outputs = outputs;
  }

  call(name: string, given: JsonObject, { signal }: { signal: AbortSignal }): Promise<string> {
    this.calls.push([name, given]);
    const aborted = new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason as Error)),
    );
    return Promise.race([this.#outputs[name]!, aborted]);
  }
}

class Talk {
  readonly clock = new FakeClock();
  readonly brain: FakeBrain;
  readonly own: GivenTools;
  readonly turn = new AbortController();
  readonly parts: ReplyPart[] = [];
  readonly over: Promise<void>;

  constructor(
    replies: readonly ScriptedReply[],
    outputs: Readonly<Record<string, Promise<string>>>,
    request: Partial<ReplyRequest> = {},
  ) {
    this.brain = new FakeBrain(replies);
    this.own = new GivenTools(outputs);
    this.over = this.#run({ history: [{ role: 'user', text: 'Weather?' }], ...request });
    this.over.catch(() => undefined);
  }

  get text(): string {
    return this.parts.map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)).join('');
  }

  async #run(request: ReplyRequest): Promise<void> {
    const brain = withOwnTools(this.brain, this.own);
    for await (const part of brain.reply(request, { signal: this.turn.signal })) this.parts.push(part);
  }

  /** Lets everything happen that waits for nothing. */
  async settle(): Promise<void> {
    for (let i = 0; i < 50; i++) await Promise.resolve();
  }
}

describe('a tool of the server', () => {
  it('runs without the client, and the brain goes on with its output', async () => {
    const talk = new Talk([['Let me see.', call('weather', { city: 'Rome' })], ['It is sunny.']], {
      weather: Promise.resolve('{"sky":"clear"}'),
    });
    await talk.over;
    expect(talk.text).toBe('Let me see. It is sunny.');
    expect(talk.own.calls).toEqual([['weather', { city: 'Rome' }]]);
    expect(talk.brain.requests[1]?.history).toEqual([
      { role: 'user', text: 'Weather?' },
      { role: 'assistant', text: 'Let me see.' },
      { role: 'toolCall', callId: 'id-of-weather', name: 'weather', arguments: { city: 'Rome' } },
      { role: 'toolOutput', callId: 'id-of-weather', output: '{"sky":"clear"}' },
    ]);
  });

  it('is offered beside those of the client, one of which takes precedence by its name', async () => {
    const mine = { ...tool('weather'), description: 'of the client' };
    const talk = new Talk(
      [[call('weather')]],
      { weather: Promise.resolve('no'), time: Promise.resolve('12') },
      { tools: [mine] },
    );
    await talk.over;
    expect(talk.brain.requests[0]?.tools).toEqual([mine, tool('time')]);
    expect([talk.own.calls, talk.text]).toEqual([[], '[toolCall]']);
  });

  it('is called beside one of the client, which is not waited for', async () => {
    const replies: ScriptedReply[] = [[call('show'), call('time')], ['Done.']];
    const talk = new Talk(replies, { time: Promise.resolve('12') }, { tools: [tool('show')] });
    await talk.over;
    expect(talk.text).toBe('[toolCall]Done.');
    expect(talk.brain.requests[1]?.history.slice(1)).toMatchObject([
      { role: 'toolCall', name: 'show' },
      { role: 'toolCall', name: 'time' },
      { role: 'toolOutput', callId: 'id-of-show' },
      { role: 'toolOutput', callId: 'id-of-time', output: '12' },
    ]);
  });

  it('keeps the pieces of its call from the client, which receives those of its own', async () => {
    const delta = (name: string): ReplyPart => ({ type: 'toolCallDelta', callId: 'a', name, delta: '{}' });
    const talk = new Talk([[delta('time'), delta('show')]], { time: Promise.resolve('12') }, { tools: [tool('show')] });
    await talk.over;
    expect(talk.parts).toEqual([delta('show')]);
  });

  it('may be called three times in a row; then the brain has to answer', async () => {
    const replies = [...Array<ScriptedReply>(3).fill([call('time')]), ['It is noon.']];
    const talk = new Talk(replies, { time: Promise.resolve('12') }, { toolChoice: 'required' });
    await talk.over;
    expect(talk.brain.requests.map(({ toolChoice }) => toolChoice)).toEqual(['required', 'auto', 'auto', 'none']);
    expect(talk.text).toBe('It is noon.');
  });

  it('is not called any more by a brain that goes on calling it', async () => {
    const talk = new Talk(Array<ScriptedReply>(10).fill([call('time')]), { time: Promise.resolve('12') });
    await talk.over;
    expect([talk.brain.requests.length, talk.own.calls.length]).toEqual([4, 3]);
  });
});

it('ends with the reply that is interrupted while it works', async () => {
  const talk = new Talk([[call('slow')]], { slow: new Promise<string>(() => undefined) });
  await talk.settle();
  talk.turn.abort(new Error('stopped'));
  await expect(talk.over).rejects.toThrow('stopped');
  expect(talk.parts).toEqual([]);
});

it('is the brain itself where the server has no tools', async () => {
  const talk = new Talk([['Hi.']], {});
  await talk.over;
  expect(talk.brain.requests[0]).toEqual({ history: [{ role: 'user', text: 'Weather?' }] });
});
