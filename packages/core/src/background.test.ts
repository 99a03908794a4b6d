import { expect, it } from 'vitest';
import { readBackground } from './background.js';

it.each([
  ['own', 'own'],
  [' Blurred ', 'blurred'],
  ['#AABBCC', '#aabbcc'],
  ['picture:Beach-2', 'picture:beach-2'],
])('a background is read: %j', (text, read) => {
  expect(readBackground(text)).toBe(read);
});

it.each([
  '',
  'none',
  '#abc',
  '#gggggg',
  'picture:',
  'picture:../key',
  'upload:0f0e',
  'picture:a/b',
  `picture:${'a'.repeat(65)}`,
  'red',
])('no background is read of %j', (text) => {
  expect(readBackground(text)).toBeUndefined();
});
