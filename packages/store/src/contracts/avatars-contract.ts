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
    'one that is added stands behind the others, and is found': async () => {
      const avatars = await open([VERA]);
      assert.equal(await avatars.add(ANNA), 'added');
      assert.deepEqual([await avatars.list(), await avatars.find('anna lind')], [[VERA, ANNA], ANNA]);
    },
    'none is added whose name or id is one of another': async () => {
      const avatars = await open([VERA]);
      await avatars.add(ANNA);
      for (const taken of ['VERA', 'vera-1', 'Anna'])
        for (const avatar of [
          { id: 'new', name: taken },
          { id: taken, name: 'New' },
        ])
          assert.equal(await avatars.add(avatar), 'name_taken');
      assert.deepEqual(await avatars.list(), [VERA, ANNA]);
    },
    'one that was added is replaced, under a name that is free': async () => {
      const avatars = await open([VERA]);
      await avatars.add(ANNA);
      const renamed = { id: 'anna', name: 'Anne' };
      assert.equal(await avatars.replace(renamed), 'replaced');
      assert.equal(await avatars.replace({ id: 'anna', name: 'Vera' }), 'name_taken');
      assert.deepEqual([await avatars.list(), await avatars.find('anna lind')], [[VERA, renamed], undefined]);
    },
    'one that was added is removed': async () => {
      const avatars = await open([VERA]);
      await avatars.add(ANNA);
      assert.equal(await avatars.remove('anna'), 'removed');
      assert.equal(await avatars.remove('anna'), 'not_found');
      assert.deepEqual(await avatars.list(), [VERA]);
    },
    'those of the operator’s list, and unknown ones, cannot be changed': async () => {
      const avatars = await open([VERA]);
      for (const [id, outcome] of [
        ['vera-1', 'listed'],
        ['Vera', 'not_found'],
      ] as const)
        assert.deepEqual([await avatars.replace({ id, name: 'New' }), await avatars.remove(id)], [outcome, outcome]);
      assert.deepEqual(await avatars.list(), [VERA]);
    },
    'one that belongs to a licence is found by that licence alone, and takes no name from another': async () => {
      const avatars = await open([VERA]);
      const own = { ...ANNA, owner: 'one' };
      const others = { id: 'anna-2', name: ANNA.name, owner: 'two' };
      assert.deepEqual([await avatars.add(own), await avatars.add(others)], ['added', 'added']);
      for (const named of ['Anna Lind', 'anna']) assert.deepEqual(await avatars.find(named, 'one'), own);
      assert.deepEqual(await avatars.find('Anna Lind', 'two'), others);
      for (const [named, licence] of [
        ['anna', 'two'],
        ['anna-2', 'one'],
        ['Anna Lind', 'three'],
        ['Anna Lind', undefined],
      ] as const)
        assert.equal(await avatars.find(named, licence), undefined);
      assert.deepEqual(await avatars.find('vera', 'two'), VERA);
      const clashing = [
        { id: 'new', name: 'Vera', owner: 'one' },
        { id: 'new', name: ANNA.name },
        { id: 'new', name: 'anna', owner: 'one' },
        { id: 'ANNA', name: 'New', owner: 'two' },
      ];
      for (const avatar of clashing) assert.equal(await avatars.add(avatar), 'name_taken');
    },
    'there may be none': async () => {
      const avatars = await open([]);
      assert.deepEqual([await avatars.list(), await avatars.find('anna')], [[], undefined]);
    },
  });
}
