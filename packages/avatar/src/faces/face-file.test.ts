import { expect, it } from 'vitest';
import { ovalFace } from '../testing/oval-face.js';
import { readFace, writeFace } from './face-file.js';

const face = ovalFace();
const file = writeFace(face, 'drawing');

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

it('is read back as it was written, with and without a background', () => {
  const again = readFace(file);
  expect(again.madeFrom).toBe('drawing');
  expect(same(again.face.portrait.v, face.portrait.v)).toBe(true);
  expect(same(again.face.matte!, face.matte!)).toBe(true);
  expect(same(again.face.background!.y, face.background!.y)).toBe(true);
  expect(again.face.anatomy.mouth.frame).toEqual(face.anatomy.mouth.frame);
  expect(same(writeFace(again.face, 'drawing'), file)).toBe(true);
  const { portrait, anatomy } = face;
  const single = readFace(writeFace({ portrait, anatomy }, 'picture'));
  expect([single.madeFrom, single.face.matte, single.face.background]).toEqual(['picture', undefined, undefined]);
});

it('is marked as made by a program, for readers of the file', () => {
  expect(Buffer.from(file).toString('latin1')).toContain('"aiGenerated":true');
});

it.each([
  ['a flipped bit', () => file.with(file.length - 9, file.at(-9)! ^ 1)],
  ['a missing end', () => file.subarray(0, file.length - 100)],
  ['another file in its place', () => Buffer.from('hello')],
])('is rejected with %s', (_, damaged) => {
  expect(() => readFace(damaged())).toThrow(expect.objectContaining({ code: 'avatar.invalid_face' }));
});
