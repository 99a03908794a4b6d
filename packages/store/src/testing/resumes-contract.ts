import assert from 'node:assert/strict';
import type { Resumes } from '../resumes.js';
import { contractOf, type Contract } from './contract.js';

const A = { nodeId: 'node-1', sessionId: 'a' };
const B = { nodeId: 'node-2', sessionId: 'b' };

/** @param open Opens an adapter that knows no session. */
export function resumesContract(open: () => Promise<Resumes>): Contract {
  return contractOf({
    'a token finds its own session, on its node, and no other': async () => {
      const resumes = await open();
      await resumes.remember('token-a', A);
      await resumes.remember('token-b', B);
      assert.deepEqual(await resumes.use('token-a'), A);
      assert.deepEqual(await resumes.use('token-b'), B);
      assert.deepEqual([await resumes.use('guessed'), await resumes.use('')], [undefined, undefined]);
    },
    'a token can be used again until its successor is used': async () => {
      const resumes = await open();
      await resumes.remember('first', A);
      assert.deepEqual([await resumes.use('first'), await resumes.use('first')], [A, A]);
      await resumes.remember('second', A);
      assert.deepEqual(await resumes.use('second'), A);
      assert.equal(await resumes.use('first'), undefined);
    },
    'a token is good again when its successor was lost on the way, which is then worth nothing': async () => {
      const resumes = await open();
      await resumes.remember('first', A);
      await resumes.use('first');
      await resumes.remember('lost', A);
      assert.deepEqual(await resumes.use('first'), A);
      assert.equal(await resumes.use('lost'), undefined);
    },
    'the tokens of a session are forgotten with it, and only they': async () => {
      const resumes = await open();
      await resumes.remember('first', A);
      await resumes.remember('second', A);
      await resumes.remember('token-b', B);
      await resumes.forget('a');
      await resumes.forget('a');
      assert.deepEqual([await resumes.use('first'), await resumes.use('second')], [undefined, undefined]);
      assert.deepEqual(await resumes.use('token-b'), B);
    },
  });
}
