import { describe, expect, it } from 'vitest';
import { FakeAlignment } from '../testing/fake-aligner.js';
import { segmentOf } from '../testing/streaming-synthesizer.js';
import { AlignedSpeech } from './aligned-speech.js';

const piece = (ms: number, text = '') => segmentOf(text, { ms, text });

describe('speech without phones', () => {
  it('is played as it comes, and receives its phones while it waits or sounds', () => {
    const stream = new FakeAlignment({});
    const speech = new AlignedSpeech(stream);
    const [first, second] = [speech.add(piece(200, 'Mama.')), speech.add(piece(100))];
    expect([first.text, first.samples.length, first.phones, second.phones]).toEqual(['Mama.', 9_600, [], []]);
    stream.found([{ phone: 'm', endMs: 80 }]);
    expect(first.phones).toEqual([{ phone: 'm', endMs: 80 }]);
    stream.found([
      { phone: 'm', endMs: 90 },
      { phone: 'aa', endMs: 250 },
      { phone: 'pau', endMs: 300 },
    ]);
    expect(first.phones).toEqual([
      { phone: 'm', endMs: 90 },
      { phone: 'aa', endMs: 200 },
    ]);
    expect(second.phones).toEqual([
      { phone: 'aa', endMs: 50 },
      { phone: 'pau', endMs: 100 },
    ]);
  });

  it('has the same list of phones until another one is found, so that it is sent to the face once', () => {
    const stream = new FakeAlignment({});
    const speech = new AlignedSpeech(stream);
    const [first] = [speech.add(piece(100)), speech.add(piece(100))];
    stream.found([{ phone: 'aa', endMs: 100 }]);
    const before = first.phones;
    expect(first.phones).toBe(before);
    stream.found([
      { phone: 'aa', endMs: 100 },
      { phone: 'b', endMs: 150 },
    ]);
    expect(first.phones).toBe(before);
  });

  it('passes on what has no sound, and the times of words', () => {
    const speech = new AlignedSpeech(new FakeAlignment({}));
    const words = segmentOf('Hi.', { ms: 0, words: [['Hi', 0, 90]] });
    expect(speech.add(words)).toBe(words);
    expect(speech.add(segmentOf('Hi.', { ms: 100, words: [['Hi', 0, 90]] })).words).toEqual(words.words);
  });
});
