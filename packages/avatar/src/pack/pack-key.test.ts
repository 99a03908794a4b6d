import { AT_REST, ATTENTIONS, EXPRESSIONS } from '@visavis/core';
import { describe, expect, it } from 'vitest';
import type { Face } from '../faces/face.js';
import { digestOfFace, writeFace } from '../faces/face-file.js';
import type { Planes } from '../planes.js';
import { ovalFace } from '../testing/oval-face.js';
import { packKey } from './pack-key.js';

const face = ovalFace();
const encoders = { url: 'file:///encoders.js', id: 'an encoder' };
const keyOf = (face: Face): string =>
  packKey({ face: digestOfFace(writeFace(face, 'drawing')), background: 'own', motion: AT_REST }, encoders);
const key = keyOf(face);
const brighter = ({ y, ...planes }: Planes, texel: number): Planes => ({
  ...planes,
  y: y.map((level, i) => (i === texel ? level + 1 : level)),
});

describe('the key of a pack', () => {
  it('is the same for the same face, however often it is loaded', () => {
    expect(keyOf(ovalFace())).toBe(key);
  });

  it.each<[string, Partial<Face>]>([
    ['one texel of the portrait', { portrait: brighter(face.portrait, 1024 * 700 + 300) }],
    ['one texel of the matte', { matte: face.matte!.with(1024 * 700 + 300, 77) }],
    ['one pixel of the background', { background: brighter(face.background!, 512 * 20 + 30) }],
    ['the anatomy', { anatomy: { ...face.anatomy, mouth: { ...face.anatomy.mouth, chin: 1.4 } } }],
  ])('follows %s', (_, changes) => {
    expect(keyOf({ ...face, ...changes })).not.toBe(key);
  });

  it('follows the encoder', () => {
    const content = { face: digestOfFace(writeFace(face, 'drawing')), background: 'own', motion: AT_REST };
    expect(packKey(content, { ...encoders, id: 'another' })).not.toBe(key);
  });

  it('follows what is behind the person, and the content of a picture there', () => {
    const content = { face: 'a digest', background: 'picture:beach', picture: 'one', motion: AT_REST };
    const keys = [
      content,
      { ...content, picture: 'two' },
      { face: 'a digest', background: 'own', motion: AT_REST },
      { face: 'a digest', background: '#102030', motion: AT_REST },
    ].map((shown) => packKey(shown, encoders));
    expect(new Set(keys).size).toBe(4);
  });

  it('follows the motion of the loop', () => {
    const keys = ATTENTIONS.flatMap((attention) =>
      EXPRESSIONS.map((expression) =>
        packKey({ face: 'a digest', background: 'own', motion: { attention, expression } }, encoders),
      ),
    );
    expect(new Set(keys).size).toBe(18);
  });
});
