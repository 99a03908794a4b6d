import type { RecordedSession, RecordedTurn, Records } from '@visavis/store';

/** Entries that are read at once. */
const PAGE = 200;

/** All recorded sessions, those opened first in front. */
export async function* everySession(records: Pick<Records, 'sessions'>): AsyncGenerator<RecordedSession> {
  let from: RecordedSession | undefined;
  do {
    const page = await records.sessions({ limit: PAGE + 1, from });
    yield* page.slice(0, PAGE);
    from = page[PAGE];
  } while (from);
}

/** All turns of a session, in their order. */
export async function turnsOf(records: Pick<Records, 'turns'>, sessionId: string): Promise<RecordedTurn[]> {
  const all: RecordedTurn[] = [];
  let from: string | undefined;
  do {
    const page = await records.turns({ sessionId, limit: PAGE + 1, from });
    all.push(...page.slice(0, PAGE));
    from = page[PAGE]?.position;
  } while (from !== undefined);
  return all;
}
