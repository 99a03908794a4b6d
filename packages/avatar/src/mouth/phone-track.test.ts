import { describe, expect, it } from 'vitest';
import { timed, type Sound } from '../testing/spoken.js';
import { PhoneMouthTrack, visemesFromPhones } from './phone-track.js';
import { CLOSED, SHAPES, VISEMES, visemeOf } from './visemes.js';

const track = (...sounds: Sound[]) => new PhoneMouthTrack(visemesFromPhones(timed(sounds)));

describe('mouth shapes from timed phones', () => {
  it.each(['l', 'th', 'd'])('raise the tongue for %s', (phone) => {
    expect(track(['eh', 120], [phone, 80], ['eh', 120]).at(160).tongue).toBeGreaterThan(0.3);
  });

  it('open wide on ah and round on oo', () => {
    expect(track(['aa', 200]).at(100).open).toBeGreaterThan(0.5);
    expect(track(['uw', 200]).at(100).pucker).toBeGreaterThan(0.85);
  });

  it('begin to round before the rounded sound is heard, at most 80 ms ahead', () => {
    const word = track(['t', 120], ['uw', 160]);
    expect(word.at(90).pucker).toBeGreaterThan(0.2);
    expect(word.at(20).pucker).toBe(0);
  });

  it('are fifteen, each unlike the others', () => {
    expect(new Set(VISEMES.map((viseme) => JSON.stringify(SHAPES[viseme]))).size).toBe(15);
    expect(visemeOf('zh')).toBe('CH');
    expect(visemeOf('nonsense')).toBe('kk');
  });

  it('are closed where nothing is said', () => {
    expect(track().at(50)).toEqual(CLOSED);
    expect(track(['aa', 100]).at(1000)).toEqual(CLOSED);
  });

  it('join neighbouring phones of one class', () => {
    expect(
      visemesFromPhones([
        { phone: 't', endMs: 50 },
        { phone: 'd', endMs: 90 },
      ]),
    ).toEqual([{ viseme: 'DD', startMs: 0, endMs: 90 }]);
  });
});
