import type { Loudness, TimedPhone } from '@visavis/sound';
import { HeardStretch } from '../mouth/heard-stretch.js';
import { mouthOver, type PlacedSound } from '../mouth/mouth-over.js';
import type { MouthTrack } from '../mouth/mouth-track.js';

/** A phone and how long it lasts, ms. */
export type Sound = readonly [phone: string, ms: number];

export const EVEN: Loudness = { at: () => 0.5 };

/** The times of sounds in a row. */
export function timed(sounds: readonly Sound[]): TimedPhone[] {
  let endMs = 0;
  return sounds.map(([phone, ms]) => ({ phone, endMs: (endMs += ms) }));
}

/** A piece of speech of even loudness. @param knownMs Its phones are known until then. */
export function placed(startMs: number, sounds: readonly Sound[], knownMs = Infinity): PlacedSound {
  const phones = timed(sounds);
  const durationMs = phones.at(-1)?.endMs ?? 0;
  const known = phones.filter(({ endMs }) => endMs <= knownMs);
  const { heard } = new HeardStretch(new Int16Array(durationMs * 48), 48_000, { startMs, loudness: EVEN });
  return { startMs, durationMs, loudness: EVEN, phones: known, heard: () => heard };
}

/** The mouth over sounds in a row. */
export function said(...sounds: readonly Sound[]): MouthTrack {
  return mouthOver([placed(0, sounds)]);
}
