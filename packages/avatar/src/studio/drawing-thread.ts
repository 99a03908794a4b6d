import type { Logger } from '@visavis/core';
import type { VideoCodec } from '@visavis/media';
import { PLAYOUT_RATE_HZ, type SpeechSegment } from '@visavis/sound';
import { RESTART_AFTER_MS, WorkerHost, workerModule } from '@visavis/worker';
import type { Lease, LiveFrame, LiveFrameRequest } from './lease.js';
import type { StudioCalls, StudioWorkerData } from './studio-calls.js';

/** One worker thread that draws and compresses, started anew when it dies. */
export class DrawingThread {
  readonly #logger: Logger;
  readonly #host: WorkerHost<StudioCalls>;
  readonly #leases = new Set<number>();
  #nextLease = 1;
  #restarts = 0;

  constructor(data: StudioWorkerData, logger: Logger) {
    this.#logger = logger;
    this.#host = new WorkerHost(workerModule(import.meta.url, 'studio-worker'), {
      name: 'avatar-studio',
      data,
      logger,
      restartAfterMs: RESTART_AFTER_MS,
    });
    this.#host.events.on('restarted', () => {
      this.#restarts++;
      this.#host.post('warmUp', undefined);
    });
    this.#host.post('warmUp', undefined);
  }

  /** Leases held now. */
  get load(): number {
    return this.#leases.size;
  }

  get restarts(): number {
    return this.#restarts;
  }

  open(faceId: string, codec: VideoCodec, bitrateBps: number): Lease {
    const lease = this.#nextLease++;
    this.#leases.add(lease);
    const opened = this.#host.call('open', { lease, faceId, codec, bitrateBps });
    opened.catch((error: Error) =>
      this.#logger.warn('live face cannot be opened', { face: faceId, codec, reason: error.message }),
    );
    return new ThreadLease(this.#host, lease, opened, () => this.#leases.delete(lease));
  }

  close(): Promise<void> {
    return this.#host.close();
  }
}

/** A lease ends with the thread it began on: the replacement of a dead thread has no lease of this number. */
class ThreadLease implements Lease {
  readonly #segments = new WeakMap<SpeechSegment, number>();
  #nextSegment = 1;
  #closed = false;

  constructor(
    private readonly host: WorkerHost<StudioCalls>,
    private readonly lease: number,
    private readonly opened: Promise<unknown>,
    private readonly onClosed: () => void,
  ) {}

  async draw({ loopFrame, speech, forceKeyFrame }: LiveFrameRequest): Promise<LiveFrame> {
    const heard = speech && { segment: this.#announce(speech.segment), offsetMs: speech.offsetMs };
    const picture = this.host.call('draw', { lease: this.lease, loopFrame, speech: heard, forceKeyFrame });
    // Both are sent at once; the thread answers them in order, and a failed opening explains the failed picture.
    const [drawn] = await Promise.all([picture, this.opened]);
    return drawn;
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

  #announce(segment: SpeechSegment): number {
    const known = this.#segments.get(segment);
    if (known !== undefined) return known;
    const id = this.#nextSegment++;
    this.#segments.set(segment, id);
    const samples = segment.samples.slice();
    this.host.post(
      'segment',
      { lease: this.lease, segment: id, samples, sampleRateHz: PLAYOUT_RATE_HZ, phones: segment.phones },
      [samples.buffer],
    );
    return id;
  }
}
