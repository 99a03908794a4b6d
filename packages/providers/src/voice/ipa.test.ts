import { describe, expect, it } from 'vitest';
import { PhoneLine } from './phone-line.js';
import { phonesOf } from './ipa.js';

describe('sounds of the IPA', () => {
  it.each([
    ['h', ['hh']],
    ['oʊ', ['ow']],
    ['ˈoʊ', ['ow']],
    ['iː', ['iy']],
    ['tʃ', ['ch']],
    ['t͡ʃ', ['ch']],
    ['d͡ʒ', ['jh']],
    ['ɚ', ['er']],
    ['ɔ̃', ['ao']],
    ['pʰ', ['p']],
    ['ɪɹ', ['ih', 'r']],
    ['ŋk', ['ng', 'k']],
    ['ʁ', ['r']],
    ['y', ['uw']],
    ['sil', ['pau']],
    ['ˈ', []],
    ['', []],
  ])('%s looks like %j', (sound, phones) => {
    expect(phonesOf(sound)).toEqual(phones);
  });
});

describe('the line of phones of a sentence', () => {
  it('has no gap: a longer one is a pause, a shorter one belongs to the next sound', () => {
    const line = new PhoneLine();
    line.add(['hh'], 93, 174);
    line.add(['ax'], 180, 255);
    line.add(['l', 'ow'], 400, 500);
    expect(line.phones).toEqual([
      { phone: 'pau', endMs: 93 },
      { phone: 'hh', endMs: 174 },
      { phone: 'ax', endMs: 255 },
      { phone: 'pau', endMs: 400 },
      { phone: 'l', endMs: 450 },
      { phone: 'ow', endMs: 500 },
    ]);
  });

  it('has a sound whose beginning alone is known until the next one begins, or the sentence ends', () => {
    const line = new PhoneLine();
    line.begin(['pau'], 0);
    expect(line.phones).toEqual([]);
    line.begin(['ow'], 50);
    line.begin(['s'], 50);
    // A sound that looks like none.
    line.begin([], 200);
    line.begin(['p'], 300);
    line.finish(450);
    line.finish(900);
    expect(line.phones).toEqual([
      { phone: 'pau', endMs: 50 },
      { phone: 's', endMs: 200 },
      { phone: 'pau', endMs: 300 },
      { phone: 'p', endMs: 450 },
    ]);
  });

  it('passes over times that go back, and those that are no times', () => {
    const line = new PhoneLine();
    line.add(['aa'], 0, 100);
    for (const [from, to] of [
      [20, 90],
      [100, 100],
      [100, NaN],
    ] as const)
      line.add(['iy'], from, to);
    expect(line.phones).toEqual([{ phone: 'aa', endMs: 100 }]);
  });
});
