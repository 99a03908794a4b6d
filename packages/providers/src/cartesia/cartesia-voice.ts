import { z } from 'zod';
import type { AskedSentence, VoiceProtocol } from '../vendor/socket-synthesizer.js';
import { socketUrl } from '../vendor/socket-url.js';
import { listedVoices } from '../vendor/vendor-voices.js';
import type { TimedText, VoiceMessage } from '../vendor/voice-message.js';

/** The account and the voice at Cartesia. */
export interface CartesiaOptions {
  readonly apiKey: string;
  /** @defaultValue `https://api.cartesia.ai` */
  readonly baseUrl: string;
  readonly model: string;
  /** Id of the voice of faces that ask for none of the account's. */
  readonly voice: string;
}

const RATE_HZ = 24_000;
const VERSION = '2025-04-16';

const times = { start: z.array(z.number()), end: z.array(z.number()) };
const common = { context_id: z.string().nullish() };
const known = z.discriminatedUnion('type', [
  z.object({ ...common, type: z.literal('chunk'), data: z.base64() }),
  z.object({
    ...common,
    type: z.literal('timestamps'),
    word_timestamps: z.object({ words: z.array(z.string()), ...times }),
  }),
  z.object({
    ...common,
    type: z.literal('phoneme_timestamps'),
    phoneme_timestamps: z.object({ phonemes: z.array(z.string()), ...times }),
  }),
  z.object({ ...common, type: z.literal('done') }),
  z.object({
    ...common,
    type: z.literal('error'),
    error_code: z.string().nullish(),
    status_code: z.number().nullish(),
  }),
]);
const TYPES: ReadonlySet<string> = new Set(known.options.map(({ shape }) => shape.type.value));
const any = z.object({ type: z.string() });

/**
 * Cartesia's socket with several contexts, of which each sentence is one.
 *
 * @see https://docs.cartesia.ai/api-reference/tts/websocket
 */
export function cartesiaVoice({ apiKey, baseUrl, model, voice }: CartesiaOptions): VoiceProtocol {
  const what = 'Cartesia';
  const headers = { 'x-api-key': apiKey, 'cartesia-version': VERSION };
  return {
    what,
    headers,
    info: { languages: 'any', times: ['phones', 'words'], streams: true, data: { at: 'service', service: what } },
    rateHz: RATE_HZ,
    usualVoiceId: voice,
    url: () => socketUrl(baseUrl, '/tts/websocket'),
    ask: ({ text, voiceId, language, contextId }: AskedSentence) => [
      {
        model_id: model,
        voice: { mode: 'id', id: voiceId },
        transcript: text,
        language,
        context_id: contextId,
        continue: false,
        output_format: { container: 'raw', encoding: 'pcm_s16le', sample_rate: RATE_HZ },
        add_timestamps: true,
        add_phoneme_timestamps: true,
      },
    ],
    cancel: (contextId) => [{ context_id: contextId, cancel: true }],
    read: (value) => (TYPES.has(any.parse(value).type) ? read(known.parse(value)) : undefined),
    voices: (signal, clock) => listedVoices({ baseUrl, path: '/voices', headers, what }, signal, clock),
  };
}

function read(message: z.output<typeof known>): VoiceMessage {
  const contextId = message.context_id ?? undefined;
  switch (message.type) {
    case 'chunk':
      return { contextId, sound: Buffer.from(message.data, 'base64') };
    case 'timestamps': {
      const { words, start, end } = message.word_timestamps;
      const timed = timedOf(words, start, end);
      return { contextId, words: timed.map(({ text, ...time }) => ({ word: text, ...time })) };
    }
    case 'phoneme_timestamps': {
      const { phonemes, start, end } = message.phoneme_timestamps;
      return { contextId, phones: timedOf(phonemes, start, end) };
    }
    case 'done':
      return { contextId, isLast: true };
    case 'error':
      return { contextId, refusal: message.error_code ?? String(message.status_code ?? 'error') };
  }
}

/** @param starts s. @param ends s. */
function timedOf(texts: readonly string[], starts: readonly number[], ends: readonly number[]): TimedText[] {
  return texts.flatMap((text, i) => {
    const [startS, endS] = [starts[i], ends[i]];
    return startS === undefined || endS === undefined ? [] : [{ text, startMs: startS * 1000, endMs: endS * 1000 }];
  });
}
