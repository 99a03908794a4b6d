import { serveWorker, workerData } from '@visavis/worker';
import Database from 'libsql';
import type { SqliteCalls, SqliteWorkerData } from './sqlite-calls.js';

const { path, busyTimeoutMs } = workerData<SqliteWorkerData>();
const database = new Database(path);
database.pragma(`busy_timeout = ${busyTimeoutMs}`);
database.pragma('journal_mode = WAL');
// The loss of power takes nothing that was acknowledged. In a thread of its own the wait for the disk holds up no picture.
database.pragma('synchronous = FULL');
database.pragma('foreign_keys = ON');

serveWorker<SqliteCalls>({
  query: ({ sql, parameters }) => {
    const statement = database.prepare(sql);
    if (statement.reader) return { rows: statement.all(...parameters), changes: 0 };
    return { rows: [], changes: statement.run(...parameters).changes };
  },
  close: () => void database.close(),
});
