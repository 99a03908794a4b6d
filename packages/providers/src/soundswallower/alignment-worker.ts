import { floatFromInt16, LISTEN_RATE_HZ, PLAYOUT_RATE_HZ, resampled } from '@visavis/sound';
import { serveWorker } from '@visavis/worker';
import { giveWayToMedia } from '../give-way.js';
import type { AlignableWord } from './alignment-words.js';
import type { ModelName } from './model-language.js';
import { PhoneDecoder, type WindowPhones } from './phone-decoder.js';

/** A window of speech on its way to the aligner's thread. */
export interface WindowMessage {
  readonly model: ModelName;
  /** Mono at `PLAYOUT_RATE_HZ`. */
  readonly samples: Int16Array;
  readonly words: readonly AlignableWord[] | undefined;
  readonly last: boolean;
}

/** Calls of the aligner's thread. */
export type AlignmentCalls = {
  /** Loads the English model; others are loaded when they are first needed. */
  ready: { argument: undefined; result: void };
  find: { argument: WindowMessage; result: WindowPhones };
};

giveWayToMedia();

const decoders = new Map<ModelName, Promise<PhoneDecoder>>();

function decoderOf(model: ModelName): Promise<PhoneDecoder> {
  let loading = decoders.get(model);
  if (!loading) decoders.set(model, (loading = PhoneDecoder.load(model)));
  return loading;
}

serveWorker<AlignmentCalls>({
  ready: async () => {
    await decoderOf('en-us');
  },
  find: async ({ model, samples, words, last }) => {
    const heard = resampled({ samples, rateHz: PLAYOUT_RATE_HZ }, LISTEN_RATE_HZ).samples;
    return (await decoderOf(model)).find({ samples: floatFromInt16(heard), words, last });
  },
});
