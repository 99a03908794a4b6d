import { defineConfig } from 'vitest/config';

// Packages are resolved to their sources, so a unit test never runs against a stale build.
// Worker threads are the exception: Node runs them from dist (see packages/worker/src/worker-module.ts).
const conditions = ['@visavis/source', 'module', 'node'];

// `npm run test:long` (mode "long") gives the fuzzers a hundred times as many cases as `npm test`, the long conversation
// 5,000 turns, and the embedded engines three minutes of barge-ins.
const longRun = {
  FUZZ_CASES: process.env['FUZZ_CASES'] ?? '200000',
  TURNS: process.env['TURNS'] ?? '5000',
  BARGE_INS: process.env['BARGE_INS'] ?? '450',
};

/** Tests that measure how steadily picture and sound come: each has the machine for itself. */
const STEADY = ['tests/e2e/talk.test.ts', 'tests/rules/steady.test.ts', 'tests/webrtc/loss.test.ts'];

const AGAINST_REAL_SERVERS = {
  globalSetup: 'tests/support/unpack-browser.ts',
  // Of one file; other files run beside it, and every face that speaks takes a part of a core.
  maxConcurrency: 3,
  testTimeout: 120_000,
  hookTimeout: 120_000,
  // A poll waits for a real browser or a real socket, on a machine that may be busy.
  expect: { poll: { timeout: 10_000 } },
};

export default defineConfig(({ mode }) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // As many as at most: Vitest's pool can end a worker twice that idles while others work, and the run with it.
    minWorkers: 2,
    restoreMocks: true,
    // Files of one worker share their modules, which are loaded once: so none of them may replace a module.
    isolate: false,
    env: mode === 'long' ? longRun : {},
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts'],
          // A test that honestly takes longer on a busy machine gives its own limit, and why.
          testTimeout: 10_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['tests/**/*.test.ts'],
          exclude: STEADY,
          ...AGAINST_REAL_SERVERS,
        },
      },
      {
        extends: true,
        test: {
          name: 'steady',
          include: STEADY,
          ...AGAINST_REAL_SERVERS,
        },
      },
    ],
  },
}));
