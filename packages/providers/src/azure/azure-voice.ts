import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { HeardWord } from '../voice/character-words.js';
import type { AskedSentence, VoiceProtocol } from '../vendor/socket-synthesizer.js';
import { socketUrl } from '../vendor/socket-url.js';
import { listedVoices } from '../vendor/vendor-voices.js';
import type { HeardSound, VoiceMessage } from '../vendor/voice-message.js';
import { readAzureMessage, writeAzureMessage } from './azure-message.js';
import { ssmlOf, unescaped } from './ssml.js';

/** The Speech resource at Azure, and its voice. */
export interface AzureOptions {
  readonly apiKey: string;
  /** Such as `https://westeurope.tts.speech.microsoft.com`. */
  readonly baseUrl: string;
  /** Short name of the voice of faces that ask for none of the region's. */
  readonly voice: string;
}

const RATE_HZ = 24_000;
/** Times are counted in units of 100 ns. */
const TICKS_PER_MS = 10_000;
/** For each viseme one of the sounds that it is drawn for: of the sounds of one viseme, mouths look alike. */
const VISEMES = 'sil ə ɑ ɔ ɛ ɝ i u o aʊ ɔɪ aɪ h ɹ l s ʃ ð f t k p'.split(' ');

const message = z.object({
  path: z.string(),
  requestId: z.string(),
  body: z.union([z.string(), z.instanceof(Uint8Array)]),
});
const time = z.object({ Offset: z.number() });
const metadata = z.object({ Metadata: z.array(z.object({ Type: z.string(), Data: z.unknown() })) });
const wordBoundary = time.extend({ Duration: z.number(), text: z.object({ Text: z.string() }) });
const viseme = time.extend({ VisemeId: z.number() });

/** The part of `synthesis.context` that asks for raw sound, and for the times of words and visemes alone. */
const CONTEXT = {
  synthesis: {
    audio: {
      metadataOptions: {
        bookmarkEnabled: false,
        punctuationBoundaryEnabled: false,
        sentenceBoundaryEnabled: false,
        sessionEndEnabled: false,
        visemeEnabled: true,
        wordBoundaryEnabled: true,
      },
      outputFormat: `raw-${RATE_HZ / 1000}khz-16bit-mono-pcm`,
    },
  },
};

/** The protocol asks for all of it. What this machine is, is not Azure's concern. */
const CLIENT = {
  context: {
    system: { name: 'Visavis', version: '1' },
    os: { platform: 'Node', name: 'unknown', version: 'unknown' },
  },
};

/**
 * Azure's socket for synthesis, on which one sentence follows another. What was asked for is said to its end, so that only
 * the end of the connection stops it.
 *
 * @see https://learn.microsoft.com/azure/ai-services/speech-service/how-to-speech-synthesis-viseme
 */
export function azureVoice({ apiKey, baseUrl, voice }: AzureOptions): VoiceProtocol {
  const what = 'Microsoft Azure';
  const headers = { 'ocp-apim-subscription-key': apiKey };
  return {
    what,
    headers,
    info: { languages: 'any', times: ['phones', 'words'], streams: true, data: { at: 'service', service: what } },
    rateHz: RATE_HZ,
    usualVoiceId: voice,
    introduction: () => ({
      headers: { 'x-connectionid': newId() },
      messages: [json('speech.config', newId(), CLIENT)],
    }),
    parse: readAzureMessage,
    url: () => socketUrl(baseUrl, '/tts/cognitiveservices/websocket/v1'),
    ask: ({ text, voiceId, language, contextId: requestId }: AskedSentence) => [
      json('synthesis.context', requestId, CONTEXT),
      writeAzureMessage({
        path: 'ssml',
        requestId,
        contentType: 'application/ssml+xml',
        body: ssmlOf({ text, voice: voiceId, language }),
      }),
    ],
    read: (value) => read(message.parse(value)),
    voices: (signal, clock) =>
      listedVoices({ baseUrl, path: '/cognitiveservices/voices/list', headers, what }, signal, clock),
  };
}

const newId = (): string => randomUUID().replaceAll('-', '');

const json = (path: string, requestId: string, body: object): string =>
  writeAzureMessage({ path, requestId, contentType: 'application/json', body: JSON.stringify(body) });

function read({ path, requestId: contextId, body }: z.output<typeof message>): VoiceMessage | undefined {
  switch (path) {
    case 'audio':
      return typeof body === 'string' ? undefined : { contextId, sound: body };
    case 'audio.metadata':
      return typeof body === 'string' ? { contextId, ...timesOf(metadata.parse(JSON.parse(body))) } : undefined;
    case 'turn.end':
      return { contextId, isLast: true };
    default:
      return undefined;
  }
}

function timesOf({ Metadata: all }: z.output<typeof metadata>): { words: HeardWord[]; phones: HeardSound[] } {
  const dataOf = (type: string): unknown[] => all.filter(({ Type }) => Type === type).map(({ Data }) => Data);
  return { words: dataOf('WordBoundary').map(wordOf), phones: dataOf('Viseme').map(soundOf) };
}

function wordOf(data: unknown): HeardWord {
  const { Offset: offset, Duration: duration, text } = wordBoundary.parse(data);
  const startMs = offset / TICKS_PER_MS;
  return { word: unescaped(text.Text), startMs, endMs: startMs + duration / TICKS_PER_MS };
}

/** A viseme is shown until the next one. */
function soundOf(data: unknown): HeardSound {
  const { Offset: offset, VisemeId: id } = viseme.parse(data);
  return { text: VISEMES[id] ?? '', startMs: offset / TICKS_PER_MS };
}
