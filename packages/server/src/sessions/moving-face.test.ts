import { EventEmitter } from 'node:events';
import { FakeClock } from '@visavis/core/testing';
import type { AvatarRecord } from '@visavis/protocol/rest';
import { FakeEngines, FakeWebSocket } from '@visavis/session/testing';
import type { OwnTools } from '@visavis/speech';
import { FakeBrain, type ScriptedReply } from '@visavis/speech/testing';
import { describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { fakeNode, fakeStore, LICENSE } from '../testing/fake-node.js';
import type { Arrival } from './upgrade.js';

interface Frame {
  readonly type: string;
  readonly data?: { readonly code?: string; readonly content?: string };
  readonly transcript?: string;
}

interface CallOptions {
  readonly entrance?: Arrival['entrance'];
  readonly query?: string;
  readonly avatar?: Omit<AvatarRecord, 'id' | 'name'>;
  readonly replies?: readonly ScriptedReply[];
  readonly tools?: OwnTools;
}

/** A whole session on fake engines, whose face is looked at with each picture. */
class Call {
  readonly clock = new FakeClock();
  readonly engines = new FakeEngines(this.clock);
  readonly brain: FakeBrain;
  readonly socket = new FakeWebSocket();
  /** What the session leaves behind. */
  readonly records: object[] = [];
  /** What the face expressed beside its speech and under it, change by change. */
  readonly shown: string[] = [];

  constructor({ entrance = 'unified', query = '', avatar = {}, replies = [], tools }: CallOptions) {
    const { clock, engines } = this;
    const store = fakeStore();
    store.records.append = (record) => void this.records.push(record);
    this.brain = new FakeBrain(replies);
    const avatars = [{ id: 'iris', name: 'Iris', ...avatar }];
    const sessions = fakeNode({
      clock,
      engines: {
        ...engines,
        enginesFor: () => ({ ...engines, minds: { brain: this.brain, ...(tools && { tools }) } }),
      },
      avatars,
      store,
    });
    const from = { ownOrigin: 'http://face.example', hostname: undefined, origin: undefined, address: '192.0.2.7' };
    const arrival = { entrance, query: `license=${LICENSE}${query}`, ...from, connection: new EventEmitter() };
    sessions.accept(this.socket as unknown as WebSocket, arrival);
  }

  static async open(options: CallOptions = {}): Promise<Call> {
    const call = new Call(options);
    await call.lasts(0);
    call.says({ type: 'session.update', session: {} });
    call.says({ type: 'webrtc.signaling.answer', data: { sdp: 'v=0\r\n' } });
    await call.lasts(9_000);
    return call;
  }

  get face() {
    return this.engines.views[0]!;
  }

  get frames(): Frame[] {
    return this.socket.sent.map((text) => JSON.parse(text) as Frame);
  }

  get warnings(): (string | undefined)[] {
    return this.frames.filter(({ type }) => type === 'realtime.warning').map(({ data }) => data?.code);
  }

  says(message: object): void {
    this.socket.emit('message', Buffer.from(JSON.stringify(message)), false);
  }

  /** Types a question that is to be answered, as clients of both dialects can. */
  asks(text: string): void {
    const item = { type: 'message', role: 'user', content: [{ type: 'input_text', text }] };
    this.says({ type: 'conversation.item.create', item });
    this.says({ type: 'response.create' });
  }

  async lasts(ms: number): Promise<void> {
    for (let at = 0; at <= ms; at += 40) {
      await this.clock.advanceAsync(40);
      const spoken = this.engines.views[0]?.at(0);
      const shown = spoken ? `says ${spoken.expression ?? this.face.motion.expression}` : 'is silent';
      if (shown !== this.shown.at(-1)) this.shown.push(shown);
    }
  }
}

const REPLY = '[face: warm] Hello there. I am [face: furious] here. And [Face:sad]sorry. [face: surp';
const CLEAN = ['Hello there.', 'I am here.', 'And sorry.'];
const TAG = /\[f|face *:|furious|surp/i;
/** Cut within its tags, as models stream their words. */
const PIECES = REPLY.match(/.{1,5}/g)!;
const REPLIED = /response\.audio_transcript\.done$/;

describe.each<[string, CallOptions]>([
  ['unified', {}],
  ['older', { entrance: 'v1 conversation', query: '&characterName=navtalk.Lily' }],
])('a tag for the face, in the %s dialect,', (_, options) => {
  it('moves the face with its words, and stands in none of them', async () => {
    const call = await Call.open({ ...options, replies: [PIECES] });
    call.asks('Who are you?');
    await call.lasts(8_000);
    expect(call.shown).toEqual(['is silent', 'says warm', 'says sad', 'is silent']);
    expect(call.engines.synthesizer.spoken).toEqual(CLEAN);
    call.asks('Really?');
    await call.lasts(4_000);
    expect(JSON.stringify(call.frames)).not.toMatch(TAG);
    const done = call.frames.find(({ type }) => REPLIED.test(type));
    expect((done?.data?.content ?? done?.transcript)?.trim()).toBe(CLEAN.join(' '));
    const history = JSON.stringify(call.brain.requests[1]);
    expect(history).toContain(CLEAN.join(' '));
    expect(history).not.toMatch(TAG);
    expect(call.records).toContainEqual(expect.objectContaining({ type: 'turn', heard: `${CLEAN.join(' ')} ` }));
    expect(JSON.stringify(call.records)).not.toMatch(TAG);
  });

  it('stands in nothing that was heard of an interrupted reply', async () => {
    const call = await Call.open({ ...options, replies: [PIECES] });
    call.asks('Who are you?');
    await call.lasts(1_900);
    call.says({ type: 'response.cancel' });
    call.asks('Really?');
    await call.lasts(4_000);
    const history = JSON.stringify(call.brain.requests[1]);
    expect(history).toContain('Hello there.');
    for (const words of [history, JSON.stringify(call.frames)]) {
      expect(words).not.toMatch(TAG);
      expect(words).not.toContain('sorry');
    }
  });
});

describe('the words of a dictionary', () => {
  const avatar = { firstMessage: 'I am Siobhan.', pronunciations: { siobhan: 'shi-VAWN' } };

  it.each(['', '&model=transparency'])(
    'are said as its avatar says them, and shown as they are written%s',
    async (query) => {
      const call = await Call.open({ avatar, query });
      if (query) call.says({ type: 'realtime.say', data: { content: 'I am Siobhan.' } });
      await call.lasts(3_000);
      expect(call.engines.synthesizer.spoken).toEqual(['I am shi-VAWN.']);
      const shown = JSON.stringify(call.frames);
      // In transparency mode the client shows its own text.
      expect([shown.includes('Siobhan'), shown.includes('VAWN')]).toEqual([query === '', false]);
    },
  );
});

describe('a tool of the server', () => {
  it('is called by the mind, which says that it takes a moment, and not by the client', async () => {
    const calls: string[] = [];
    const tools: OwnTools = {
      tools: [{ name: 'weather', parameters: {} }],
      call: async (name) => {
        calls.push(name);
        await new Promise<void>((resolve) => call.clock.after(5_000, resolve));
        return 'sunny';
      },
    };
    const asks: ScriptedReply = [{ type: 'toolCall', callId: '1', name: 'weather', arguments: {} }];
    const call = await Call.open({ replies: [asks, ['It is sunny.']], tools });
    call.asks('How is the weather?');
    await call.lasts(3_000);
    expect([calls, call.engines.synthesizer.spoken]).toEqual([['weather'], ['One moment, please.']]);
    await call.lasts(6_000);
    expect(call.engines.synthesizer.spoken).toEqual(['One moment, please.', 'It is sunny.']);
    expect(call.frames.filter(({ type }) => type.includes('function_call'))).toEqual([]);
  });
});

describe('how a face takes turns', () => {
  it('is as its avatar has it', async () => {
    const avatar = { firstMessage: 'Welcome.', turns: { askAfterS: 9, fillerAfterMs: 400 } };
    const call = await Call.open({ avatar, replies: [['hang']] });
    expect(call.engines.synthesizer.spoken).toEqual(['Welcome.']);
    await call.lasts(4_000);
    const more = 'Is there anything else that you would like to know?';
    expect(call.engines.synthesizer.spoken).toEqual(['Welcome.', more]);
    call.asks('What is there?');
    await call.lasts(1_500);
    expect(call.engines.synthesizer.spoken).toEqual(['Welcome.', more, 'One moment, please.']);
  });
});

describe('what a face expresses', () => {
  it('is that of its avatar, until the client sets another', async () => {
    const call = await Call.open({ avatar: { expression: 'serious', firstMessage: 'Welcome. [face: warm] Come in.' } });
    expect(call.shown).toEqual(['is silent', 'says serious', 'says warm', 'is silent']);
    expect(call.face.motion).toEqual({ attention: 'idle', expression: 'serious' });
    call.says({ type: 'session.update', session: { expression: 'sad' } });
    await call.lasts(0);
    expect(call.face.motion.expression).toBe('sad');
    call.says({ type: 'realtime.motion', data: { expression: 'surprised' } });
    await call.lasts(0);
    expect(call.face.motion.expression).toBe('surprised');
    call.says({ type: 'realtime.motion', data: { expression: 'happy' } });
    await call.lasts(0);
    expect([call.face.motion.expression, call.warnings]).toEqual(['surprised', ['protocol.malformed']]);
  });

  it('is what a text that the client lets it say asks for, and then its own again', async () => {
    const call = await Call.open();
    call.says({ type: 'realtime.say', data: { content: '[face: sad] We are closed. [fac' } });
    await call.lasts(3_000);
    expect(call.shown).toEqual(['is silent', 'says sad', 'is silent']);
    expect(call.engines.synthesizer.spoken).toEqual(['We are closed.']);
    expect(call.face.motion.expression).toBe('neutral');
    expect(JSON.stringify(call.frames)).not.toMatch(/\[f/);
  });
});

describe('what a silent face attends to', () => {
  const attend = (attention: string) => ({ type: 'realtime.motion', data: { attention } });

  it('is what the client says in transparency mode, beside what it expresses', async () => {
    const call = await Call.open({ query: '&model=transparency' });
    for (const attention of ['listening', 'thinking', 'idle', 'listening'] as const) {
      call.says(attend(attention));
      await call.lasts(0);
      expect(call.face.motion).toEqual({ attention, expression: 'neutral' });
    }
    call.says({ type: 'realtime.motion', data: { attention: 'thinking', expression: 'warm' } });
    await call.lasts(0);
    expect(call.face.motion).toEqual({ attention: 'thinking', expression: 'warm' });
    call.says({ type: 'realtime.say', data: { content: '[face: sad] We are closed.' } });
    await call.lasts(3_000);
    expect(call.shown).toEqual(['is silent', 'says sad', 'is silent']);
    expect(call.face.motion).toEqual({ attention: 'thinking', expression: 'warm' });
    call.says(attend('sleeping'));
    await call.lasts(0);
    expect([call.face.motion.attention, call.warnings]).toEqual(['thinking', ['protocol.malformed']]);
  });

  it('is what the server knows where it converses, and the client receives that', async () => {
    const call = await Call.open();
    call.says(attend('thinking'));
    await call.lasts(0);
    expect([call.face.motion.attention, call.warnings]).toEqual(['idle', ['config.ignored']]);
  });
});
