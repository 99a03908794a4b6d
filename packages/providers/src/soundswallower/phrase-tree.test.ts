import { growth } from '@visavis/core/testing';
import { expect, it } from 'vitest';
import { expectedSpeech } from './expected-speech.js';
import { PhraseTree } from './phrase-tree.js';

const speech = expectedSpeech([
  'Why?',
  'What is your name?',
  'When are you open?',
  'When are you open on Sundays?',
  'Where is it?',
  'Please tell me a joke',
  'Tell me a joke about cats',
]);
const tree = new PhraseTree(speech);

it.each([
  ['what is your name', 'whole'],
  ["what's your name", 'whole'],
  ['okay so what is your name', 'whole'],
  ['excuse me can you tell me where is it', 'whole'],
  ['what is your', 'beginning'],
  ['well what', 'beginning'],
  ['when are you open on', 'beginning'],
  ['when are you open', undefined],
  ['please tell me a joke', undefined],
  ['what is your name …', undefined],
  ['… what is your name', undefined],
  ['your name', undefined],
  ['okay', undefined],
  ['stop', undefined],
  ['good night', undefined],
  ['can you say that', 'beginning'],
  ['why', undefined],
  ['', undefined],
])('“%s” is %s', (said, position) => {
  expect(tree.positionOf(said)).toBe(position);
});

it('takes work that grows with what was said, and no faster', () => {
  for (const piece of ['please tell me ', 'okay ', 'what is '])
    expect(
      growth((times) => () => tree.positionOf(piece.repeat(times).trim())),
      piece,
    ).toBeLessThan(4);
});
