import { z } from 'zod';
import { path, wholeNumber } from './kinds.js';
import { setting } from './setting.js';

/** Whether it can be taken apart, its password included. */
function isPostgres(text: string): boolean {
  try {
    const { protocol, password } = new URL(text);
    // Throws for a percent sign that is none of an encoding; the log has to know the password.
    decodeURIComponent(password);
    return /^postgres(ql)?:$/.test(protocol);
  } catch {
    return false;
  }
}

export const storage = {
  dataDir: setting(path.prefault('./data'), {
    variable: 'VISAVIS_DATA',
    description: 'folder of what outlives the process: licence key, database, prepared faces',
    common: true,
  }),
  databaseUrl: setting(
    z.string().refine(isPostgres, 'must be an address such as postgres://user:password@host/name').optional(),
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
