import { CallViewer } from '@visavis/caller';
import type { RunningServer } from '@visavis/server/testing';
import { test, type TestAPI } from 'vitest';
import { Call, type CallOptions } from './call.js';
import { Speaker } from './speaker.js';

/** A call that is watched as a browser watches it. */
export interface WatchedCall {
  readonly call: Call;
  readonly viewer: CallViewer;
}

/**
 * What a test that talks to a server is given, and what ends with it: tests of one file may run side by side. Whatever a
 * test is about, everything that the server sent in it must have been valid: a text frame by the protocol's schema, which
 * knows neither bare names nor `error`.
 */
export interface CallFixtures {
  readonly open: (options?: CallOptions) => Call;
  /** Opens a call, and waits until the session has its settings. */
  readonly ready: (options?: CallOptions) => Promise<Call>;
  /** Opens a call that is ready, with picture and sound connected. */
  readonly watch: (options?: CallOptions) => Promise<WatchedCall>;
  readonly speaker: (call: Call) => Speaker;
}

/**
 * Makes the `it` of a file whose tests open calls.
 *
 * @param server Asked for when a call is opened, since it is started in `beforeAll`.
 */
export function callTest(server: () => RunningServer): TestAPI<CallFixtures> {
  return test.extend<CallFixtures>({
    open: async ({ expect }, use) => {
      const calls: Call[] = [];
      await use((options) => {
        const call = new Call(server(), options);
        calls.push(call);
        return call;
      });
      await Promise.all(calls.map((call) => call.close()));
      expect(calls.flatMap((call) => call.faults)).toEqual([]);
    },
    ready: ({ open }, use) =>
      use(async (options) => {
        const call = open(options);
        await call.next('realtime.session.updated');
        return call;
      }),
    watch: async ({ open }, use) => {
      const viewers: CallViewer[] = [];
      await use(async (options) => {
        const call = open(options);
        const viewer = new CallViewer(call);
        viewers.push(viewer);
        await viewer.connect();
        await call.next('realtime.session.updated');
        return { call, viewer };
      });
      viewers.forEach((viewer) => viewer.close());
    },
    speaker: async ({ task: _task }, use) => {
      const speakers: Speaker[] = [];
      await use((call) => {
        const speaker = new Speaker(call);
        speakers.push(speaker);
        return speaker;
      });
      speakers.forEach((speaker) => speaker.close());
    },
  });
}
