import { afterEach, expect } from 'vitest';
import { Call, type CallOptions } from './call.js';
import type { RunningServer } from '@visavis/server/testing';

/**
 * Opens calls for the tests of one file and ends them after each test. Whatever a test is about, everything the server
 * sent in it must have been valid: a text frame by the protocol's schema, which knows neither bare names nor `error`.
 *
 * @param server Asked for when a call is opened, since it is started in `beforeAll`.
 */
export function useCalls(server: () => RunningServer): (options?: CallOptions) => Call {
  const calls = new Set<Call>();
  afterEach(async () => {
    const faults = [...calls].flatMap((call) => call.faults);
    await Promise.all([...calls].map((call) => call.close()));
    calls.clear();
    expect(faults).toEqual([]);
  });
  return (options) => {
    const call = new Call(server(), options);
    calls.add(call);
    return call;
  };
}
