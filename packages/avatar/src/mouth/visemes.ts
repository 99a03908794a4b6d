import type { MouthShape } from '../rig/face-pose.js';

/** The fifteen mouth classes of the Oculus viseme set. */
export const VISEMES = ['sil', 'PP', 'FF', 'TH', 'DD', 'kk', 'CH', 'SS', 'nn', 'RR', 'aa', 'E', 'I', 'O', 'U'] as const;
/** The name of a mouth class in {@link VISEMES}. */
export type Viseme = (typeof VISEMES)[number];

/** One mouth class and when its sound is heard, ms from the start of a stretch of speech. */
export interface TimedViseme {
  readonly viseme: Viseme;
  readonly startMs: number;
  readonly endMs: number;
}

const CLASSES: Readonly<Record<Viseme, string>> = {
  sil: 'pau',
  PP: 'p b m',
  FF: 'f v',
  TH: 'th dh',
  DD: 't d',
  kk: 'k g ng hh',
  CH: 'ch jh sh zh',
  SS: 's z',
  nn: 'n l',
  RR: 'er r',
  aa: 'aa ae ah ax ay aw',
  E: 'eh ey',
  I: 'ih iy y',
  O: 'ao ow oy',
  U: 'uh uw w',
};

const BY_PHONE = new Map(
  VISEMES.flatMap((viseme) => CLASSES[viseme].split(' ').map((phone) => [phone, viseme] as const)),
);

/**
 * @param phone ARPAbet, lower case, without stress.
 * @returns Its mouth class; an unknown phone has that of a slack tongue.
 */
export function visemeOf(phone: string): Viseme {
  return BY_PHONE.get(phone) ?? 'kk';
}

export const CLOSED: MouthShape = {
  open: 0,
  wide: 0,
  pucker: 0,
  press: 0,
  upper: 0,
  tuck: 0,
  tongue: 0,
  smile: 0.2,
};

const shape = (parts: Partial<MouthShape>): MouthShape => ({ ...CLOSED, ...parts });

/** The shape of the mouth in the middle of a long sound of each class. */
export const SHAPES: Readonly<Record<Viseme, MouthShape>> = {
  sil: shape({}),
  PP: shape({ press: 0.8, smile: 0.1 }),
  FF: shape({ tuck: 1, open: 0.12, upper: 0.45 }),
  TH: shape({ open: 0.3, tongue: 1, upper: 0.35 }),
  DD: shape({ open: 0.24, tongue: 0.75, upper: 0.4, wide: 0.1 }),
  kk: shape({ open: 0.3, upper: 0.25 }),
  CH: shape({ open: 0.2, pucker: 0.55, upper: 0.7 }),
  SS: shape({ open: 0.11, wide: 0.35, upper: 0.7 }),
  nn: shape({ open: 0.2, tongue: 0.8, upper: 0.35 }),
  RR: shape({ open: 0.25, pucker: 0.45, upper: 0.25 }),
  aa: shape({ open: 0.62, upper: 0.3 }),
  E: shape({ open: 0.4, wide: 0.35, upper: 0.45 }),
  I: shape({ open: 0.27, wide: 0.6, upper: 0.45, smile: 0.35 }),
  O: shape({ open: 0.46, pucker: 0.72 }),
  U: shape({ open: 0.2, pucker: 1, upper: -0.3 }),
};

/**
 * How strongly a class holds its own shape against its neighbours (dominance), and how far its influence reaches
 * before and after it, in ms. Rounding is prepared early; closures are short and absolute.
 * @see Cohen & Massaro, "Modeling coarticulation in synthetic visual speech" (1993)
 */
export const DOMINANCE: Readonly<Record<Viseme, { strength: number; beforeMs: number; afterMs: number }>> = {
  sil: { strength: 1, beforeMs: 50, afterMs: 60 },
  PP: { strength: 1, beforeMs: 45, afterMs: 35 },
  FF: { strength: 0.95, beforeMs: 45, afterMs: 40 },
  TH: { strength: 0.75, beforeMs: 45, afterMs: 45 },
  DD: { strength: 0.45, beforeMs: 40, afterMs: 45 },
  kk: { strength: 0.25, beforeMs: 40, afterMs: 45 },
  CH: { strength: 0.85, beforeMs: 70, afterMs: 60 },
  SS: { strength: 0.7, beforeMs: 45, afterMs: 45 },
  nn: { strength: 0.45, beforeMs: 40, afterMs: 45 },
  RR: { strength: 0.6, beforeMs: 60, afterMs: 55 },
  aa: { strength: 0.9, beforeMs: 60, afterMs: 65 },
  E: { strength: 0.8, beforeMs: 55, afterMs: 60 },
  I: { strength: 0.7, beforeMs: 55, afterMs: 60 },
  O: { strength: 0.95, beforeMs: 78, afterMs: 65 },
  U: { strength: 1, beforeMs: 80, afterMs: 65 },
};
