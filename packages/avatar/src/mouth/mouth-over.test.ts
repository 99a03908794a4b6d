import { loudnessOf } from '@visavis/sound';
import { describe, expect, it } from 'vitest';
import { drawn, voiced } from '../testing/drawn-sound.js';
import { EVEN, placed, said, timed, type Sound } from '../testing/spoken.js';
import { HeardStretch } from './heard-stretch.js';
import { mouthOver } from './mouth-over.js';
import type { MouthTrack } from './mouth-track.js';
import { CLOSED } from './visemes.js';

/** Closures of all kinds between open vowels, short and long. */
const SENTENCE: readonly Sound[] = [
  ['pau', 80],
  ['m', 50],
  ['ay', 150],
  ['f', 60],
  ['uw', 120],
  ['b', 35],
  ['aa', 140],
  ['p', 70],
  ['ae', 90],
  ['m', 40],
  ['b', 45],
  ['ao', 160],
  ['v', 30],
  ['aa', 130],
  ['pau', 100],
];

const frames = (mouth: MouthTrack, phaseMs: number, untilMs = 1500): number[] =>
  Array.from({ length: Math.ceil(untilMs / 40) }, (_, i) => mouth.at(phaseMs + 40 * i).open);
const steps = (open: readonly number[]): number[] => open.slice(1).map((value, i) => Math.abs(value - open[i]!));

describe('the mouth over speech', () => {
  it.each(['p', 'b', 'm'])('closes the lips on %s even when it lasts 30 ms between open vowels', (phone) => {
    const mouth = said(['aa', 160], [phone, 30], ['aa', 160]).at(175);
    expect(mouth.open).toBeLessThan(0.02);
    expect(mouth.press).toBeGreaterThan(0.7);
  });

  it.each(['f', 'v'])('brings the lower lip to the teeth on %s', (phone) => {
    const mouth = said(['ae', 140], [phone, 60], ['iy', 140]).at(170);
    expect(mouth.tuck).toBeGreaterThan(0.9);
    expect(mouth.upper).toBeGreaterThan(0.3);
  });

  it('shows every closure in a picture, whenever the pictures are taken', () => {
    const mouth = said(...SENTENCE);
    const sounds = timed(SENTENCE).map(({ phone, endMs }, i, all) => ({
      phone,
      endMs,
      startMs: all[i - 1]?.endMs ?? 0,
    }));
    for (let phase = 0; phase < 40; phase += 5) {
      for (const { phone, startMs, endMs } of sounds.filter((sound) => 'pbmfv'.includes(sound.phone))) {
        const seen = Array.from({ length: 40 }, (_, i) => phase + 40 * i).filter(
          (ms) => ms >= startMs - 20 && ms <= endMs + 20,
        );
        const shown = seen.some((ms) => {
          const { open, tuck } = mouth.at(ms);
          return 'pbm'.includes(phone) ? open < 0.05 : tuck > 0.7;
        });
        expect(shown, `${phone} at ${startMs} ms, phase ${phase}`).toBe(true);
      }
    }
  });

  it('takes two pictures to open and to shut', () => {
    const mouth = said(...SENTENCE);
    const all = Array.from({ length: 8 }, (_, i) => steps(frames(mouth, 5 * i))).flat();
    expect(Math.max(...all)).toBeLessThanOrEqual(0.42);
  });

  it('keeps still and closed through silence', () => {
    const pause = said(['aa', 100], ['pau', 400], ['aa', 100]);
    for (let ms = 230; ms <= 380; ms += 10) expect(pause.at(ms)).toEqual(CLOSED);
    expect(said().at(50)).toEqual(CLOSED);
  });

  it('keeps still through silence although lips are thought to close there', () => {
    const pausing = { at: (ms: number) => (ms > 300 && ms < 900 ? 0 : 0.5) };
    const sounds: Sound[] = [
      ['aa', 300],
      ['pau', 200],
      ['p', 60],
      ['pau', 60],
      ['f', 80],
      ['pau', 200],
      ['aa', 200],
    ];
    const mouth = mouthOver([{ ...placed(0, sounds), loudness: pausing }]);
    for (let ms = 390; ms <= 770; ms += 10) expect(mouth.at(ms), `${ms} ms`).toEqual(CLOSED);
  });

  it.each(['p', 'b', 'm'])('closes the lips for the %s with which speech comes out of silence', (phone) => {
    const begun = { at: (ms: number) => (ms > 380 ? 0.5 : 0) };
    const mouth = mouthOver([
      {
        ...placed(0, [
          ['pau', 320],
          [phone, 60],
          ['aa', 200],
        ]),
        loudness: begun,
      },
    ]);
    expect(mouth.at(350)).toMatchObject({ open: 0, press: expect.closeTo(0.8, 6) as number });
  });

  it('is shut two pictures after the end', () => {
    expect(said(['aa', 300]).at(300).open).toBeGreaterThan(0.1);
    expect(said(['aa', 300]).at(381).open).toBeLessThan(0.05);
  });

  it('opens wider for loud syllables than for soft ones, within bounds', () => {
    const sounds = Array.from({ length: 4 }, (): Sound[] => [
      ['aa', 90],
      ['k', 90],
    ]).flat();
    const open = (level: number): number =>
      mouthOver([{ ...placed(0, sounds), loudness: { at: () => level } }]).at(405).open;
    expect(open(0.9)).toBeGreaterThan(open(0.5) * 1.1);
    expect(open(0.2)).toBeLessThan(open(0.5) * 0.9);
    expect(open(9)).toBeLessThanOrEqual(open(0.5) * 1.16);
    expect(open(0.05)).toBeGreaterThanOrEqual(open(0.5) * 0.69);
  });

  it('rests two pictures after the sound has ended, though its last phone is thought to go on', () => {
    const ended = { at: (ms: number) => (ms >= 0 && ms < 200 ? 0.5 : 0) };
    const mouth = mouthOver([{ ...placed(0, [['aa', 600]]), loudness: ended }]);
    expect(mouth.at(150).open).toBeGreaterThan(0.4);
    for (let ms = 281; ms < 700; ms += 10) expect(mouth.at(ms)).toEqual(CLOSED);
  });

  it('opens less in fast speech', () => {
    const widest = (ms: number): number => {
      const mouth = said(
        ...Array.from({ length: 8 }, (): Sound[] => [
          ['aa', ms],
          ['k', ms],
        ]).flat(),
      );
      return Math.max(...Array.from({ length: 8 * ms }, (_, i) => mouth.at(4 * ms + i).open));
    };
    expect(widest(60)).toBeLessThan(widest(120) * 0.9);
  });

  it('goes on over the border of two pieces as if they were one', () => {
    const whole = said(['m', 60], ['ay', 200], ['b', 60], ['uw', 160]);
    const pieces = mouthOver([
      placed(0, [
        ['m', 60],
        ['ay', 100],
      ]),
      placed(160, [
        ['ay', 100],
        ['b', 30],
      ]),
      placed(290, [
        ['b', 30],
        ['uw', 160],
      ]),
    ]);
    for (let ms = -80; ms < 560; ms += 10) expect(pieces.at(ms).open, `${ms} ms`).toBeCloseTo(whole.at(ms).open, 6);
  });

  it('does not close where what follows is not known yet, but follows the sound', () => {
    const samples = drawn(voiced([730, 1090], 400));
    const { heard } = new HeardStretch(samples, 48_000, { startMs: 0, loudness: loudnessOf(samples, 48_000) });
    const sound = { startMs: 0, durationMs: 400, loudness: EVEN, heard: () => heard };
    const mouth = mouthOver([{ ...sound, phones: timed([['aa', 200]]) }]);
    for (let ms = 80; ms < 360; ms += 10) expect(mouth.at(ms).open, `${ms} ms`).toBeGreaterThan(0.2);
  });
});
