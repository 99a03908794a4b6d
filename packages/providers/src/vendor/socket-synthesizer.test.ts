import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '@visavis/core/testing';
import { PLAYOUT_RATE_HZ, type SpeechSegment } from '@visavis/sound';
import { azureVoice } from '../azure/azure-voice.js';
import { cartesiaVoice } from '../cartesia/cartesia-voice.js';
import { elevenLabsVoice } from '../eleven-labs/eleven-labs-voice.js';
import {
  CHARACTER_MS,
  collect,
  fakeAzure,
  fakeCartesia,
  fakeElevenLabs,
  FakeVendor,
  type Received,
  type VendorScript,
  type VoiceScenario,
} from '../testing/index.js';
import { SocketSynthesizer } from './socket-synthesizer.js';

const TEXT = 'Hello there, it costs 5 now.';
const account = { apiKey: 'secret', model: 'm', voice: 'usual' };
const VENDORS = {
  ElevenLabs: { protocol: elevenLabsVoice, script: fakeElevenLabs },
  Cartesia: { protocol: cartesiaVoice, script: fakeCartesia },
  Azure: { protocol: azureVoice, script: fakeAzure },
};
type Vendor = keyof typeof VENDORS;
const vendors = Object.keys(VENDORS) as Vendor[];

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function voice(vendor: Vendor, scenarios: readonly VoiceScenario[] = ['normal'], more: VendorScript = {}) {
  const { protocol, script } = VENDORS[vendor];
  const left = [...scenarios];
  const fake = await FakeVendor.open({
    ...script(() => (left.length > 1 ? left.shift() : left[0]) as VoiceScenario),
    ...more,
  });
  const clock = new FakeClock();
  const synthesizer = new SocketSynthesizer(protocol({ ...account, baseUrl: fake.baseUrl }), { clock });
  open.push(synthesizer, fake);
  return { fake, clock, synthesizer };
}

const speak = (synthesizer: SocketSynthesizer, name?: string, signal = new AbortController().signal) =>
  collect(synthesizer.synthesize(TEXT, { signal, ...(name !== undefined && { voice: name }) }));

/** Words with their times from the start of the sentence, and whether their sound has come with them. */
function wordsOf(segments: readonly SpeechSegment[]) {
  let fromMs = 0;
  return segments.flatMap(({ samples, words = [] }) => {
    const startMs = fromMs;
    fromMs += (samples.length * 1000) / PLAYOUT_RATE_HZ;
    return words.map((word) => ({
      word: TEXT.slice(word.from, word.to),
      startMs: Math.round(startMs + word.startMs),
      endMs: Math.round(startMs + word.endMs),
    }));
  });
}

/** The voice that each vendor lists, as it is asked for and as the vendor is sent it. */
const LISTED = {
  ElevenLabs: { name: 'George', id: 'id-of-george' },
  Cartesia: { name: 'George', id: 'id-of-george' },
  Azure: { name: 'en-US-George', id: 'en-US-George' },
};

/** @returns What identifies the sentence that a message belongs to. */
const contextOf = (message: Received | undefined): unknown => {
  const { context_id: contextId, requestId } = (message ?? {}) as Record<string, unknown>;
  return contextId ?? requestId;
};

/** Connections for a sentence that was interrupted, and the next one. */
const CONNECTIONS = { ElevenLabs: 2, Cartesia: 1, Azure: 2 };

const nextConnection = async (fake: FakeVendor, sentences = 1): Promise<void> => {
  await fake.connections[sentences - 1]?.closed;
  await fake.until(() => fake.connections.length === sentences + 1);
};

/** The vendor makes no more of the sentences that were interrupted; a connection is there for the next one. */
const stopped: Readonly<Record<Vendor, (fake: FakeVendor, sentences?: number) => Promise<void>>> = {
  ElevenLabs: nextConnection,
  Azure: nextConnection,
  async Cartesia(fake, sentences = 1) {
    const cancelled = () => fake.connections[0]?.received.filter((message) => 'cancel' in message).length;
    await fake.until(() => cancelled() === sentences);
  },
};

const durationMs = (segments: readonly SpeechSegment[]): number =>
  segments.reduce((ms, { samples }) => ms + (samples.length * 1000) / PLAYOUT_RATE_HZ, 0);

/** The words of the text with the times at which the fakes say them. */
const spokenWords = [...TEXT.matchAll(/[\p{L}\p{N}]+/gu)].map(({ 0: word, index }) => ({
  word,
  startMs: index * CHARACTER_MS,
  endMs: (index + word.length) * CHARACTER_MS,
}));

describe.each(vendors)('a voice of %s', (vendor) => {
  it.each<VoiceScenario>(['normal', 'late'])('has sound and the times of its words (%s)', async (scenario) => {
    const { synthesizer } = await voice(vendor, [scenario]);
    const segments = await speak(synthesizer);
    expect(Math.abs(durationMs(segments) - TEXT.length * CHARACTER_MS)).toBeLessThan(2);
    const words = wordsOf(segments);
    expect(words.map(({ word }) => word)).toEqual(spokenWords.map(({ word }) => word));
    // Cartesia's fake counts the punctuation as part of the word's time.
    words.forEach(({ startMs, endMs }, i) => {
      expect(startMs).toBe(spokenWords[i]?.startMs);
      expect(endMs - (spokenWords[i]?.endMs ?? 0)).toBeLessThanOrEqual(CHARACTER_MS);
    });
    expect(synthesizer.health).toEqual({ state: 'ready' });
  });

  it('keeps one connection for the sentences of a call, which carries the key', async () => {
    const { fake, synthesizer } = await voice(vendor);
    for (let i = 0; i < 5; i++) await speak(synthesizer);
    expect(fake.connections.length).toBe(1);
    expect(Object.values(fake.connections[0]?.headers ?? {})).toContain('secret');
    const sent = fake.connections[0]?.received.filter((message) => !('path' in message) || message.path === 'ssml');
    expect(new Set(sent?.map(contextOf)).size).toBe(5);
  });

  it('opens a connection for each sentence that is said at once', async () => {
    const { fake, synthesizer } = await voice(vendor);
    const [first, second] = await Promise.all([speak(synthesizer), speak(synthesizer)]);
    expect(durationMs(first)).toBe(durationMs(second));
    expect(fake.connections.length).toBe(2);
  });

  it('is prepared with one word, and then knows its voices by name', async () => {
    const { fake, synthesizer } = await voice(vendor);
    await synthesizer.prepare();
    const { name, id } = LISTED[vendor];
    expect(synthesizer.voices).toEqual(['usual', name]);
    await speak(synthesizer, name.toLowerCase());
    await speak(synthesizer, 'kal16');
    const asked = fake.connections.map(({ url, received }) => url + JSON.stringify(received)).join();
    expect(asked.split(id).length - 1).toBe(1);
    expect(asked.includes('kal16')).toBe(false);
  });

  it('stops its vendor at once when it is interrupted, and the next sentence has only its own sound', async () => {
    const { fake, synthesizer } = await voice(vendor, ['stall', 'normal']);
    const abort = new AbortController();
    const segments = synthesizer.synthesize(TEXT, { signal: abort.signal });
    await segments.next();
    const next = segments.next();
    abort.abort(new Error('barge-in'));
    await expect(next).rejects.toThrow('barge-in');
    await stopped[vendor](fake);
    const [interrupted] = fake.connections;
    const contextId = contextOf(interrupted?.received[0]);
    if (vendor === 'Cartesia') interrupted?.send({ type: 'chunk', data: 'AAAA', context_id: contextId });
    const said = await speak(synthesizer);
    expect(Math.abs(durationMs(said) - TEXT.length * CHARACTER_MS)).toBeLessThan(2);
    expect(fake.connections.length).toBe(CONNECTIONS[vendor]);
  });

  it('stops its vendor when its reader stops early, many times over', async () => {
    const { fake, synthesizer } = await voice(vendor, [...Array<VoiceScenario>(12).fill('stall'), 'normal']);
    for (let i = 0; i < 12; i++) {
      for await (const segment of synthesizer.synthesize(TEXT, { signal: new AbortController().signal })) {
        expect(segment.samples.length).toBeGreaterThan(0);
        break;
      }
      await stopped[vendor](fake, i + 1);
    }
    expect(durationMs(await speak(synthesizer))).toBeGreaterThan(1_000);
    expect(fake.connections.length).toBe(vendor === 'Cartesia' ? 1 : 13);
  });

  it('gives up on a vendor that falls silent in mid-sentence, and leaves the connection', async () => {
    const { fake, clock, synthesizer } = await voice(vendor, ['stall', 'normal']);
    const segments = synthesizer.synthesize(TEXT, { signal: new AbortController().signal });
    const heard: SpeechSegment[] = [];
    const reading = (async () => {
      for await (const segment of segments) heard.push(segment);
    })();
    reading.catch(() => undefined);
    while (heard.length === 0) await new Promise(setImmediate);
    clock.advance(5_000);
    await expect(reading).rejects.toMatchObject({ code: 'provider.timeout' });
    expect(synthesizer.health.state).toBe('failed');
    await fake.connections[0]?.closed;
    await speak(synthesizer);
    expect(fake.connections.length).toBe(2);
  });

  it.each<[scenario: VoiceScenario, message: RegExp]>([
    ['close', /cannot be reached$/],
    ['garbage', /sent a message that cannot be read$/],
    ['refuse', /refuses the sentence \((?:voice|model)_not_found\)$|does not accept what it was sent$/],
  ])('fails with one sentence in the scenario "%s", and speaks the next', async (scenario, message) => {
    const { synthesizer } = await voice(vendor, [scenario, 'normal']);
    await expect(speak(synthesizer)).rejects.toMatchObject({ code: 'provider.failed', message });
    expect(synthesizer.health.state).toBe('failed');
    expect(durationMs(await speak(synthesizer))).toBeGreaterThan(1_000);
  });

  it('takes another connection where a kept one turns out to be dead', async () => {
    let dead = false;
    const script = VENDORS[vendor].script(() => 'normal');
    const { fake, synthesizer } = await voice(vendor, ['normal'], {
      answer: (message, connection) => {
        if (dead && connection === fake.connections[0]) return connection.socket.terminate();
        script.answer?.(message, connection);
      },
    });
    await speak(synthesizer);
    dead = true;
    expect(durationMs(await speak(synthesizer))).toBeGreaterThan(1_000);
    expect(fake.connections.length).toBe(2);
  });

  it.each([
    [401, /refuses the key$/],
    [402, /asks for payment$/],
    [500, /answered 500$/],
  ])('names a vendor that answers %i to the connection', async (status, message) => {
    const { synthesizer } = await voice(vendor, ['normal'], { refusal: () => ({ status }) });
    await expect(synthesizer.prepare()).rejects.toThrow(message);
    expect(synthesizer.health).toMatchObject({ state: 'failed', reason: expect.stringMatching(message) as string });
  });

  it('keeps a pause that the vendor asks for', async () => {
    const { fake, clock, synthesizer } = await voice(vendor, ['normal'], {
      refusal: (connection) => (connection === 0 ? { status: 429, retryAfter: '20' } : undefined),
    });
    await expect(speak(synthesizer)).rejects.toThrow('asks for a pause of 20 s');
    await expect(speak(synthesizer)).rejects.toThrow('takes no request for another 20 s');
    expect(fake.attempts).toBe(1);
    clock.advance(20_000);
    expect(durationMs(await speak(synthesizer))).toBeGreaterThan(1_000);
  });

  it('leaves no connection when it is closed, in mid-sentence as well', async () => {
    const { fake, clock, synthesizer } = await voice(vendor, ['stall']);
    const segments = synthesizer.synthesize(TEXT, { signal: new AbortController().signal });
    await segments.next();
    const next = segments.next();
    next.catch(() => undefined);
    await synthesizer.close();
    await expect(next).rejects.toMatchObject({ code: 'provider.failed' });
    await fake.connections[0]?.closed;
    expect([synthesizer.connections, clock.pending]).toEqual([0, 0]);
  });
});

describe.each(['Cartesia', 'Azure'] as const)('the sounds of a voice of %s', (vendor) => {
  it.each<VoiceScenario>(['normal', 'late'])('are phones of the segments they sound in (%s)', async (scenario) => {
    const { synthesizer } = await voice(vendor, [scenario]);
    const segments = await speak(synthesizer);
    let fromMs = 0;
    const phones = segments.flatMap((segment) => {
      const startMs = fromMs;
      fromMs += (segment.samples.length * 1000) / PLAYOUT_RATE_HZ;
      return (segment.phones ?? []).map(({ phone, endMs }) => ({ phone, endMs: Math.round(startMs + endMs) }));
    });
    // One sound for each word, and the blanks between them.
    const wholeWords = [...TEXT.matchAll(/\S+/g)].map(({ 0: word, index }) => (index + word.length) * CHARACTER_MS);
    const ends = new Map(phones.map(({ phone, endMs }) => [`${phone}@${endMs}`, true]));
    for (const endMs of wholeWords) expect([...ends.keys()]).toContain(`ow@${endMs}`);
    expect(phones.filter(({ phone }) => phone === 'pau').length).toBeGreaterThan(0);
  });
});
