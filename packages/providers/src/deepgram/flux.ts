import { LISTEN_RATE_HZ } from '@visavis/sound';
import { z } from 'zod';
import { joinedText, type RecognitionProtocol, type Understood } from '../vendor/recognition-protocol.js';
import { socketUrl } from '../vendor/socket-url.js';
import { apiError, deepgramHeaders, WHAT, type DeepgramOptions } from './deepgram.js';

/** The model for English, and the one for the other languages. */
const ENGLISH = 'flux-general-en';
const MULTILINGUAL = 'flux-general-multi';
const LANGUAGES = ['en', 'es', 'fr', 'de', 'pt', 'it', 'nl', 'ja', 'hi', 'ru'];

const any = z.object({ type: z.string() });
const turnInfo = z.object({
  event: z.string(),
  transcript: z.string().nullish(),
});

/**
 * Deepgram's models that hear when a turn ends. The end that they hear may come back: `EagerEndOfTurn` is not asked for,
 * and after `EndOfTurn` the next turn of the same utterance begins when the user goes on.
 *
 * @see https://developers.deepgram.com/docs/flux/state
 */
export function fluxProtocol({ apiKey, baseUrl, model }: DeepgramOptions): RecognitionProtocol {
  return {
    what: WHAT,
    headers: deepgramHeaders(apiKey),
    languages: LANGUAGES,
    url(language) {
      const [primary = 'en'] = language.toLowerCase().split('-');
      const isMultilingual = model === ENGLISH && primary !== 'en';
      return socketUrl(baseUrl, '/v2/listen', {
        model: isMultilingual ? MULTILINGUAL : model,
        encoding: 'linear16',
        sample_rate: String(LISTEN_RATE_HZ),
        ...((isMultilingual || model === MULTILINGUAL) && { language_hint: primary }),
      });
    },
    finish: { type: 'ForceEndTurn' },
    read(message, before) {
      const { type } = any.parse(message);
      if (type === 'Error') throw apiError(message);
      return type === 'TurnInfo' ? afterTurnInfo(turnInfo.parse(message), before) : before;
    },
  };
}

function afterTurnInfo({ event, transcript }: z.output<typeof turnInfo>, before: Understood): Understood {
  const text = transcript ?? '';
  switch (event) {
    case 'EndOfTurn':
      return { settled: joinedText(before.settled, text), changing: '', turnEnded: true, isComplete: true };
    case 'StartOfTurn':
    case 'TurnResumed':
    case 'EagerEndOfTurn':
      return { ...before, changing: text, turnEnded: false, isComplete: false };
    case 'Update':
      // An update outside of a turn has no text.
      return text === '' ? before : { ...before, changing: text, turnEnded: false, isComplete: false };
    default:
      return before;
  }
}
