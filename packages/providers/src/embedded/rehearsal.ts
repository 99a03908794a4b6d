import { floatFromInt16, LISTEN_RATE_HZ, PLAYOUT_RATE_HZ, resampled } from '@visavis/sound';
import type { Synthesizer } from '@visavis/speech';
import { REHEARSAL } from '../flite/flite-synthesizer.js';

/**
 * Speech for the decoder to understand once, so that its code is compiled, and it has heard speech, before the first user
 * speaks: on a busy machine their question would otherwise take seconds.
 *
 * @returns Mono at `LISTEN_RATE_HZ`, −1…1.
 */
export async function rehearsalSpeech(voice: Synthesizer): Promise<Float32Array> {
  const { signal } = new AbortController();
  const pieces: number[] = [];
  for await (const { samples } of voice.synthesize(REHEARSAL, { signal })) {
    const heard = resampled({ samples, rateHz: PLAYOUT_RATE_HZ }, LISTEN_RATE_HZ).samples;
    pieces.push(...floatFromInt16(heard));
  }
  return Float32Array.from(pieces);
}
