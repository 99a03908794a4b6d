import assert from 'node:assert/strict';
import { licenceDigest, licenceId } from '../licence-key.js';
import type { Licences } from '../licences.js';
import type { LicenceEntry } from '../memory/memory-licences.js';
import { contractOf, type Contract } from './contract.js';

const SHOP = { key: 'vv_the-shop', name: 'Shop', maxSessions: 2, origins: ['https://shop.example'] };
const GUEST = { key: 'vv_a-guest' };

/** @param open Opens an adapter that holds these licences. */
export function licencesContract(open: (entries: readonly LicenceEntry[]) => Promise<Licences>): Contract {
  return contractOf({
    'a licence is found by the digest of its key and by its id, with all its terms': async () => {
      const licences = await open([SHOP, GUEST]);
      const shop = await licences.byKeyDigest(licenceDigest(SHOP.key));
      assert(shop);
      assert.deepEqual([shop.id, shop.name, shop.maxSessions], [licenceId(SHOP.key), 'Shop', 2]);
      assert.deepEqual(shop.origins, SHOP.origins);
      assert.deepEqual(await licences.byId(shop.id), shop);
    },
    'a licence without terms has none': async () => {
      const guest = await (await open([SHOP, GUEST])).byId(licenceId(GUEST.key));
      assert(guest);
      assert.deepEqual([guest.name, guest.maxSessions, guest.origins], [undefined, undefined, undefined]);
    },
    'nothing is found by what is no digest or no id, the key in plain text included': async () => {
      const licences = await open([SHOP]);
      for (const digest of ['', SHOP.key, licenceId(SHOP.key), licenceDigest('vv_another-key')])
        assert.equal(await licences.byKeyDigest(digest), undefined);
      for (const id of ['', SHOP.key, licenceDigest(SHOP.key), licenceId(GUEST.key)])
        assert.equal(await licences.byId(id), undefined);
    },
    'each licence signs its tokens with a secret of its own, always the same': async () => {
      const licences = await open([SHOP, GUEST]);
      const keyOf = async (key: string) => Buffer.from((await licences.byId(licenceId(key)))?.tokenKey ?? []);
      const shop = await keyOf(SHOP.key);
      assert.equal(shop.length, 32);
      assert.deepEqual(await keyOf(SHOP.key), shop);
      assert.notDeepEqual(await keyOf(GUEST.key), shop);
    },
    'nothing of a licence shows its key': async () => {
      const shop = await (await open([SHOP])).byId(licenceId(SHOP.key));
      assert(!JSON.stringify(shop).includes(SHOP.key));
    },
  });
}
