import { silentLogger } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { collect, fakeAzure, FakeVendor, type Received } from '../testing/index.js';
import { SocketSynthesizer } from '../vendor/socket-synthesizer.js';
import { phonesOf } from '../voice/ipa.js';
import { readAzureMessage } from './azure-message.js';
import { azure } from './azure-provider.js';
import { azureVoice } from './azure-voice.js';

const account = { apiKey: 'secret', voice: 'en-US-Usual', baseUrl: 'https://westeurope.tts.speech.microsoft.com' };
const metadata = (...Metadata: object[]) => ({
  path: 'audio.metadata',
  requestId: 'r',
  body: JSON.stringify({ Metadata }),
});

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function voice() {
  const fake = await FakeVendor.open(fakeAzure(() => 'normal'));
  const clock = new FakeClock();
  const synthesizer = new SocketSynthesizer(azureVoice({ ...account, baseUrl: fake.baseUrl }), { clock });
  open.push(synthesizer, fake);
  const say = (text: string, language?: string) =>
    collect(
      synthesizer.synthesize(text, {
        signal: new AbortController().signal,
        ...(language !== undefined && { language }),
      }),
    );
  return { fake, say };
}

const bodyOf = (message: Received | undefined): string => (message as { body: string }).body;

describe('visemes of Azure', () => {
  // As listed at https://learn.microsoft.com/azure/ai-services/speech-service/how-to-speech-synthesis-viseme
  it.each([
    [0, 'pau'],
    [1, 'ax'],
    [2, 'aa'],
    [3, 'ao'],
    [4, 'eh'],
    [5, 'er'],
    [6, 'iy'],
    [7, 'uw'],
    [8, 'ow'],
    [9, 'aw'],
    [10, 'oy'],
    [11, 'ay'],
    [12, 'hh'],
    [13, 'r'],
    [14, 'l'],
    [15, 's'],
    [16, 'sh'],
    [17, 'dh'],
    [18, 'f'],
    [19, 't'],
    [20, 'k'],
    [21, 'p'],
  ])('%i is the mouth of "%s", from its offset in units of 100 ns on', (VisemeId, phone) => {
    const read = azureVoice(account).read(metadata({ Type: 'Viseme', Data: { Offset: 500_000, VisemeId } }));
    const [sound] = read?.phones ?? [];
    expect(sound).toEqual({ text: sound?.text, startMs: 50 });
    expect(phonesOf(sound?.text ?? '')).toEqual([phone]);
  });

  it('of another number end the one before, and what is no time of a word or a viseme means nothing', () => {
    const read = azureVoice(account).read(
      metadata({ Type: 'Viseme', Data: { Offset: 1e6, VisemeId: 99 } }, { Type: 'SessionEnd', Data: { Offset: 2e6 } }),
    );
    expect(read).toEqual({ contextId: 'r', words: [], phones: [{ text: '', startMs: 100 }] });
    expect(phonesOf('')).toEqual([]);
  });
});

describe('a sentence for Azure', () => {
  it('is a document in which no character of the text has another meaning', async () => {
    const { fake, say } = await voice();
    const text = 'Is R&D < 5 "now",\u0000\ud800 isn\'t it?';
    const segments = await say(text, 'de-DE');
    const ssml = bodyOf(fake.connections[0]?.received[2]);
    expect(ssml).toContain('xml:lang="de"><voice name="en-US-Usual">');
    expect(ssml).toContain('>Is R&amp;D &lt; 5 &quot;now&quot;, isn&apos;t it?</voice>');
    const words = segments.flatMap((segment) => segment.words ?? []).map(({ from, to }) => text.slice(from, to));
    expect(words).toEqual(['Is', 'R&D', '5', 'now', "isn't", 'it']);
  });

  it('asks for raw sound with the times of words and visemes, once the client has introduced itself', async () => {
    const { fake, say } = await voice();
    await say('Hello.');
    await say('Hello again.');
    const [connection] = fake.connections;
    const paths = connection?.received.map((message) => (message as { path: string }).path);
    expect(paths).toEqual(['speech.config', 'synthesis.context', 'ssml', 'synthesis.context', 'ssml']);
    const context = JSON.parse(bodyOf(connection?.received[1])) as object;
    expect(context).toMatchObject({
      synthesis: {
        audio: {
          outputFormat: 'raw-24khz-16bit-mono-pcm',
          metadataOptions: { visemeEnabled: true, wordBoundaryEnabled: true },
        },
      },
    });
  });
});

describe('a message of Azure', () => {
  it.each<[what: string, data: string | Uint8Array]>([
    ['nothing', ''],
    ['text without headers', 'hello'],
    ['text without a path', 'X-RequestId:r\r\n\r\n{}'],
    ['one byte', Uint8Array.of(0)],
    ['a length beyond the end', Uint8Array.of(255, 255, 1, 2)],
    ['bytes without headers', Uint8Array.of(0, 0, 1, 2)],
  ])('is none where it is %s', (_, data) => {
    expect(readAzureMessage(data)).toBeUndefined();
  });

  it('has the body behind its headers, whatever stands in it', () => {
    expect(readAzureMessage('Path:Turn.End\r\nX-RequestId: AB \r\n\r\na: b\r\n\r\nc')).toEqual({
      path: 'turn.end',
      requestId: 'ab',
      body: 'a: b\r\n\r\nc',
    });
    const head = 'Path:audio\r\nX-RequestId:r\r\n';
    const bytes = Buffer.concat([Uint8Array.of(0, head.length), Buffer.from(head), Uint8Array.of(13, 10, 13, 10)]);
    expect(readAzureMessage(bytes)).toEqual({ path: 'audio', requestId: 'r', body: Buffer.from('\r\n\r\n') });
  });
});

it('a resource at an address of its own needs no known region', () => {
  const settings = {
    azureSpeechKey: 'k',
    azureSpeechVoice: 'v',
    azureSpeechRegion: 'of my own',
    azureSpeechBaseUrl: 'http://localhost:5000',
  };
  const context = { settings, knowledge: { name: 'test', topics: [] }, dataDir: '/data', logger: silentLogger };
  expect(() => azure.openVoice?.(context)).not.toThrow();
});
