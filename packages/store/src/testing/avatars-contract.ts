import assert from 'node:assert/strict';
import type { AvatarRecord } from '@visavis/protocol/rest';
import type { Avatars } from '../avatars.js';
import { contractOf, type Contract } from './contract.js';

const VERA: AvatarRecord = { id: 'vera-1', name: 'Vera' };
const ANNA: AvatarRecord = {
  id: 'anna',
  name: 'Anna Lind',
  prompt: 'Be kind.',
  voice: 'rms',
  temperature: 0.5,
  firstMessage: 'Welcome!',
};

/** @param open Opens an adapter that holds these avatars, in this order. */
export function avatarsContract(open: (avatars: readonly AvatarRecord[]) => Promise<Avatars>): Contract {
  return contractOf({
    'all are listed whole, in the operator’s order': async () => {
      assert.deepEqual(await (await open([VERA, ANNA])).list(), [VERA, ANNA]);
    },
    'one is found by its id and by its name, in any case': async () => {
      const avatars = await open([VERA, ANNA]);
      for (const wanted of ['anna', 'ANNA', ' Anna Lind ', 'anna lind'])
        assert.deepEqual(await avatars.find(wanted), ANNA);
      assert.deepEqual(await avatars.find('Vera-1'), VERA);
    },
    'none is found by anything else': async () => {
      const avatars = await open([VERA, ANNA]);
      for (const wanted of ['', 'Ann', 'Anna  Lind', '%', 'anna\0'])
        assert.equal(await avatars.find(wanted), undefined);
    },
    'there may be none': async () => {
      const avatars = await open([]);
      assert.deepEqual([await avatars.list(), await avatars.find('anna')], [[], undefined]);
    },
  });
}
