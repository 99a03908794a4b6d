import { silentLogger } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { expect, it } from 'vitest';
import type { Poster } from '../ports.js';
import { Posters } from './posters.js';

it('posters are painted when they are first asked for, shared, and tried again after a failure', async () => {
  const clock = new FakeClock();
  const painted: string[] = [];
  let errors = 0;
  const logger = { ...silentLogger, error: () => void errors++ };
  let fails = true;
  const make = ({ id }: { id: string }): Promise<Poster> => {
    painted.push(id);
    return fails
      ? Promise.reject(new Error('its file is gone'))
      : Promise.resolve({ contentType: 'image/jpeg', data: Buffer.from(id) });
  };
  const posters = new Posters({ make, logger, clock });
  for (let i = 0; i < 3; i++) await expect(posters.of({ id: 'a' })).rejects.toThrow('its file is gone');
  clock.advance(6_000);
  await expect(posters.of({ id: 'a' })).rejects.toThrow('its file is gone');
  expect([painted, errors]).toEqual([['a', 'a'], 1]);
  fails = false;
  clock.advance(6_000);
  expect(await posters.of({ id: 'a' })).toBe(await posters.of({ id: 'a' }));
  for (let i = 0; i < 100; i++) await posters.of({ id: `face ${i}` });
  await posters.of({ id: 'face 99' });
  await posters.of({ id: 'a' });
  expect(painted.filter((id) => id === 'a' || id === 'face 99')).toEqual(['a', 'a', 'a', 'face 99', 'a']);
});
