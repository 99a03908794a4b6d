import { CodedError, silentLogger } from '@visavis/core';
import { expect, it } from 'vitest';
import { PictureLine } from './picture-line.js';

const never = new AbortController().signal;
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A line, and the pictures that are being decoded now. */
function line() {
  const now: { picture: Uint8Array; done(error?: Error): void }[] = [];
  const cleanPicture = (picture: Uint8Array) =>
    new Promise<Uint8Array>((resolve, reject) => {
      const done = (error?: Error): void => {
        now.splice(0, 1);
        if (error) reject(error);
        else resolve(Uint8Array.of(...picture, 0));
      };
      now.push({ picture, done });
    });
  const pictures = new PictureLine(silentLogger, () => Promise.resolve({ cleanPicture }));
  return { pictures, now };
}

it('pictures of sessions are decoded one after the other, whatever becomes of each', async () => {
  const { pictures, now } = line();
  const [first, second] = [1, 2].map((byte) => pictures.clean(Uint8Array.of(byte), never));
  await settled();
  expect(now.map(({ picture }) => [...picture])).toEqual([[1]]);
  now[0]!.done(new CodedError('face.picture_damaged'));
  await expect(first).rejects.toMatchObject({ code: 'face.picture_damaged' });
  await settled();
  expect(now.map(({ picture }) => [...picture])).toEqual([[2]]);
  now[0]!.done();
  expect([...(await second!)]).toEqual([2, 0]);
});

it('a picture that is not needed any more leaves the line without being decoded', async () => {
  const { pictures, now } = line();
  const [first, gone, last] = [never, AbortSignal.abort(new Error('gone')), never].map((signal, i) =>
    pictures.clean(Uint8Array.of(i), signal),
  );
  await settled();
  now[0]!.done();
  await first;
  await expect(gone).rejects.toThrow('gone');
  await settled();
  now[0]!.done();
  expect([...(await last!)]).toEqual([2, 0]);
});
