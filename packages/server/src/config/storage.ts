import { z } from 'zod';
import { path, wholeNumber } from './kinds.js';
import { setting } from './setting.js';

const POSTGRES = /^postgres(ql)?:\/\/\S+$/;

export const storage = {
  dataDir: setting(path.prefault('./data'), {
    variable: 'VISAVIS_DATA',
    description: 'folder of what outlives the process: licence key, database, prepared faces',
    common: true,
  }),
  databaseUrl: setting(
    z.string().regex(POSTGRES, 'must be an address such as postgres://user:password@host/name').optional(),
    {
      variable: 'DATABASE_URL',
      description: 'PostgreSQL instead of the embedded database: licences, avatars, used tokens, records',
      otherwise: 'the file `visavis.db` in the data folder (SQLite)',
    },
  ),
  recordDays: setting(wholeNumber(0, 3_650).default(30), {
    variable: 'VISAVIS_RECORD_DAYS',
    description: 'days for which it is kept what was said in a session; with `0` only until the server ends',
  }),
};
