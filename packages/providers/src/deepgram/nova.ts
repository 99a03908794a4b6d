import { LISTEN_RATE_HZ } from '@visavis/sound';
import { z } from 'zod';
import { joinedText, type RecognitionProtocol, type Understood } from '../vendor/recognition-protocol.js';
import { socketUrl } from '../vendor/socket-url.js';
import { apiError, deepgramHeaders, WHAT, type DeepgramOptions } from './deepgram.js';

/** Deepgram closes a connection through which nothing has come for ten seconds. */
const KEEP_ALIVE_MS = 5_000;

const any = z.object({ type: z.string() });
const results = z.object({
  is_final: z.boolean().nullish(),
  from_finalize: z.boolean().nullish(),
  channel: z.object({ alternatives: z.array(z.object({ transcript: z.string() })) }),
});

/**
 * Deepgram's models that receive the end of an utterance from their client.
 *
 * @see https://developers.deepgram.com/reference/speech-to-text/listen-streaming
 */
export function novaProtocol({ apiKey, baseUrl, model }: DeepgramOptions): RecognitionProtocol {
  return {
    what: WHAT,
    headers: deepgramHeaders(apiKey),
    languages: 'any',
    url: (language) =>
      socketUrl(baseUrl, '/v1/listen', {
        model,
        language,
        encoding: 'linear16',
        sample_rate: String(LISTEN_RATE_HZ),
        channels: '1',
        interim_results: 'true',
        smart_format: 'true',
        no_delay: 'true',
        // Where an utterance ends is found here: its text is not to be cut in its pauses.
        endpointing: 'false',
      }),
    finish: { type: 'Finalize' },
    keepAlive: { message: { type: 'KeepAlive' }, everyMs: KEEP_ALIVE_MS },
    read(message, before) {
      const { type } = any.parse(message);
      if (type === 'Error') throw apiError(message);
      return type === 'Results' ? afterResults(results.parse(message), before) : before;
    },
  };
}

function afterResults(message: z.output<typeof results>, before: Understood): Understood {
  const text = message.channel.alternatives[0]?.transcript ?? '';
  const isComplete = message.from_finalize === true;
  if (!message.is_final) return { ...before, changing: text, isComplete };
  return { ...before, settled: joinedText(before.settled, text), changing: '', isComplete };
}
