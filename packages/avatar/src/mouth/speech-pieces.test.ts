import { describe, expect, it } from 'vitest';
import { Speaker } from '../rig/speaker.js';
import { drawn, hissing, silence, voiced } from '../testing/drawn-sound.js';
import { timed, type Sound } from '../testing/spoken.js';
import { SpeechLine } from './speech-line.js';

const RATE_PER_MS = 48;
const FRAME_MS = 40;
/** What a face receives ahead of what is heard. */
const AHEAD_MS = 120;
/** Pieces as clients and services send them, from half a packet of sound to whole sentences, and of no round length. */
const PIECES_MS = [10, 20, 37.3125, 100, 1_000] as const;
/** With pauses, sudden beginnings and closures. */
const SPEECH: readonly Sound[] = [
  ['pau', 80],
  ['ay', 150],
  ['m', 60],
  ['aa', 140],
  ['p', 70],
  ['ae', 110],
  ['pau', 300],
  ['b', 40],
  ['ao', 160],
  ['s', 90],
  ['iy', 120],
  ['f', 60],
  ['uw', 140],
  ['pau', 260],
  ['aa', 200],
  ['pau', 200],
];
const PHONES = timed(SPEECH);
const END_MS = PHONES.at(-1)!.endMs;
const SOUND = drawn(...SPEECH.map(([phone, ms]) => soundOf(phone, ms)));

function soundOf(phone: string, ms: number): number[] {
  if (phone === 'pau' || phone === 'p') return silence(ms);
  if (phone === 's' || phone === 'f') return hissing(ms);
  return 'mb'.includes(phone) ? voiced([240], ms, 1_500) : voiced([730, 1090], ms);
}

interface Feed {
  readonly sound: Int16Array;
  readonly pieceMs: number;
  /** Until when phones are known when the picture at `ms` is drawn. */
  readonly knownAt?: (ms: number) => number;
  readonly phaseMs?: number;
}

interface SeenMouth {
  readonly ms: number;
  readonly open: number;
  /** How far the lips are apart by the jaw, the upper lip and the lower one. */
  readonly parted: number;
}

/** The mouth in each picture, with sound that comes in pieces. */
function mouthsOf({ sound, pieceMs, knownAt = () => Infinity, phaseMs = 0 }: Feed): SeenMouth[] {
  const line = new SpeechLine();
  const speaker = new Speaker();
  const size = Math.min(sound.length, Math.round(pieceMs * RATE_PER_MS));
  const pieces = Array.from({ length: Math.ceil(sound.length / size) }, (_, segment) => {
    const samples = sound.slice(segment * size, (segment + 1) * size);
    const startMs = (segment * size) / RATE_PER_MS;
    return { segment, samples, startMs, endMs: startMs + samples.length / RATE_PER_MS };
  });
  const announced = new Map<number, string>();
  const pictures = Math.floor((sound.length / RATE_PER_MS - phaseMs) / FRAME_MS);
  return Array.from({ length: pictures }, (_, frame) => {
    const ms = phaseMs + frame * FRAME_MS;
    const soon = pieces.filter(({ startMs, endMs }) => endMs > ms && startMs <= ms + AHEAD_MS);
    for (const { segment, samples, startMs, endMs } of soon) {
      const phones = PHONES.filter((phone, i) => {
        const fromMs = PHONES[i - 1]?.endMs ?? 0;
        return phone.endMs > startMs && knownAt(ms) > startMs && fromMs < Math.min(endMs, knownAt(ms));
      }).map(({ phone, endMs: toMs }) => ({ phone, endMs: Math.min(toMs, endMs, knownAt(ms)) - startMs }));
      const known = JSON.stringify(phones);
      if (!announced.has(segment)) line.add(segment, { samples, sampleRateHz: 1000 * RATE_PER_MS, phones });
      else if (announced.get(segment) !== known) line.setPhones(segment, phones);
      announced.set(segment, known);
    }
    const spoken = line.at(soon.map(({ segment, startMs }) => ({ segment, offsetMs: ms - startMs })));
    const { mouth } = speaker.pose(frame, spoken, spoken?.ms ?? 0);
    return { ms, open: mouth.open, parted: mouth.open + 0.1 * mouth.upper - 0.07 * mouth.tuck };
  });
}

const stepsOf = (mouths: readonly SeenMouth[]): number[] =>
  mouths.slice(1).map(({ parted }, i) => Math.abs(parted - mouths[i]!.parted));

describe.each(PIECES_MS)('speech that comes in pieces of %d ms', { timeout: 60_000 }, (pieceMs) => {
  it('has the mouth of the same speech in one piece', () => {
    for (const phaseMs of [0, 20]) {
      const whole = mouthsOf({ sound: SOUND, pieceMs: END_MS, phaseMs });
      for (const [i, { ms, open }] of mouthsOf({ sound: SOUND, pieceMs, phaseMs }).entries())
        expect(Math.abs(open - whole[i]!.open), `${ms} ms`).toBeLessThan(0.05);
    }
  });

  it('has no step that is seen as a jump, however late its phones are found', () => {
    for (const lateMs of [100, 30, -40]) {
      // Windows of 100 ms, each known at once.
      const knownAt = (ms: number): number => Math.max(0, 100 * Math.floor((ms + lateMs) / 100));
      const steps = stepsOf(mouthsOf({ sound: SOUND, pieceMs, knownAt, phaseMs: 13 }));
      expect(Math.max(...steps), `${lateMs} ms`).toBeLessThanOrEqual(0.26 + 1e-9);
    }
  });

  it('keeps its mouth still through its pauses', () => {
    for (const { ms, open } of mouthsOf({ sound: SOUND, pieceMs }))
      if ((ms > 700 && ms < 780) || (ms > 1_610 && ms < 1_650)) expect(open, `${ms} ms`).toBe(0);
  });

  it('is heard as one where none of its phones are known', () => {
    const ah = (ms: number): number[] => voiced([730, 1090], ms);
    const sound = drawn(silence(100), ah(200), voiced([240], 70, 1_500), ah(200), silence(240), ah(220), silence(100));
    const whole = mouthsOf({ sound, pieceMs: 2_000, knownAt: () => 0 });
    const mouths = mouthsOf({ sound, pieceMs, knownAt: () => 0 });
    const apart = mouths.map(({ open }, i) => Math.abs(open - whole[i]!.open));
    expect(apart.reduce((sum, one) => sum + one, 0) / apart.length).toBeLessThan(0.04);
    expect(Math.min(...mouths.filter(({ ms }) => ms >= 280 && ms <= 390).map(({ open }) => open))).toBeLessThan(0.1);
  });
});
