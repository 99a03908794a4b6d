import { FakeClock } from '@visavis/core/testing';
import type { SpeechSegment } from '@visavis/sound';
import { FakeAligner } from '@visavis/speech/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { PushedSpeech } from './pushed-speech.js';

const ms = (count: number, level = 0.25): Float32Array => new Float32Array(count * 48).fill(level);

let clock: FakeClock;
let log: string[];
let playing: { segment: SpeechSegment; heard: () => void }[];
let speech: PushedSpeech;
let aligner: FakeAligner;
beforeEach(() => {
  clock = new FakeClock();
  log = [];
  playing = [];
  aligner = new FakeAligner();
  const output = {
    play: (segment: SpeechSegment) => new Promise<void>((heard) => playing.push({ segment, heard })),
    interrupt: () => {
      for (const { heard } of playing.splice(0)) heard();
      return [];
    },
  };
  speech = new PushedSpeech({
    output,
    queuedMs: () => playing.reduce((sum, { segment }) => sum + segment.samples.length / 48, 0),
    clock,
    align: () => aligner.open(),
    started: () => log.push('started'),
    done: () => log.push('done'),
    full: () => log.push('full'),
  });
});

const lengthsMs = () => playing.map(({ segment }) => segment.samples.length / 48);
const hearAll = async () => {
  for (const { heard } of playing.splice(0)) heard();
  await Promise.resolve();
  await Promise.resolve();
};

describe('S-12: pushed speech', () => {
  it('waits until a viewer can hear it, and is then heard from its beginning', () => {
    speech.hear(ms(300));
    expect(playing).toEqual([]);
    speech.open();
    expect(lengthsMs()).toEqual([300]);
    expect(playing[0]?.segment.samples[0]).toBe(8192);
  });

  it('collects a little before the first sound, and less once it flows', () => {
    speech.open();
    for (let i = 0; i < 11; i++) speech.hear(ms(20));
    expect(lengthsMs()).toEqual([]);
    speech.hear(ms(20));
    expect(lengthsMs()).toEqual([240]);
    for (let i = 0; i < 5; i++) speech.hear(ms(20));
    expect(lengthsMs()).toEqual([240, 100]);
  });

  it('plays the rest when no more comes', () => {
    speech.open();
    speech.hear(ms(50));
    clock.advance(59);
    expect(lengthsMs()).toEqual([]);
    clock.advance(1);
    expect(lengthsMs()).toEqual([50]);
  });

  it('cuts what was pushed faster than it is heard into pieces', () => {
    speech.open();
    speech.hear(ms(2_500));
    expect(lengthsMs()).toEqual([1000, 1000, 500]);
  });

  it('has ended when nothing sounded for 400 ms, not in a pause between two lumps', async () => {
    speech.open();
    speech.hear(ms(240));
    await hearAll();
    clock.advance(399);
    speech.hear(ms(240));
    clock.advance(60);
    await hearAll();
    expect(log).toEqual(['started']);
    clock.advance(400);
    expect(log).toEqual(['started', 'done']);
  });

  it('ends although a piece without a sample comes behind it', async () => {
    speech.open();
    speech.hear(ms(240));
    await hearAll();
    speech.hear(ms(0));
    clock.advance(400);
    expect(log).toEqual(['started', 'done']);
  });

  it('falls silent at once when it is interrupted, however much waits', async () => {
    speech.open();
    speech.hear(ms(5_000));
    speech.hear(ms(40));
    speech.interrupt();
    expect(playing).toEqual([]);
    expect(log).toEqual(['started', 'done']);
    await Promise.resolve();
    clock.advance(10_000);
    expect(playing).toEqual([]);
    expect(log).toEqual(['started', 'done']);
  });

  it('Scenario U3: keeps a minute, says once that it is full, and takes more when there is room', async () => {
    speech.open();
    for (let i = 0; i < 70; i++) speech.hear(ms(1_000));
    expect(lengthsMs()).toHaveLength(60);
    expect(log).toEqual(['started', 'full']);
    await hearAll();
    speech.hear(ms(1_000));
    expect(lengthsMs()).toEqual([1000]);
  });

  it('receives its phones while it waits, from one search for each speech', async () => {
    speech.open();
    speech.hear(ms(240));
    speech.hear(ms(240));
    expect(playing.map(({ segment }) => segment.phones)).toEqual([[], []]);
    aligner.opened[0]?.found([
      { phone: 'm', endMs: 150 },
      { phone: 'aa', endMs: 380 },
    ]);
    expect(playing.map(({ segment }) => segment.phones)).toEqual([
      [
        { phone: 'm', endMs: 150 },
        { phone: 'aa', endMs: 240 },
      ],
      [{ phone: 'aa', endMs: 140 }],
    ]);
    await hearAll();
    clock.advance(400);
    expect(aligner.opened.map(({ closed }) => closed)).toEqual([true]);
    speech.hear(ms(240));
    expect(aligner.opened).toHaveLength(2);
  });

  it('is searched in stretches of ten seconds, however long it goes on', () => {
    speech.open();
    for (let i = 0; i < 25; i++) speech.hear(ms(1_000));
    expect(aligner.opened.map(({ ended, writtenMs }) => [ended, writtenMs])).toEqual([
      [true, 10_000],
      [true, 10_000],
      [false, 5_000],
    ]);
  });

  it('leaves no timer behind', () => {
    speech.open();
    speech.hear(ms(50));
    speech.close();
    clock.advance(1_000);
    expect(playing).toEqual([]);
  });
});
