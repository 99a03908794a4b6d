import { expect, it } from 'vitest';
import { ending } from './ending.js';

it('ends with the event, the code and the reason of the protocol', () => {
  expect(ending('goingAway')).toEqual({
    event: { type: 'closed', message: 'Server is shutting down' },
    code: 1001,
    reason: 'Server is shutting down',
  });
});
