import { describe, expect, it } from 'vitest';
import { numberedFrame, numberOf } from './sequence.js';

describe('the numbers of a session that can be resumed', () => {
  it('stand at the top of the frame, behind its other members', () => {
    expect(JSON.parse(numberedFrame('{"type":"a","data":{"seq":9}}', 3))).toEqual({
      type: 'a',
      data: { seq: 9 },
      seq: 3,
    });
  });

  it.each([
    ['{"type":"a","seq":7}', 7],
    ['{"seq" : 1 ,"type":"a"}', 1],
    ['{"type":"a","data":{"seq":7}}', undefined],
    ['{"type":"a","content":"\\"seq\\":7"}', undefined],
    ['{"type":"a","seq":0}', undefined],
    ['{"type":"a","seq":1.5}', undefined],
    ['{"type":"a","seq":"7"}', undefined],
    ['{"type":"a","seq":1e400}', undefined],
    ['["seq"]', undefined],
    ['{"seq"', undefined],
    ['', undefined],
  ])('are read from %s as %j', (text, expected) => {
    expect(numberOf(text)).toBe(expected);
  });
});
