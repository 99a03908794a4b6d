import { expect, it } from 'vitest';
import { digestOfFace, writeFace } from './face-file.js';
import { paintIris } from './iris/iris.js';
import { readFaceFile } from './load-face.js';

it('loads Iris as her code paints her', async () => {
  const built = await readFaceFile({ id: 'iris' });
  expect(digestOfFace(built)).toBe(digestOfFace(writeFace(paintIris(), 'drawing')));
});

it('knows no other face without a file', async () => {
  await expect(readFaceFile({ id: '../faces/iris' })).rejects.toMatchObject({ code: 'avatar.unknown_face' });
});
