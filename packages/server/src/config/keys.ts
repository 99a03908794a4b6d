import { webOrigin } from '@visavis/protocol/rest';
import { licenceKey } from '@visavis/store';
import { listOf, path } from './kinds.js';
import { setting } from './setting.js';

export const keys = {
  license: setting(licenceKey.optional(), {
    variable: 'VISAVIS_LICENSE',
    description: 'the key that clients connect with',
    otherwise: 'created at the first start',
    common: true,
  }),
  licensesPath: setting(path.optional(), {
    variable: 'VISAVIS_LICENSES',
    option: 'licenses',
    description: 'JSON file of further keys: key, name, maxSessions, origins',
    otherwise: 'none',
  }),
  origins: setting(
    listOf(
      (one) => webOrigin.safeParse(one).success,
      'must be origins such as https://shop.example, separated by commas',
    ).optional(),
    {
      variable: 'VISAVIS_ORIGINS',
      description:
        'origins of the pages that may use a key without a list of its own, separated by commas; that of this server too, under a public name',
      otherwise: 'any',
    },
  ),
};
