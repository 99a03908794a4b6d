import assert from 'node:assert/strict';
import { LONGEST_LIFE_MS, type SingleUseToken, type Tokens } from '../tokens.js';
import { contractOf, type Contract, type Durable } from './contract.js';

const A = { id: 'a', expiresAtMs: 100 };
const B = { id: 'b', expiresAtMs: 200 };
const HOUR_MS = 3_600_000;
/** A token that expires long after all others. */
const latest: SingleUseToken = { id: 'latest', expiresAtMs: 100 * HOUR_MS };

/** @param open Opens an adapter in which no token has been spent. */
export function tokensContract(open: () => Promise<Tokens>): Contract {
  return contractOf({
    'a token is spent once': async () => {
      const tokens = await open();
      assert.equal(await tokens.isSpent(A), false);
      assert.equal(await tokens.spend(A, 0), true);
      assert.equal(await tokens.isSpent(A), true);
      assert.equal(await tokens.spend(A, 1), false);
    },
    'of many that spend one token at the same moment, one succeeds': async () => {
      const tokens = await open();
      const spent = await Promise.all(Array.from({ length: 40 }, () => tokens.spend(A, 0)));
      assert.equal(spent.filter(Boolean).length, 1);
    },
    'spending one token spends no other': async () => {
      const tokens = await open();
      await tokens.spend(A, 0);
      assert.deepEqual([await tokens.isSpent(B), await tokens.spend(B, 0)], [false, true]);
    },
    'a spent token stays spent when the wall clock goes ahead and comes back': async () => {
      const tokens = await open();
      await tokens.spend(A, 0);
      await tokens.spend(latest, 24 * HOUR_MS);
      assert.deepEqual([await tokens.isSpent(A), await tokens.spend(A, 1)], [true, false]);
    },
  });
}

/** Opens an adapter, with a function that moves its monotonic clock ahead. */
type OpenWithClock = () => Promise<{ readonly port: Tokens; advance(ms: number): void }>;

/** Cases for adapters that forget by themselves. */
export function forgettingTokensContract(open: OpenWithClock): Contract {
  return contractOf({
    'a token is forgotten when it has expired and could not be valid by any clock': async () => {
      const { port, advance } = await open();
      const recent = { id: 'recent', expiresAtMs: 3 * HOUR_MS };
      await port.spend(A, 0);
      advance(LONGEST_LIFE_MS);
      await port.spend(recent, 99);
      assert.equal(await port.isSpent(A), true);
      await port.spend(latest, 4 * HOUR_MS);
      assert.deepEqual([await port.isSpent(A), await port.isSpent(recent)], [false, true]);
    },
  });
}

/** Cases for adapters whose state outlives the process. @param open See {@link tokensContract}. */
export function durableTokensContract(open: () => Promise<Durable<Tokens>>): Contract {
  return contractOf({
    'a restart forgets no token that could still be used': async () => {
      const { port, reopen } = await open();
      await Promise.all([port.spend(A, 0), port.spend(B, 0)]);
      const tokens = await reopen();
      assert.deepEqual([await tokens.isSpent(B), await tokens.spend(B, 150)], [true, false]);
    },
    'a restart while the wall clock is ahead forgets none either': async () => {
      const { port, reopen } = await open();
      await port.spend(A, 0);
      const tokens = await reopen();
      await tokens.spend(latest, 24 * HOUR_MS);
      assert.equal(await tokens.spend(A, 1), false);
    },
    'of two servers on the same state, one spends a token': async () => {
      const { port, reopen } = await open();
      const other = await reopen();
      const spent = await Promise.all([port.spend(A, 0), other.spend(A, 0)]);
      assert.deepEqual([...spent].sort(), [false, true]);
      assert.deepEqual([await port.isSpent(A), await other.isSpent(A)], [true, true]);
    },
    'a token that cannot be recorded is not spent, and can be once that works again': async () => {
      const { port, reopen, obstruct } = await open();
      await port.spend(A, 0);
      const mend = await obstruct();
      await assert.rejects(port.spend(B, 0));
      await mend();
      assert.equal(await port.isSpent(B), false);
      assert.deepEqual([await port.spend(B, 0), await port.spend(B, 0)], [true, false]);
      assert.equal(await (await reopen()).isSpent(B), true);
    },
  });
}
