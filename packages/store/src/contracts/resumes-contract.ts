import assert from 'node:assert/strict';
import type { Resumes } from '../resumes.js';
import { contractOf, type Contract } from './contract.js';

const A = { nodeId: 'node-1', sessionId: 'a', origin: undefined };
const B = { nodeId: 'node-2', sessionId: 'b', origin: 'https://shop.example' };

/** @param open Opens an adapter that knows no session. */
export function resumesContract(open: () => Promise<Resumes>): Contract {
  return contractOf({
    'a token finds its own session, on its node, and no other': async () => {
      const resumes = await open();
      await resumes.remember('token-a', A);
      await resumes.remember('token-b', B);
      assert.deepEqual(await resumes.use('token-a', undefined), A);
      assert.deepEqual(await resumes.use('token-b', B.origin), B);
      assert.deepEqual(
        [await resumes.use('guessed', undefined), await resumes.use('', undefined)],
        [undefined, undefined],
      );
    },
    'a token can be used again until its successor is used': async () => {
      const resumes = await open();
      await resumes.remember('first', A);
      assert.deepEqual([await resumes.use('first', undefined), await resumes.use('first', undefined)], [A, A]);
      await resumes.remember('second', A);
      assert.deepEqual(await resumes.use('second', undefined), A);
      assert.equal(await resumes.use('first', undefined), undefined);
    },
    'a token is good again when its successor was lost on the way, which is then worth nothing': async () => {
      const resumes = await open();
      await resumes.remember('first', A);
      await resumes.use('first', undefined);
      await resumes.remember('lost', A);
      assert.deepEqual(await resumes.use('first', undefined), A);
      assert.equal(await resumes.use('lost', undefined), undefined);
    },
    'a token used from another origin finds nothing and spends nothing': async () => {
      const resumes = await open();
      await resumes.remember('first', B);
      await resumes.remember('second', B);
      for (const origin of ['https://evil.example', 'null', undefined])
        assert.equal(await resumes.use('first', origin), undefined);
      assert.deepEqual(await resumes.use('second', B.origin), B);
    },
    'the tokens of a session are forgotten with it, and only they': async () => {
      const resumes = await open();
      await resumes.remember('first', A);
      await resumes.remember('second', A);
      await resumes.remember('token-b', B);
      await resumes.forget('a');
      await resumes.forget('a');
      assert.deepEqual(
        [await resumes.use('first', undefined), await resumes.use('second', undefined)],
        [undefined, undefined],
      );
      assert.deepEqual(await resumes.use('token-b', B.origin), B);
    },
  });
}
