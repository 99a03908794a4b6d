import { beforeEach, describe, expect, it } from 'vitest';
import type { SessionOptions } from '../session-options.js';
import { Session } from '../session.js';
import { FakePlatform, FakeSpeech, settle, type FakeSocket } from '../testing/index.js';
import { describeBrowserEars, findBrowserEars } from './find-browser-ears.js';

let platform: FakePlatform;
let speech: FakeSpeech;
let problems: string[];
let states: string[];

beforeEach(() => {
  platform = new FakePlatform();
  speech = new FakeSpeech();
  platform.recognition = speech;
  problems = [];
  states = [];
});

const TAKES = { session: { capabilities: ['input_transcript'] } };

async function live(
  options: Partial<SessionOptions> = {},
  created: object = TAKES,
): Promise<{ session: Session; socket: FakeSocket }> {
  const session = new Session({ url: 'https://face.example', license: 'k', ears: 'browser', ...options }, platform);
  session.on('problemOccurred', ({ kind, message }) => problems.push(`${kind}: ${message}`));
  session.on('earsChanged', ({ state }) => states.push(state));
  session.connect();
  const socket = platform.sockets[0]!;
  socket.open();
  socket.say('conversation.connected.success', { sessionId: 's', iceServers: [] });
  socket.say('realtime.session.created', created);
  socket.say('realtime.session.updated');
  platform.advance(500);
  await settle();
  return { session, socket };
}

/** What the server receives of the browser's ears. */
const sent = (socket: FakeSocket): unknown[] =>
  socket.sent.flatMap(({ type, data }) => {
    if (type === 'realtime.input_transcript') return [data];
    return type === 'realtime.input_config' ? [JSON.parse((data as { content: string }).content)] : [];
  });

describe('ears of the browser', () => {
  it('listen to the microphone of the session, and are the server’s until they do', async () => {
    const { session, socket } = await live();
    expect([session.earsState, sent(socket)]).toEqual(['preparing', []]);
    expect(speech.latest).toMatchObject({ lang: 'en-US', continuous: true, interimResults: true });
    expect(speech.latest.track).toBe(platform.microphones[0]!.track);
    speech.latest.onstart?.();
    expect([session.earsState, states, sent(socket)]).toEqual([
      'browser',
      ['preparing', 'browser'],
      [{ ears: 'client' }],
    ]);
  });

  it('send what is new, once, and replace what was not final', async () => {
    const { socket } = await live();
    speech.latest.hears('what');
    speech.latest.hears('what', ' time');
    speech.latest.hears('what', ' time');
    speech.latest.hears('What time is it.');
    speech.latest.hears('What time is it.', ' and where');
    expect(sent(socket)).toEqual([
      { text: 'what', final: false },
      { text: 'what time', final: false },
      { text: 'What time is it.', final: true },
      { text: 'and where', final: false },
    ]);
  });

  it('begin again at once when the browser ends in silence, however often', async () => {
    const { socket } = await live();
    for (let times = 0; times < 20; times++) {
      platform.advance(8_000);
      speech.latest.ends('no-speech');
      platform.advance(0);
    }
    expect(speech.started).toHaveLength(21);
    speech.latest.hears('still there.');
    expect([problems, sent(socket)]).toEqual([[], [{ text: 'still there.', final: true }]]);
  });

  it('keep the words that were not final when the browser ends', async () => {
    const { socket } = await live();
    speech.latest.hears('what time');
    speech.latest.ends('network');
    expect(sent(socket).at(-1)).toEqual({ text: 'what time', final: true });
    platform.advance(0);
    expect(speech.started).toHaveLength(2);
  });

  it.each([
    ['not-allowed', 'blocked for this page'],
    ['service-not-allowed', 'does not allow'],
    ['audio-capture', 'cannot use the microphone'],
    ['language-not-supported', 'does not know this language'],
  ])('give way to the server’s at once after %s', async (error, words) => {
    const { session, socket } = await live();
    speech.latest.onstart?.();
    speech.latest.ends(error);
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^ears: .*${words}`))]);
    expect([session.earsState, sent(socket).at(-1)]).toEqual(['server', { ears: 'server' }]);
    platform.advance(60_000);
    expect(speech.started).toHaveLength(1);
  });

  it.each(['network', 'aborted', 'no-speech', undefined])(
    'try again more and more seldom, and then give way, where each ends at once: %s',
    async (error) => {
      const { socket } = await live();
      speech.latest.onstart?.();
      for (const delayMs of [250, 500, 1_000]) {
        const before = speech.started.length;
        speech.latest.ends(error);
        platform.advance(delayMs - 1);
        expect(speech.started).toHaveLength(before);
        platform.advance(1);
        expect(speech.started).toHaveLength(before + 1);
      }
      expect(problems).toEqual([]);
      speech.latest.ends(error);
      expect([problems.length, sent(socket).at(-1)]).toEqual([1, { ears: 'server' }]);
    },
  );

  it('give way where the browser has none, cannot start, or the server takes no words', async () => {
    platform.recognition = undefined;
    await live();
    platform = new FakePlatform();
    platform.recognition = speech;
    speech.startError = new Error('no');
    await live();
    speech.startError = undefined;
    platform = new FakePlatform();
    platform.recognition = speech;
    await live({}, {});
    expect(problems).toEqual([
      'ears: This browser has no speech recognition',
      expect.stringContaining('cannot be started'),
      'ears: This server takes no words from a browser',
    ]);
    expect(speech.started).toEqual([]);
  });

  it('hear nothing while the microphone is muted, nor while the connection is away', async () => {
    const { session, socket } = await live();
    speech.latest.hears('my secret');
    session.mute();
    expect([speech.latest.aborted, sent(socket).at(-1)]).toEqual([true, { text: 'my secret', final: true }]);
    platform.advance(60_000);
    expect(speech.started).toHaveLength(1);
    session.mute(false);
    expect(speech.started).toHaveLength(2);
    await session.disconnect();
    expect(speech.latest.aborted).toBe(true);
    speech.latest.ends();
    platform.advance(60_000);
    expect(speech.started).toHaveLength(2);
  });

  it('listen to another microphone once that is chosen', async () => {
    const { session } = await live();
    await session.devices.select({ kind: 'microphone', deviceId: 'two' });
    expect(speech.started.map(({ track }) => track)).toEqual([expect.anything(), platform.microphones[0]!.track]);
    expect(speech.started[0]!.aborted).toBe(true);
  });

  it('are renewed when the server hears speech time after time and they hear nothing', async () => {
    const { socket } = await live();
    const unheard = () => socket.say('realtime.conversation.item.input_audio_transcription.completed', { content: '' });
    unheard();
    speech.latest.hears('here.');
    unheard();
    expect(speech.started).toHaveLength(1);
    unheard();
    expect([speech.started.length, speech.started[0]!.aborted, problems]).toEqual([2, true, []]);
  });

  it('can be chosen and left during the session', async () => {
    const { session, socket } = await live({ ears: undefined });
    expect(speech.started).toEqual([]);
    session.useEars('browser');
    await settle();
    speech.latest.onstart?.();
    session.useEars('server');
    expect([speech.latest.aborted, sent(socket)]).toEqual([true, [{ ears: 'client' }, { ears: 'server' }]]);
  });

  it('read browsers on Android, which call words final that are not, and repeat the rest', async () => {
    speech.repeats = true;
    const { socket } = await live();
    expect(speech.latest.continuous).toBe(false);
    const heard = (transcript: string, confidence: number) => ({ isFinal: true, 0: { transcript, confidence } });
    speech.latest.onresult?.({ results: [heard('what', 0)] });
    speech.latest.onresult?.({ results: [heard('what', 0), heard('what time', 0)] });
    speech.latest.onresult?.({ results: [heard('what time', 0.9)] });
    speech.latest.onresult?.({ results: [heard('what time', 0.9), heard('what time', 0.9)] });
    expect(sent(socket)).toEqual([
      { text: 'what', final: false },
      { text: 'what time', final: false },
      { text: 'what time', final: true },
    ]);
  });
});

describe('recognition on the device', () => {
  it('is used where the browser has it, and then alone', async () => {
    speech.onDevice = 'available';
    const { session } = await live({ ears: 'browser' });
    speech.latest.onstart?.();
    expect([session.earsState, speech.latest.processLocally]).toEqual(['device', true]);
  });

  it('is downloaded only for a user who wants no other', async () => {
    speech.onDevice = 'downloadable';
    await live({ ears: 'browser' });
    expect([speech.installed, speech.latest.processLocally]).toEqual([[], false]);
    platform = new FakePlatform();
    platform.recognition = speech;
    const { session } = await live({ ears: 'device', language: 'de-DE' });
    speech.latest.onstart?.();
    expect([speech.installed, speech.latest.lang, session.earsState]).toEqual([['de-DE'], 'de-DE', 'device']);
  });

  it.each([[undefined], ['unavailable'], ['downloading']] as const)(
    'never becomes a service where the user wants no other: %s',
    async (onDevice) => {
      speech.onDevice = onDevice;
      speech.installs = false;
      await live({ ears: 'device' });
      expect([speech.started, problems]).toEqual([[], ['ears: This browser cannot recognise speech on the device']]);
    },
  );
});

describe('what a page says before', () => {
  const voice = (languages: string[] | 'any') => ({ voice: { languages, times: [], streams: false, service: null } });

  it('is where the voice goes', async () => {
    const service = (await findBrowserEars('browser', {}, speech))!;
    expect(describeBrowserEars(service)).toMatch(/American English\. It may send your voice to a service of its maker/);
    speech.onDevice = 'downloadable';
    const device = (await findBrowserEars('device', {}, speech))!;
    expect(describeBrowserEars(device)).toMatch(/on this device, once it has downloaded/);
    expect(describeBrowserEars({ ...device, toDownload: false })).toMatch(
      /on this device\. Your voice goes to the server too/,
    );
  });

  it('is about the language that the user and the face both speak', async () => {
    speech.languages = ['fi-FI', 'de-AT', 'en-GB'];
    const languageFor = async (languages: string[] | 'any') =>
      (await findBrowserEars('browser', { engines: voice(languages) }, speech))?.language;
    expect(await languageFor(['en'])).toBe('en-GB');
    expect(await languageFor(['en', 'de'])).toBe('de-AT');
    expect(await languageFor(['fr'])).toBe('fr');
    expect(await languageFor('any')).toBe('fi-FI');
    expect((await findBrowserEars('browser', { language: 'it', engines: voice(['fr']) }, speech))?.language).toBe('it');
  });

  it('is nothing where the browser offers nothing', async () => {
    expect(await findBrowserEars('browser', {}, undefined)).toBeUndefined();
    expect(await findBrowserEars('device', {}, speech)).toBeUndefined();
  });
});
