import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordedVoices } from '../testing/recorded-voices.js';
import { buildBigramModel, withoutWords } from './bigram-model.js';
import { startingMean } from './starting-mean.js';
import { WordDecoder, type DecodedWord } from './word-decoder.js';

const voices = recordedVoices()
  .filter(({ samples }) => samples.length < 56_000)
  .slice(0, 5);
const scaled = (samples: Float32Array, db: number): Float32Array => samples.map((sample) => sample * 10 ** (db / 20));
const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z']+/g) ?? [];
/** A sweep that is far louder than any voice, and as bright. */
const SWEEP = Float32Array.from({ length: 16_000 }, (_, i) => 0.9 * Math.sin(i * i * 4e-5));

describe('what was decoded before', () => {
  let [fresh, used]: WordDecoder[] = [];
  beforeAll(async () => {
    [fresh, used] = [await WordDecoder.load(), await WordDecoder.load()];
    const sentences = voices.map(({ text }) => ({ words: wordsOf(text), sentence: text, text, weight: 1 }));
    const model = buildBigramModel(sentences);
    for (const decoder of [fresh, used])
      decoder.configure(withoutWords(model, new Set(decoder.missing(model.words))), new Map());
  });
  afterAll(() => [fresh, used].forEach((decoder) => decoder?.close()));

  const hear = async (decoder: WordDecoder, samples: Float32Array): Promise<DecodedWord[]> => {
    await decoder.start(samples);
    decoder.write(samples);
    decoder.stop();
    return decoder.words();
  };

  it('R-05: changes neither the words of the next person nor their lengths', async () => {
    const [voice, other] = [voices[0]!, voices[1]!];
    const expected = await hear(fresh!, voice.samples);
    for (const before of [other.samples, SWEEP, scaled(other.samples, -40)]) {
      await hear(used!, before);
      expect(await hear(used!, voice.samples)).toEqual(expected);
    }
  });

  it('R-05: does not have to teach the decoder a soft microphone: its first words are understood', async () => {
    let [right, all] = [0, 0];
    for (const { samples, text } of voices) {
      await hear(used!, SWEEP);
      const heard = new Set((await hear(used!, scaled(samples, -34))).map(({ word }) => word));
      const said = wordsOf(text).filter((word) => fresh!.missing([word]).length === 0);
      right += said.filter((word) => heard.has(word)).length;
      all += said.length;
    }
    expect(right / all).toBeGreaterThan(0.85);
  });
});

describe('the mean at the start', () => {
  const first = (samples: Float32Array): number => Number(startingMean(samples).split(',')[0]);
  const voice = voices[0]!.samples;

  it('follows the level of the voice', () => {
    expect(first(voice) - first(scaled(voice, -20))).toBeCloseTo(20 * 0.721, 0);
  });

  it('is not moved by a click', () => {
    const clicked = voice.map((sample, i) => (i < 1_600 ? (i % 2) * 1.6 - 0.8 : sample));
    expect(Math.abs(first(clicked) - first(voice))).toBeLessThan(5);
  });

  it('is a number for silence, and for hardly any sound', () => {
    for (const length of [0, 100, 16_000]) expect(first(new Float32Array(length))).toSatisfy(Number.isFinite);
  });
});
