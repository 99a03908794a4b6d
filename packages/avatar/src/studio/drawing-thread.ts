import type { Background, Logger } from '@visavis/core';
import { PLAYOUT_RATE_HZ, type SpeechSegment, type TimedPhone } from '@visavis/sound';
import { RESTART_AFTER_MS, WorkerHost, workerModule } from '@visavis/worker';
import { lookOf, type FaceSource } from '../faces/load-face.js';
import type { Lease, LeaseOptions, LiveFrame, LiveFrameRequest, SpeechInstant } from './lease.js';
import type { Instant } from '../mouth/speech-line.js';
import type { StudioCalls, StudioWorkerData } from './studio-calls.js';

/** What is used of the thread's host. */
export type DrawingHost = Pick<WorkerHost<StudioCalls>, 'call' | 'post' | 'close' | 'events'>;

const startHost = (data: StudioWorkerData, logger: Logger): DrawingHost =>
  new WorkerHost(workerModule(import.meta.url, 'studio-worker'), {
    name: 'avatar-studio',
    data,
    logger,
    restartAfterMs: RESTART_AFTER_MS,
  });

/** One worker thread that draws and compresses, started anew when it dies. */
export class DrawingThread {
  readonly #logger: Logger;
  readonly #host: DrawingHost;
  readonly #leases = new Set<number>();
  /** Faces that a replacement of the thread makes ready again. */
  readonly #warm = new Map<string, FaceSource>();
  #nextLease = 1;
  #restarts = 0;

  /** @param host Tests have one without a thread. */
  constructor(data: StudioWorkerData, logger: Logger, host: DrawingHost = startHost(data, logger)) {
    this.#logger = logger;
    this.#host = host;
    this.#host.events.on('restarted', () => {
      this.#restarts++;
      for (const source of this.#warm.values()) void this.#warmUp(source);
    });
  }

  /** Leases held now. */
  get load(): number {
    return this.#leases.size;
  }

  get restarts(): number {
    return this.#restarts;
  }

  /**
   * Makes a face ready, so that its first picture comes without delay.
   *
   * @returns Resolves when it is ready, at once where it has been prepared before. A face that cannot be loaded is reported
   *   when it is opened.
   */
  async prepare(source: FaceSource): Promise<void> {
    if (this.#warm.has(lookOf(source))) return;
    this.#warm.set(lookOf(source), source);
    await this.#warmUp(source);
  }

  open(face: FaceSource, options: LeaseOptions): Lease {
    const lease = this.#nextLease++;
    this.#leases.add(lease);
    const opened = this.#host.call('open', { lease, face, ...options });
    opened.catch((error: Error) =>
      this.#logger.warn('live face cannot be opened', { face: face.id, codec: options.codec, reason: error.message }),
    );
    return new ThreadLease(this.#host, lease, opened, () => this.#leases.delete(lease));
  }

  /** Lets go of faces before a background. */
  forgetBackground(background: Background): void {
    for (const [look, source] of this.#warm) if (source.background === background) this.#warm.delete(look);
    this.#host.post('forget', { background });
  }

  close(): Promise<void> {
    return this.#host.close();
  }

  async #warmUp(source: FaceSource): Promise<void> {
    await this.#host.call('warmUp', source).catch(() => this.#warm.delete(lookOf(source)));
  }
}

/** A segment that the thread has received, and the phones that it knows of it. */
interface Announced {
  readonly id: number;
  phones: readonly TimedPhone[];
}

const NONE: readonly TimedPhone[] = [];

/** A lease ends with the thread it began on: the replacement of a dead thread has no lease of this number. */
class ThreadLease implements Lease {
  readonly #segments = new WeakMap<SpeechSegment, Announced>();
  #nextSegment = 1;
  #closed = false;

  constructor(
    private readonly host: DrawingHost,
    private readonly lease: number,
    private readonly opened: Promise<unknown>,
    private readonly onClosed: () => void,
  ) {}

  async draw({ speech, ...frame }: LiveFrameRequest): Promise<LiveFrame> {
    const heard = speech.map((instant) => this.#announce(instant));
    const picture = this.host.call('draw', { lease: this.lease, ...frame, speech: heard });
    // Both are sent at once; the thread answers them in order, and a failed opening explains the failed picture.
    const [drawn] = await Promise.all([picture, this.opened]);
    return drawn;
  }

  show(face: FaceSource): void {
    if (!this.#closed) this.host.post('show', { lease: this.lease, face });
  }

  setBitrate(bitrateBps: number): void {
    if (!this.#closed) this.host.post('setBitrate', { lease: this.lease, bitrateBps });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.host.post('close', { lease: this.lease });
    this.onClosed();
  }

  #announce({ segment, offsetMs }: SpeechInstant): Instant {
    const known = this.#segments.get(segment) ?? this.#send(segment);
    const { phones = NONE } = segment;
    if (known.phones !== phones) {
      known.phones = phones;
      this.host.post('phones', { lease: this.lease, segment: known.id, phones });
    }
    return { segment: known.id, offsetMs };
  }

  #send(segment: SpeechSegment): Announced {
    const { phones = NONE } = segment;
    const announced = { id: this.#nextSegment++, phones };
    this.#segments.set(segment, announced);
    const samples = segment.samples.slice();
    this.host.post(
      'segment',
      { lease: this.lease, segment: announced.id, samples, sampleRateHz: PLAYOUT_RATE_HZ, phones },
      [samples.buffer],
    );
    return announced;
  }
}
