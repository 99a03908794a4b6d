import assert from 'node:assert/strict';
import { LONGEST_LIFE_MS, type SingleUseToken, type Tokens } from '../tokens.js';
import { contractOf, type Contract, type Durable } from './contract.js';

const LICENCE = '0123456789ab';
const A = { id: 'a', licenceId: LICENCE, expiresAtMs: 100 };
const B = { id: 'b', licenceId: LICENCE, expiresAtMs: 200 };
const HOUR_MS = 3_600_000;
/** A token that expires long after all others. */
const latest: SingleUseToken = { id: 'latest', licenceId: LICENCE, expiresAtMs: 100 * HOUR_MS };

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

/** @param open Opens an adapter that remembers so many spent tokens of one licence. */
export function boundedTokensContract(open: (perLicence: number) => Promise<Tokens>): Contract {
  const many = Array.from({ length: 3 }, (_, i) => ({ ...A, id: `many-${i}`, expiresAtMs: i * HOUR_MS }));
  const full = /more single-use tokens than are remembered/;
  return contractOf({
    'a licence with too many spent tokens spends no further one, and none of those becomes good again': async () => {
      const tokens = await open(many.length);
      for (const token of many) assert.equal(await tokens.spend(token, 0), true);
      for (let i = 0; i < 3; i++) await assert.rejects(tokens.spend(A, 0), full);
      assert.deepEqual(await Promise.all([A, ...many].map((token) => tokens.isSpent(token))), [
        false,
        true,
        true,
        true,
      ]);
    },
    'of many that are spent at the same moment no more succeed than are remembered': async () => {
      const tokens = await open(many.length);
      const spending = Array.from({ length: 40 }, (_, i) => tokens.spend({ ...A, id: `at-once-${i}` }, 0));
      const outcomes = await Promise.allSettled(spending);
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, many.length);
    },
    'a licence with too many spent tokens takes no room of another': async () => {
      const tokens = await open(1);
      await tokens.spend(A, 0);
      await assert.rejects(tokens.spend(B, 0), full);
      assert.equal(await tokens.spend({ ...B, licenceId: 'ba9876543210' }, 0), true);
    },
    'a token that was spent before takes no room': async () => {
      const tokens = await open(2);
      assert.deepEqual([await tokens.spend(A, 0), await tokens.spend(A, 0)], [true, false]);
      assert.equal(await tokens.spend(B, 0), true);
    },
  });
}

/** Opens an adapter, with a function that moves its monotonic clock ahead. */
type OpenWithClock = (perLicence?: number) => Promise<{ readonly port: Tokens; advance(ms: number): void }>;

/** Cases for adapters that forget by themselves. */
export function forgettingTokensContract(open: OpenWithClock): Contract {
  return contractOf({
    'a token is forgotten when it has expired and could not be valid by any clock': async () => {
      const { port, advance } = await open();
      const lasting = { id: 'lasting', licenceId: LICENCE, expiresAtMs: 3 * HOUR_MS };
      await port.spend(A, 0);
      advance(LONGEST_LIFE_MS);
      await port.spend(lasting, 99);
      assert.equal(await port.isSpent(A), true);
      advance(LONGEST_LIFE_MS);
      const recent = { id: 'recent', licenceId: LICENCE, expiresAtMs: 1.5 * HOUR_MS };
      await port.spend(recent, 99);
      await port.spend(latest, 2 * HOUR_MS);
      const all = [A, lasting, recent];
      assert.deepEqual(await Promise.all(all.map((token) => port.isSpent(token))), [false, true, true]);
    },
    'what is forgotten makes room': async () => {
      const { port, advance } = await open(2);
      await port.spend(A, 0);
      await port.spend(B, 0);
      await assert.rejects(port.spend(latest, 0));
      for (let life = 0; life < 2; life++) {
        advance(LONGEST_LIFE_MS);
        await port.spend(latest, HOUR_MS).catch(() => undefined);
      }
      assert.equal(await port.isSpent(latest), true);
    },
  });
}

/** Cases for adapters whose state outlives the process. @param open See {@link tokensContract}. */
export function durableTokensContract(open: (perLicence?: number) => Promise<Durable<Tokens>>): Contract {
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
    'a restart counts what was spent before': async () => {
      const { port, reopen } = await open(2);
      await port.spend(A, 0);
      await port.spend(B, 0);
      await assert.rejects((await reopen()).spend(latest, 0), /more single-use tokens than are remembered/);
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
