import type { Clock, Logger } from '@visavis/core';
import type { Records } from '@visavis/store';

/** Options of {@link forgetOldRecords}. */
export interface RetentionOptions {
  readonly records: Pick<Records, 'forget'>;
  /** Days for which records are kept. */
  readonly days: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Wall clock, ms since 1970. */
  readonly nowMs?: () => number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Deletes records that are older than they are kept, now and every hour. @returns A function that ends this. */
export function forgetOldRecords({ records, days, clock, logger, nowMs = Date.now }: RetentionOptions): () => void {
  let cancel: () => void = () => undefined;
  const forget = (): void => {
    records.forget(nowMs() - days * DAY_MS).then(
      (count) => count > 0 && logger.info('old sessions forgotten', { count }),
      (error: unknown) => logger.warn('old sessions not forgotten', { error }),
    );
    cancel = clock.after(HOUR_MS, forget);
  };
  forget();
  return () => cancel();
}
