import { FakeRecognizer, FakeVad } from '@visavis/speech/testing';
import { expect, it } from 'vitest';
import { CountedDetector, CountedRecognizer, OpenStreams } from './counted-ears.js';

it.each([
  ['detector', (streams: OpenStreams, vad: FakeVad) => new CountedDetector(vad, streams)],
  ['recogniser', (streams: OpenStreams, _vad: FakeVad, ear: FakeRecognizer) => new CountedRecognizer(ear, streams)],
])('counts each open stream of a %s once, and its close once', (_what, wrap) => {
  const streams = new OpenStreams();
  const [vad, recognizer] = [new FakeVad(), new FakeRecognizer()];
  const counted = wrap(streams, vad, recognizer);
  const [first, second] = [counted.open(), counted.open()];
  expect([streams.count, vad.live + recognizer.live]).toEqual([2, 2]);
  first.close();
  first.close();
  expect([streams.count, vad.live + recognizer.live]).toEqual([1, 1]);
  second.close();
  expect([streams.count, vad.live + recognizer.live]).toEqual([0, 0]);
});

it('is the engine behind it in all else', async () => {
  const recognizer = new FakeRecognizer();
  const counted = new CountedRecognizer(recognizer, new OpenStreams());
  await counted.prepare();
  expect(recognizer.warmUps).toBe(1);
  recognizer.breakDown('exit code 1');
  expect(counted.health).toEqual({ state: 'failed', reason: 'exit code 1' });
  expect(counted.info).toBe(recognizer.info);
  counted.open({ language: 'de' }).close();
  expect(recognizer.languages).toEqual(['de']);
});
