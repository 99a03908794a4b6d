import { describe, expect, it } from 'vitest';
import { timed, type Sound } from '../testing/spoken.js';
import { SpeechLine, type Instant } from './speech-line.js';

const MS = 48;

/** A line that has received segments of these sounds, numbered from 1. */
function lineOf(...segments: (readonly Sound[])[]): SpeechLine {
  const line = new SpeechLine();
  segments.forEach((sounds, i) => {
    const phones = timed(sounds);
    const samples = new Int16Array((phones.at(-1)?.endMs ?? 0) * MS).fill(5_000);
    line.add(i + 1, { samples, sampleRateHz: 48_000, phones });
  });
  return line;
}

const openAt = (line: SpeechLine, ...instants: readonly Instant[]): number => {
  const spoken = line.at(instants);
  return spoken ? spoken.mouth.at(spoken.ms).open : 0;
};

describe('segments on one line of time', () => {
  it('follow each other: a vowel that is cut in two stays open', () => {
    const line = lineOf([['aa', 200]], [['aa', 200]]);
    expect(openAt(line, { segment: 1, offsetMs: 160 }, { segment: 2, offsetMs: -40 })).toBeGreaterThan(0.5);
    expect(openAt(line, { segment: 2, offsetMs: 0 })).toBeGreaterThan(0.5);
  });

  it('have a silence between them where they do not touch', () => {
    const line = lineOf([['aa', 200]], [['aa', 200]]);
    line.at([
      { segment: 1, offsetMs: 190 },
      { segment: 2, offsetMs: -110 },
    ]);
    expect(openAt(line, { segment: 2, offsetMs: -50 })).toBeLessThan(0.25);
  });

  it('are prepared for: lips round before the first sound of the next one', () => {
    const line = lineOf([['uw', 200]]);
    const spoken = line.at([{ segment: 1, offsetMs: -30 }]);
    expect(spoken?.mouth.at(spoken.ms).pucker).toBeGreaterThan(0.05);
  });

  it('have no mouth where nothing sounds', () => {
    expect(lineOf([['aa', 200]]).at([])).toBeUndefined();
  });

  it('take phones that are found while they sound', () => {
    const line = lineOf([['aa', 400]]);
    const at = { segment: 1, offsetMs: 200 };
    expect(openAt(line, at)).toBeGreaterThan(0.5);
    line.setPhones(
      1,
      timed([
        ['aa', 170],
        ['m', 60],
        ['aa', 170],
      ]),
    );
    // The lips close over two pictures.
    expect(openAt(line, at)).toBeGreaterThan(0.2);
    expect(openAt(line, at)).toBeLessThan(0.02);
  });

  it('are as loud as they are beside what came before: a soft piece does not open the mouth as wide', () => {
    const line = new SpeechLine();
    const add = (segment: number, level: number): void =>
      line.add(segment, {
        samples: new Int16Array(200 * MS).fill(level),
        sampleRateHz: 48_000,
        phones: timed([
          ['aa', 100],
          ['k', 100],
        ]),
      });
    add(1, 8_000);
    add(2, 1_500);
    const loud = openAt(line, { segment: 1, offsetMs: 60 }, { segment: 2, offsetMs: -140 });
    expect(openAt(line, { segment: 2, offsetMs: 60 })).toBeLessThan(loud * 0.92);
  });

  it('are forgotten once they have sounded', () => {
    const line = lineOf([['aa', 200]], [['iy', 2_000]]);
    line.at([
      { segment: 1, offsetMs: 160 },
      { segment: 2, offsetMs: -40 },
    ]);
    line.at([{ segment: 2, offsetMs: 1_900 }]);
    // A new line begins with a segment that is not on this one, and 1 is on none.
    expect(line.at([{ segment: 1, offsetMs: 0 }])).toBeUndefined();
  });
});
