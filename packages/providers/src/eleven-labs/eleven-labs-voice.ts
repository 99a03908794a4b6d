import { z } from 'zod';
import type { AskedSentence, VoiceProtocol } from '../vendor/socket-synthesizer.js';
import { socketUrl } from '../vendor/socket-url.js';
import { listedVoices } from '../vendor/vendor-voices.js';
import type { TimedText, VoiceMessage } from '../vendor/voice-message.js';

/** The account and the voice at ElevenLabs. */
export interface ElevenLabsOptions {
  readonly apiKey: string;
  /** Another region's. @defaultValue `https://api.elevenlabs.io` */
  readonly baseUrl: string;
  readonly model: string;
  /** Id of the voice of faces that ask for none of the account's. */
  readonly voice: string;
}

const RATE_HZ = 24_000;
/** The longest that ElevenLabs keeps an unused connection, s. */
const INACTIVITY_S = 180;

const alignment = z
  .object({ chars: z.array(z.string()), charStartTimesMs: z.array(z.number()), charDurationsMs: z.array(z.number()) })
  .nullish();
/** No member names its type: each may be missing. */
const message = z.object({
  audio: z.base64().nullish(),
  alignment,
  normalizedAlignment: alignment,
  isFinal: z.boolean().nullish(),
  contextId: z.string().nullish(),
  error: z.unknown().optional(),
  code: z.union([z.string(), z.number()]).nullish(),
});

/**
 * ElevenLabs' sockets with several contexts, of which each sentence is one.
 *
 * @see https://elevenlabs.io/docs/api-reference/text-to-speech/v-1-text-to-speech-voice-id-multi-stream-input
 */
export function elevenLabsVoice({ apiKey, baseUrl, model, voice }: ElevenLabsOptions): VoiceProtocol {
  const what = 'ElevenLabs';
  const headers = { 'xi-api-key': apiKey };
  return {
    what,
    headers,
    info: { languages: 'any', times: ['words'], streams: true, data: { at: 'service', service: what } },
    rateHz: RATE_HZ,
    usualVoiceId: voice,
    url: ({ voiceId }) =>
      socketUrl(baseUrl, `/v1/text-to-speech/${encodeURIComponent(voiceId)}/multi-stream-input`, {
        model_id: model,
        output_format: `pcm_${RATE_HZ}`,
        sync_alignment: 'true',
        auto_mode: 'true',
        inactivity_timeout: String(INACTIVITY_S),
        apply_text_normalization: 'auto',
      }),
    ask: ({ text, contextId }: AskedSentence) => [
      { text: ' ', context_id: contextId },
      { text: `${text} `, context_id: contextId, flush: true },
      // Without it the end of the sentence is not reported. What was asked for is said to its end, so that only the end of
      // the connection stops it.
      { context_id: contextId, close_context: true },
    ],
    read: (value) => read(message.parse(value)),
    voices: (signal, clock) => listedVoices({ baseUrl, path: '/v1/voices', headers, what }, signal, clock),
  };
}

function read(value: z.output<typeof message>): VoiceMessage {
  const { audio, isFinal, contextId, error, code } = value;
  const times = charactersOf(value.alignment ?? value.normalizedAlignment);
  return {
    contextId: contextId ?? undefined,
    ...(audio && { sound: Buffer.from(audio, 'base64') }),
    ...(times.length > 0 && { characters: times }),
    ...(isFinal && { isLast: true }),
    ...(error !== undefined && error !== null && { refusal: refusalOf(error, code) }),
  };
}

function charactersOf(times: z.output<typeof alignment>): TimedText[] {
  const { chars = [], charStartTimesMs: starts = [], charDurationsMs: durations = [] } = times ?? {};
  return chars.flatMap((text, i) => {
    const [startMs, durationMs] = [starts[i], durations[i]];
    return startMs === undefined || durationMs === undefined ? [] : [{ text, startMs, endMs: startMs + durationMs }];
  });
}

/** Its own name of the problem, or else its number: the rest is prose. */
function refusalOf(error: unknown, code: string | number | null | undefined): string {
  return typeof error === 'string' && /^[\w.-]{1,64}$/.test(error) ? error : String(code ?? 'error');
}
