import { expect, it } from 'vitest';
import { ProgressLine } from './progress-line.js';

function shown(isTTY: boolean, use: (line: ProgressLine) => void): string {
  let text = '';
  use(new ProgressLine({ isTTY, write: (piece) => (text += piece) }, 'a model'));
  return text;
}

it('a terminal shows a bar that moves, and then what came of it', () => {
  const text = shown(true, (line) => {
    line.at(30_000_000, 60_000_000);
    line.at(30_000_001, 60_000_000);
    line.end('added');
  });
  const bar = `[${'#'.repeat(15)}${'.'.repeat(15)}] 50 % of 60 MB`;
  expect(text).toBe(`\r\x1b[Ka model: ${bar}\r\x1b[Ka model: added\n`);
});

it('elsewhere a line is written for each tenth, and for each note', () => {
  const text = shown(false, (line) => {
    for (let megabytes = 0; megabytes <= 30; megabytes++) line.at(megabytes * 1e6, 30e6);
    line.note('unpacking');
    line.end('added');
  });
  expect(text.split('\n').slice(0, 3)).toEqual([
    'a model: 0 % of 30 MB',
    'a model: 10 % of 30 MB',
    'a model: 20 % of 30 MB',
  ]);
  expect(text).toMatch(/a model: 100 % of 30 MB\na model: unpacking\na model: added\n$/);
  expect(text.split('\n')).toHaveLength(14);
});

it('a server that does not know how much comes has its bytes counted', () => {
  expect(shown(false, (line) => [1, 1.5, 2].forEach((megabytes) => line.at(megabytes * 1e6, undefined)))).toBe(
    'a model: 1 MB\na model: 2 MB\n',
  );
});
