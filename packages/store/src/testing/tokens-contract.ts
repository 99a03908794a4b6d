import assert from 'node:assert/strict';
import type { Tokens } from '../tokens.js';
import { contractOf, type Contract, type Durable } from './contract.js';

const A = { id: 'a', expiresAtMs: 100 };
const B = { id: 'b', expiresAtMs: 200 };

/** @param open Opens an adapter in which no token has been spent. */
export function tokensContract(open: () => Promise<Tokens>): Contract {
  return contractOf({
    'a token is spent once': async () => {
      const tokens = await open();
      assert.equal(await tokens.isSpent('a'), false);
      assert.equal(await tokens.spend(A, 0), true);
      assert.equal(await tokens.isSpent('a'), true);
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
      assert.deepEqual([await tokens.isSpent('b'), await tokens.spend(B, 0)], [false, true]);
    },
    'a token is remembered until it expires, and forgotten when another is spent afterwards': async () => {
      const tokens = await open();
      await tokens.spend(A, 0);
      await tokens.spend(B, 99);
      assert.equal(await tokens.isSpent('a'), true);
      await tokens.spend({ id: 'c', expiresAtMs: 300 }, 100);
      assert.deepEqual([await tokens.isSpent('a'), await tokens.isSpent('b')], [false, true]);
    },
  });
}

/** Cases for adapters whose state outlives the process. @param open See {@link tokensContract}; it reopens at ms 150. */
export function durableTokensContract(open: () => Promise<Durable<Tokens>>): Contract {
  return contractOf({
    'a restart forgets no token that could still be used': async () => {
      const { port, reopen } = await open();
      await Promise.all([port.spend(A, 0), port.spend(B, 0)]);
      const tokens = await reopen();
      assert.deepEqual([await tokens.isSpent('b'), await tokens.spend(B, 150)], [true, false]);
    },
    'a restart forgets a token that has expired': async () => {
      const { port, reopen } = await open();
      await port.spend(A, 0);
      const tokens = await reopen();
      await tokens.spend(B, 150);
      assert.equal(await tokens.isSpent('a'), false);
    },
    'a token that cannot be recorded is not spent, and can be once that works again': async () => {
      const { port, reopen, obstruct } = await open();
      await port.spend(A, 0);
      const mend = await obstruct();
      await assert.rejects(port.spend(B, 0));
      await mend();
      assert.equal(await port.isSpent('b'), false);
      assert.deepEqual([await port.spend(B, 0), await port.spend(B, 0)], [true, false]);
      assert.equal(await (await reopen()).isSpent('b'), true);
    },
  });
}
