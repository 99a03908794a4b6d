import type { TimedPhone } from '@visavis/sound';
import { describe, expect, it } from 'vitest';
import { PhoneMouthTrack, visemesFromPhones } from './phone-track.js';
import { CLOSED, SHAPES, VISEMES, visemeOf } from './visemes.js';

/** @param sounds Phones and how long each lasts, ms. */
function track(...sounds: (readonly [phone: string, ms: number])[]) {
  let endMs = 0;
  const phones: TimedPhone[] = sounds.map(([phone, ms]) => ({ phone, endMs: (endMs += ms) }));
  return new PhoneMouthTrack(visemesFromPhones(phones));
}

describe('mouth from timed phones', () => {
  it.each(['p', 'b', 'm'])('closes the lips on %s even when it lasts 30 ms between open vowels', (phone) => {
    const mouth = track(['aa', 160], [phone, 30], ['aa', 160]).at(175);
    expect(mouth.open).toBeLessThan(0.02);
    expect(mouth.press).toBeGreaterThan(0.7);
  });

  it.each(['f', 'v'])('brings the lower lip to the teeth on %s', (phone) => {
    const mouth = track(['ae', 140], [phone, 60], ['iy', 140]).at(170);
    expect(mouth.tuck).toBeGreaterThan(0.9);
    expect(mouth.upper).toBeGreaterThan(0.3);
  });

  it.each(['l', 'th', 'd'])('raises the tongue for %s', (phone) => {
    expect(track(['eh', 120], [phone, 80], ['eh', 120]).at(160).tongue).toBeGreaterThan(0.3);
  });

  it('opens wide on ah and rounds on oo', () => {
    expect(track(['aa', 200]).at(100).open).toBeGreaterThan(0.5);
    expect(track(['uw', 200]).at(100).pucker).toBeGreaterThan(0.85);
  });

  it('begins to round before the rounded sound is heard, at most 80 ms ahead', () => {
    const word = track(['t', 120], ['uw', 160]);
    expect(word.at(90).pucker).toBeGreaterThan(0.2);
    expect(word.at(20).pucker).toBe(0);
  });

  it('keeps a still, closed mouth through silence', () => {
    const pause = track(['aa', 100], ['pau', 400], ['aa', 100]);
    for (let ms = 230; ms <= 400; ms += 10) expect(pause.at(ms)).toEqual(CLOSED);
    expect(track().at(50)).toEqual(CLOSED);
    expect(track(['aa', 100]).at(1000)).toEqual(CLOSED);
  });

  it('never jumps: 10 ms change no weight by more than a third', () => {
    const said = track(
      ['pau', 80],
      ['m', 50],
      ['ay', 150],
      ['f', 60],
      ['uw', 120],
      ['b', 35],
      ['aa', 140],
      ['pau', 100],
    );
    for (let ms = -100; ms < 900; ms += 10) {
      const [now, then] = [said.at(ms), said.at(ms + 10)];
      for (const key of ['open', 'wide', 'pucker', 'press', 'tuck', 'tongue'] as const)
        expect(Math.abs(now[key] - then[key]), `${key} at ${ms} ms`).toBeLessThan(0.34);
    }
  });

  it('knows fifteen mouth shapes, each unlike the others', () => {
    expect(new Set(VISEMES.map((viseme) => JSON.stringify(SHAPES[viseme]))).size).toBe(15);
    expect(visemeOf('zh')).toBe('CH');
    expect(visemeOf('nonsense')).toBe('kk');
  });

  it('joins neighbouring phones of one class', () => {
    expect(
      visemesFromPhones([
        { phone: 't', endMs: 50 },
        { phone: 'd', endMs: 90 },
      ]),
    ).toEqual([{ viseme: 'DD', startMs: 0, endMs: 90 }]);
  });
});
