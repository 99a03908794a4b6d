import type { TimedPhone } from '@visavis/sound';
import type { MouthShape } from '../rig/face-pose.js';
import { blend } from './blend.js';
import type { MouthTrack } from './mouth-track.js';
import { CLOSED, DOMINANCE, SHAPES, visemeOf, type TimedViseme } from './visemes.js';

/** @returns The visemes of `phones`; neighbours of one class are one viseme. */
export function visemesFromPhones(phones: readonly TimedPhone[]): TimedViseme[] {
  const visemes: TimedViseme[] = [];
  let startMs = 0;
  for (const { phone, endMs } of phones) {
    const viseme = visemeOf(phone);
    const last = visemes.at(-1);
    if (last?.viseme === viseme) visemes[visemes.length - 1] = { ...last, endMs };
    else visemes.push({ viseme, startMs, endMs });
    startMs = endMs;
  }
  return visemes;
}

/**
 * Blends neighbouring mouth classes by dominance, so that each shape is prepared before its sound, at most 80 ms, and
 * lingers after it.
 */
export class PhoneMouthTrack implements MouthTrack {
  readonly #visemes: readonly TimedViseme[];

  constructor(visemes: readonly TimedViseme[]) {
    this.#visemes = visemes;
  }

  at(ms: number): MouthShape {
    const first = this.#visemes[0];
    const last = this.#visemes.at(-1);
    if (!first || !last || ms < first.startMs - 80 || ms > last.endMs + 60) return CLOSED;
    const near = this.#visemes.filter((v) => v.endMs > ms - 120 && v.startMs < ms + 80);
    // Silence holds the ends, so that the mouth leaves it and comes back to it as to any other shape.
    near.unshift({ viseme: 'sil', startMs: first.startMs - 400, endMs: first.startMs });
    near.push({ viseme: 'sil', startMs: last.endMs, endMs: last.endMs + 400 });
    return blend(near.map((v) => ({ shape: SHAPES[v.viseme], weight: influence(v, ms) })));
  }
}

/** Cosine-edged window: full inside the sound, gone `beforeMs` ahead of it and `afterMs` behind it. */
function influence({ viseme, startMs, endMs }: TimedViseme, ms: number): number {
  const { strength, beforeMs, afterMs } = DOMINANCE[viseme];
  // Half of the way lies inside the sound, so that two neighbours meet at their boundary.
  const inside = Math.min((endMs - startMs) / 2, 30);
  const rise = (ms - (startMs - beforeMs)) / (beforeMs + inside);
  const fall = (endMs + afterMs - ms) / (afterMs + inside);
  return strength * ease(rise) * ease(fall);
}

function ease(x: number): number {
  return x <= 0 ? 0 : x >= 1 ? 1 : 0.5 - 0.5 * Math.cos(Math.PI * x);
}
