import { describe, expect, it, vi } from 'vitest';
import { FliteEngine, readTimedPhones } from './flite-engine.js';
import { finishSpeech } from './finish.js';
import { Pronunciations } from './pronunciations.js';
import { sayable, writtenWords } from './say.js';
import { fliteVoice } from './voices.js';
import { upsampleBy3 } from './upsample.js';
import { wordTimes } from './word-times.js';

it.each([
  [undefined, 'slt'],
  ['', 'slt'],
  ['marin', 'slt'],
  ['cedar', 'rms'],
  ['AWB', 'awb'],
  ['no-such-voice', 'slt'],
])('maps the voice %j to the voice %j', (requested, voice) => {
  expect(fliteVoice(requested)).toBe(voice);
});

it('pronounces brand names as people do, and never reads markup aloud', () => {
  expect(sayable('**Visavis** <b>speaks</b> WebRTC')).toBe('veezavee b speaks /b web R T C');
});

it('B19: reads signs as words, and has one time for what is said in several', () => {
  expect(sayable('It costs €5 – café, 10–18.')).toBe('It costs 5 euros – cafe, 10 to 18.');
  expect(writtenWords('It costs €5 million!').map(({ said }) => said)).toEqual(['It', 'costs', '5 million euros']);
  expect(sayable('🙂 您好。')).toBe('');
});

it('speaks the same whatever it has spoken before', () => {
  const engine = new FliteEngine();
  const long = 'and then it goes on, '.repeat(10);
  const said = [
    ['Hello there.', 'slt'],
    ['Hello there.', 'kal16'],
    ['It has 42 words and no end.', 'rms'],
    ['Hello there.', 'slt'],
  ] as const;
  const alone = said.map(([text, voice]) => new FliteEngine().speak(text, voice));
  const inTurn = () => said.map(([text, voice]) => engine.speak(text, voice));
  expect(inTurn()).toEqual(alone);
  engine.speak(long, 'awb');
  expect(inTurn()).toEqual(alone);
});

it('looks up many words at once, and says each as it says it alone', () => {
  const engine = new FliteEngine();
  const words = ['visavis', 'kowalczyk', "o'reilly", 'xqz', 'mr', 'a', 'siobhan', 'etc'];
  const inLists = vi.spyOn(engine, 'pronounceEach');
  const found = engine.pronounce([...words, '42nd', '...']);
  expect(inLists.mock.calls).toEqual([[words]]);
  expect(found.get('visavis')).toMatch(/^V /);
  expect(found.has('...')).toBe(false);
  for (const word of [...words, '42nd']) expect(engine.pronounce([word]).get(word), word).toBe(found.get(word));
});

it('looks words up one by one where a list is not read as one', () => {
  const engine = new FliteEngine();
  const words = ['visavis', 'siobhan', 'aoife'];
  vi.spyOn(engine, 'pronounceEach').mockReturnValue(undefined);
  expect([...engine.pronounce(words).keys()]).toEqual(words);
});

it('reads the times that flite prints', () => {
  expect(readTimedPhones('pau:0.164 hh:0.255 ax:0.304 \n')).toEqual([
    { phone: 'pau', endMs: 164 },
    { phone: 'hh', endMs: 255 },
    { phone: 'ah', endMs: 304 },
  ]);
});

describe('finishing the sound', () => {
  const tone = (count: number, hz: number, size: number, offset = 0): Int16Array =>
    Int16Array.from({ length: count }, (_, i) => size * Math.sin((2 * Math.PI * hz * i) / 16_000) + offset);

  it('keeps a tone a tone at three times the rate', () => {
    const input = Float32Array.from(tone(1_600, 1_000, 10_000), (sample) => sample / 32_768);
    const output = upsampleBy3(input);
    expect(output).toHaveLength(4_800);
    for (let i = 600; i < 4_200; i++) {
      expect(output[i]).toBeCloseTo((10_000 / 32_768) * Math.sin((2 * Math.PI * 1_000 * i) / 48_000), 3);
    }
  });

  it('cuts the silence around the speech and moves the times of the sounds along', () => {
    const samples = new Int16Array(16_000);
    samples.set(tone(8_000, 200, 3_000, 500), 3_200);
    const phones = [
      { phone: 'pau', endMs: 200 },
      { phone: 'aa', endMs: 700 },
      { phone: 'pau', endMs: 1_000 },
    ];
    const finished = finishSpeech({ samples, phones }, true);
    expect(finished.phones).toEqual([
      { phone: 'pau', endMs: 20 },
      { phone: 'aa', endMs: 520 },
      { phone: 'pau', endMs: 680 },
    ]);
    expect(finished.samples).toHaveLength(680 * 48);
    const middle = finished.samples.subarray(100 * 48, 500 * 48);
    const rms = Math.sqrt(middle.reduce((sum, sample) => sum + sample ** 2, 0) / middle.length) / 32_768;
    expect(20 * Math.log10(rms)).toBeCloseTo(-20, 0);
  });
});

it('B17: leaves what is next to silent as quiet as it is', () => {
  const hiss = Int16Array.from({ length: 3_200 }, (_, i) => ((i * 7919) % 7) - 3);
  const { samples } = finishSpeech({ samples: hiss, phones: [{ phone: 'pau', endMs: 200 }] }, true);
  expect(Math.max(...samples.map(Math.abs))).toBeLessThan(20);
});

describe('the times of words', () => {
  it.each([
    ['“Hello,” she said – no: $25.99!', ['Hello', 'she', 'said', 'no', '$25.99']],
    ['**WebRTC** & 50% (really)', ['web R T C', 'and', '50%', 'really']],
    ['… -- !', []],
  ])('are those of the words that are said: %s', (text, said) => {
    const words = writtenWords(text);
    expect(words.map((word) => word.said)).toEqual(said);
    for (const { from, to } of words) expect(text.slice(from, to)).toMatch(/^\S+$/);
  });

  /** Each sound takes 100 ms; a point is a pause. */
  const sounding = (sounds: string) =>
    sounds.split(' ').map((phone, i) => ({ phone: phone === '.' ? 'pau' : phone, endMs: (i + 1) * 100 }));
  const spans = (text: string, sounds: string, pronunciations: string[]) =>
    wordTimes(
      writtenWords(text),
      sounding(sounds),
      pronunciations.map((word) => word.split(' ')),
    ).map(({ from, to, startMs, endMs }) => [text.slice(from, to), startMs, endMs]);

  it('run from the first to the last of their sounds, without the pauses around', () => {
    expect(spans('it knows, yes', '. ih t n ow z . y eh s .', ['ih t', 'n ow z', 'y eh s'])).toEqual([
      ['it', 100, 300],
      ['knows,', 300, 600],
      ['yes', 700, 1_000],
    ]);
  });

  it('are found where a word sounds different in its sentence from by itself', () => {
    expect(spans('the Dr. is in', 'dh iy d aa k t er ih z ih n', ['dh ah', 'd r ay v', 'ih z', 'ih n'])).toEqual([
      ['the', 0, 200],
      ['Dr.', 200, 700],
      ['is', 700, 900],
      ['in', 900, 1_100],
    ]);
  });

  it('are none for a word that does not sound', () => {
    expect(spans('a b', 'ey', ['ey', 'b iy'])).toEqual([['a', 0, 100]]);
  });

  it('need one look-up for each word, however often it is said', () => {
    const read: string[][] = [];
    const pronunciations = new Pronunciations((words) => {
      read.push([...words]);
      return words.includes('1,000') ? undefined : words.map((word) => [...word]);
    });
    expect(pronunciations.of(['no', 'no', 'ok'])).toEqual([
      ['n', 'o'],
      ['n', 'o'],
      ['o', 'k'],
    ]);
    expect(pronunciations.of(['ok', 'no'])).toHaveLength(2);
    expect(pronunciations.of(['ok', '1,000'])).toBeUndefined();
    expect(read).toEqual([['no', 'ok'], ['1,000']]);
  });
});
