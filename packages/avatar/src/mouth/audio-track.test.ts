import { describe, expect, it } from 'vitest';
import { drawn, hissing, silence, voiced } from '../testing/drawn-sound.js';
import { AudioMouthTrack } from './audio-track.js';
import { CLOSED } from './visemes.js';

const track = (...sounds: number[][]) => new AudioMouthTrack(drawn(...sounds), 48_000);
const ah = (ms: number) => voiced([730, 1090], ms);
/** Closed lips: the voice is heard through the nose or the cheeks, without its formants. */
const murmur = (ms: number) => voiced([240], ms, 1500);

describe('mouth from sound alone', () => {
  it('is still and closed in silence', () => {
    const mouth = track(silence(300));
    for (let ms = 0; ms < 300; ms += 20) expect(mouth.at(ms)).toEqual(CLOSED);
    expect(mouth.closures).toEqual([]);
  });

  it('opens wider for ah than for ee, and spreads for ee', () => {
    const ee = track(voiced([270, 2290, 3010], 300)).at(150);
    expect(track(ah(300)).at(150).open).toBeGreaterThan(ee.open + 0.05);
    expect(ee.wide).toBeGreaterThan(track(ah(300)).at(150).wide + 0.1);
  });

  it('rounds for oo', () => {
    expect(track(voiced([300, 870], 300)).at(150).pucker).toBeGreaterThan(0.3);
  });

  it('shuts where the sound stops between two vowels', () => {
    const mouth = track(ah(200), silence(80), ah(200));
    expect(mouth.at(100).open).toBeGreaterThan(0.25);
    expect(mouth.at(235).open).toBeLessThan(0.05);
  });

  it('hears closed lips by their murmur between two vowels', () => {
    const { closures } = track(ah(200), murmur(70), ah(200));
    expect(closures).toHaveLength(1);
    expect(closures[0]!.startMs).toBeGreaterThan(180);
    expect(closures[0]!.endMs).toBeLessThan(300);
  });

  it.each([
    ['a hiss', [ah(200), hissing(80), ah(200)]],
    ['a vowel that goes on', [ah(400)]],
    ['a murmur that goes on', [ah(200), murmur(300), ah(200)]],
  ])('hears no closed lips in %s', (_, sounds) => {
    expect(track(...sounds).closures).toEqual([]);
  });
});
