import { expect, it } from 'vitest';
import { ending } from './ending.js';

it('S-19: ends with the event, the code and the reason of the protocol', () => {
  expect(ending('session.server_stopping')).toEqual({
    event: { type: 'closed', message: 'Server is shutting down', error: 'session.server_stopping' },
    code: 1001,
    reason: 'Server is shutting down',
  });
});
