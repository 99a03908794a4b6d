import type { TimedPhone } from '@visavis/sound';
import type { MouthShape } from '../rig/face-pose.js';
import { blend } from './blend.js';
import { CLOSED, DOMINANCE, SHAPES, visemeOf, type Viseme } from './visemes.js';

/** One mouth class and when its sound is heard, ms from the start of the segment. */
export interface TimedViseme {
  readonly viseme: Viseme;
  readonly startMs: number;
  readonly endMs: number;
}

/** The mouth over one segment of speech. */
export interface MouthTrack {
  /** @param ms From the start of the segment; any value. Looks at most 80 ms ahead. */
  at(ms: number): MouthShape;
}

/** A mouth closed by the lips or by the teeth must be seen to close: at least this long, around the middle of the sound. */
const CLOSURE_MS = 44;
/** Time in which the mouth closes, and opens again. */
const CLOSING_MS = 52;
const CLOSURES: ReadonlySet<Viseme> = new Set(['PP', 'FF']);

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
 * Blends neighbouring mouth classes by dominance, so that each shape is prepared before its sound and lingers after it;
 * then ensures closures, however short.
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
    const open = blend(near.map((v) => ({ shape: SHAPES[v.viseme], weight: influence(v, ms) })));
    return closeFor(near, ms, open);
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

function closeFor(visemes: readonly TimedViseme[], ms: number, open: MouthShape): MouthShape {
  for (const { viseme, startMs, endMs } of visemes) {
    if (!CLOSURES.has(viseme)) continue;
    const middle = (startMs + endMs) / 2;
    const half = Math.max(CLOSURE_MS, endMs - startMs) / 2;
    const distance = Math.abs(ms - middle) - half;
    if (distance >= CLOSING_MS) continue;
    const weight = ease(1 - Math.max(0, distance) / CLOSING_MS);
    return blend([
      { shape: SHAPES[viseme], weight },
      { shape: open, weight: 1 - weight },
    ]);
  }
  return open;
}

function ease(x: number): number {
  return x <= 0 ? 0 : x >= 1 ? 1 : 0.5 - 0.5 * Math.cos(Math.PI * x);
}
