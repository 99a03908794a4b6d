import { PLAYOUT_RATE_HZ, type TimedPhone } from '@visavis/sound';
import type { Aligner, AlignmentOptions, AlignmentStream } from '../ports.js';
import { FakeEngine } from './fake-engine.js';

/** A search whose results the test decides. */
export class FakeAlignment implements AlignmentStream {
  readonly options: AlignmentOptions;
  phones: readonly TimedPhone[] = [];
  writtenMs = 0;
  ended = false;
  closed = false;

  constructor(options: AlignmentOptions) {
    this.options = options;
  }

  write(samples: Int16Array): void {
    this.writtenMs += (samples.length * 1000) / PLAYOUT_RATE_HZ;
  }

  /** These are the phones of the sound so far. */
  found(phones: readonly TimedPhone[]): void {
    this.phones = phones;
  }

  end(): void {
    this.ended = true;
  }

  close(): void {
    this.closed = true;
  }
}

/** Finds nothing by itself. */
export class FakeAligner extends FakeEngine implements Aligner {
  readonly opened: FakeAlignment[] = [];

  open(options: AlignmentOptions = {}): AlignmentStream {
    const stream = new FakeAlignment(options);
    this.opened.push(stream);
    return stream;
  }
}
