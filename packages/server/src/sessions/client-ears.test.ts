import { EventEmitter } from 'node:events';
import { FakeClock, seeded } from '@visavis/core/testing';
import { FakeEngines, FakeWebSocket } from '@visavis/session/testing';
import { expect, it, describe } from 'vitest';
import type { WebSocket } from 'ws';
import { fakeNode, LICENSE } from '../testing/fake-node.js';

interface Frame {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const STEP_MS = 20;
const WIRE_SAMPLES = 24 * STEP_MS;

/** A whole session on fake engines, whose client may recognise its user itself. */
class HearingCall {
  readonly clock = new FakeClock();
  readonly engines = new FakeEngines(this.clock);
  readonly socket = new FakeWebSocket();
  readonly #random = seeded(1);

  static async open({ takesTranscripts = true, query = '' } = {}): Promise<HearingCall> {
    const call = new HearingCall();
    const { clock, engines, socket } = call;
    const ears = { ...engines.ears, takesTranscripts };
    const sessions = fakeNode({
      clock,
      engines: { ...engines, enginesFor: () => ({ ...engines, ears }) },
      avatars: [{ id: 'iris', name: 'Iris' }],
    });
    const from = { ownOrigin: 'http://face.example', hostname: undefined, origin: undefined, address: '192.0.2.7' };
    sessions.accept(socket as unknown as WebSocket, {
      entrance: 'unified',
      query: `license=${LICENSE}${query}`,
      ...from,
      connection: new EventEmitter(),
    });
    await call.#lasts(0);
    call.says({ type: 'session.update', session: { ears: 'client', audio: { input: { format: { rate: 24_000 } } } } });
    call.says({ type: 'webrtc.signaling.answer', data: { sdp: 'v=0\r\n' } });
    await call.#lasts(2_000);
    return call;
  }

  all(type: string): Frame['data'][] {
    const frames = this.socket.sent.map((text) => JSON.parse(text) as Frame);
    return frames.filter((frame) => frame.type === type).map(({ data }) => data);
  }

  says(message: object): void {
    this.socket.emit('message', Buffer.from(JSON.stringify(message)), false);
  }

  recognises(text: string, final = true): void {
    this.says({ type: 'realtime.input_transcript', data: { text, final } });
  }

  async hears(ms: number, loudness: number): Promise<void> {
    for (let at = 0; at < ms; at += STEP_MS) {
      const samples = Int16Array.from({ length: WIRE_SAMPLES }, () => (this.#random() - 0.5) * 2 * loudness * 32_767);
      this.says({ type: 'input_audio_buffer.append', audio: Buffer.from(samples.buffer).toString('base64') });
      await this.#lasts(STEP_MS - 1);
    }
  }

  async #lasts(ms: number): Promise<void> {
    for (let at = 0; at <= ms; at += STEP_MS) {
      await this.clock.advanceAsync(STEP_MS);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

const completed = 'realtime.conversation.item.input_audio_transcription.completed';
const sessionOf = ([created]: Frame['data'][]) =>
  created?.['session'] as { capabilities: string[]; engines: Record<string, unknown> };

describe('a client that recognises its user itself', () => {
  it('has its words answered where the server hears speech, and the server recognises nothing', async () => {
    const call = await HearingCall.open();
    await call.hears(400, 0.4);
    call.recognises('what is the', false);
    await call.hears(200, 0.4);
    await call.hears(600, 0);
    call.recognises('What is the meaning of life?');
    await call.hears(200, 0);
    expect(call.all(completed)).toMatchObject([{ content: 'What is the meaning of life?' }]);
    expect(call.engines.brain.requests.at(-1)?.history).toMatchObject([{ text: 'What is the meaning of life?' }]);
    expect(call.engines.recognizer.written).toEqual([]);
  });

  it('makes no turn by words alone, such as those of an echo', async () => {
    const call = await HearingCall.open();
    call.recognises('Nobody said this.');
    await call.hears(1_000, 0);
    expect([call.all(completed), call.engines.brain.requests]).toEqual([[], []]);
    await call.hears(600, 0.4);
    await call.hears(2_500, 0);
    expect(call.all(completed)).toMatchObject([{ content: '' }]);
    expect(call.engines.brain.requests).toEqual([]);
  });

  it('can go back to the ears of the server', async () => {
    const call = await HearingCall.open();
    call.says({ type: 'realtime.input_config', data: { content: '{"ears":"server"}' } });
    await call.hears(600, 0.4);
    call.recognises('Ignored.');
    await call.hears(600, 0);
    expect([call.engines.recognizer.written.length, call.engines.brain.requests]).toEqual([1, []]);
  });

  it('reads what is in use: neither the facts of ears that are not, nor an ability that is refused', async () => {
    const asked = await HearingCall.open();
    expect(sessionOf(asked.all('realtime.session.created')).capabilities).toContain('input_transcript');
    expect(Object.keys(sessionOf(asked.all('realtime.session.updated')).engines)).toEqual(['voice', 'mind']);
    const refused = await HearingCall.open({ takesTranscripts: false });
    expect(sessionOf(refused.all('realtime.session.created')).capabilities).not.toContain('input_transcript');
    expect(sessionOf(refused.all('realtime.session.updated')).engines).toHaveProperty('ears');
    expect(refused.all('realtime.warning')).toMatchObject([{ code: 'config.ignored' }]);
    await refused.hears(600, 0.4);
    refused.recognises('Ignored.');
    await refused.hears(600, 0);
    expect([refused.engines.recognizer.written.length, refused.engines.brain.requests]).toEqual([1, []]);
  });

  it('has no use for its words in transparency mode', async () => {
    const call = await HearingCall.open({ query: '&model=transparency' });
    expect(sessionOf(call.all('realtime.session.created')).capabilities).not.toContain('input_transcript');
    call.recognises('Ignored.');
    expect(call.all('realtime.warning').map(({ code }) => code)).toEqual(['config.ignored', 'transparency.unused']);
  });
});
