import type { SpeechSegment } from '@visavis/sound';
import { describe, expect, it } from 'vitest';
import { SpokenSentence } from '../replying/spoken-sentence.js';
import { segmentOf, type Piece } from '../testing/streaming-synthesizer.js';
import { FakeSynthesizer } from '../testing/fake-synthesizer.js';
import type { Pronunciations } from './respelling.js';
import { withPronunciations } from './with-pronunciations.js';

/** A voice that reports scripted pieces about the text that it receives. */
class Voice extends FakeSynthesizer {
  readonly received: string[] = [];
  readonly #pieces: readonly Piece[];

  constructor(pieces: readonly Piece[]) {
    super();
    this.#pieces = pieces;
  }

  override async *synthesize(text: string): AsyncGenerator<SpeechSegment, void, undefined> {
    this.received.push(text);
    for (const piece of this.#pieces) yield segmentOf(text, piece);
  }
}

const { signal } = new AbortController();

async function say(text: string, pronunciations: Pronunciations, ...pieces: Piece[]) {
  const voice = new Voice(pieces);
  const segments: SpeechSegment[] = [];
  for await (const segment of withPronunciations(voice, pronunciations).synthesize(text, { signal }))
    segments.push(segment);
  return { received: voice.received[0], segments };
}

/** What a sentence's segments leave heard at a time of its sound. */
function heardAfter(text: string, segments: readonly SpeechSegment[]): (heardMs: number) => string {
  const sentence = new SpokenSentence(text);
  for (const segment of segments) sentence.add(segment);
  sentence.end();
  return (heardMs) => sentence.heard(heardMs);
}

describe('the text that a voice receives', () => {
  const DICTIONARY = { nguyen: 'win', SQL: 'sequel', 'New York': 'the city', Ada: 'Aida', 'c++': 'see plus plus' };

  it.each([
    ['Ask Nguyen about SQL.', 'Ask win about sequel.'],
    ['ask NGUYEN, in New York!', 'ask win, in the city!'],
    ['Canada and Adam stay, Ada’s name does not.', 'Canada and Adam stay, Aida’s name does not.'],
    ['C++ or C?', 'see plus plus or C?'],
    ['MySQL, SQL2 and Ünguyen', 'MySQL, SQL2 and Ünguyen'],
    ['', ''],
  ])('%j is %j', async (text, received) => expect((await say(text, DICTIONARY)).received).toBe(received));

  it('has the longer of two entries that begin alike, whichever comes first', async () => {
    for (const words of [
      ['New', 'New York'],
      ['New York', 'New'],
    ]) {
      const pronunciations = Object.fromEntries(words.map((word) => [word, word === 'New' ? 'noo' : 'the city']));
      expect((await say('New York, new moon', pronunciations)).received).toBe('the city, noo moon');
    }
  });

  it('is said by the voice itself where there is no dictionary', () => {
    const voice = new Voice([]);
    expect(withPronunciations(voice, undefined)).toBe(voice);
    expect(withPronunciations(voice, {})).toBe(voice);
  });
});

describe('the times of words', () => {
  const TEXT = 'Use AWS now.';
  const DICTIONARY = { AWS: 'A W S' };

  it('belong to what is written, and a word said as several ends with the last', async () => {
    const { segments } = await say(
      TEXT,
      DICTIONARY,
      { ms: 500, words: [['Use', 0, 200], ['A', 200, 300]] }, // prettier-ignore
      { ms: 500, words: [['W', 0, 100], ['S', 100, 250], ['now', 250, 500]], text: 'Use A W S now.' }, // prettier-ignore
    );
    expect(segments.flatMap(({ words }) => words)).toEqual([
      { from: 0, to: 3, startMs: 0, endMs: 200 },
      { from: 4, to: 7, startMs: -300, endMs: 250 },
      { from: 8, to: 11, startMs: 250, endMs: 500 },
    ]);
    const heard = heardAfter(TEXT, segments);
    expect([250, 600, 760, 1000].map(heard)).toEqual(['Use', 'Use', 'Use AWS', TEXT]);
  });

  it('are found by the pieces of the text where the voice reports no words', async () => {
    const { segments } = await say(
      'Nguyen, please come.',
      { Nguyen: 'win' },
      { ms: 400, text: 'win,' },
      { ms: 600, text: 'please come.' },
    );
    expect(segments.map(({ text }) => text)).toEqual(['Nguyen,', 'please come.']);
    expect(heardAfter('Nguyen, please come.', segments)(450)).toBe('Nguyen,');
  });

  it('leave out a word of whose spelling only a part was said in a piece', async () => {
    const { segments } = await say(TEXT, DICTIONARY, { ms: 300, text: 'Use A' }, { ms: 700, text: 'W S now.' });
    expect(segments.map(({ text }) => text)).toEqual(['Use ', 'AWS now.']);
  });

  it('ignore a piece of other words than it received', async () => {
    const { segments } = await say(TEXT, DICTIONARY, { ms: 300, text: 'Something else' });
    expect(segments[0]?.text).toBe('');
  });
});

it('passes on phones that are found later', async () => {
  const voice = new Voice([]);
  let phones: SpeechSegment['phones'] = [];
  voice.synthesize = async function* () {
    yield { samples: new Int16Array(480), text: 'win', get phones() { return phones; } }; // prettier-ignore
  };
  for await (const segment of withPronunciations(voice, { Nguyen: 'win' }).synthesize('Nguyen', { signal })) {
    phones = [{ phone: 'w', endMs: 5 }];
    expect(segment.phones).toBe(phones);
  }
});
