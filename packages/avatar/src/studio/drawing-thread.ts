import { systemClock, type Clock, type Logger } from '@visavis/core';
import type { VideoCodec } from '@visavis/media';
import { WorkerHost, workerModule } from '@visavis/worker';
import { PLAYOUT_RATE_HZ, type SpeechSegment } from '@visavis/sound';
import type { Lease, LivePicture, PictureRequest } from './lease.js';
import type { StudioCalls, StudioWorkerData } from './studio-calls.js';

/** Long enough that a thread which dies at once does not keep the machine busy. */
const RESTART_MS = 500;

/** One worker thread that draws and compresses, started anew when it dies. */
export class DrawingThread {
  readonly #data: StudioWorkerData;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #leases = new Set<number>();
  #host: WorkerHost<StudioCalls>;
  #nextLease = 1;
  #restarts = 0;
  #cancelRestart: (() => void) | undefined;
  #closed = false;

  constructor(data: StudioWorkerData, logger: Logger, clock: Clock = systemClock) {
    this.#data = data;
    this.#logger = logger;
    this.#clock = clock;
    this.#host = this.#start();
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
    const host = this.#host;
    const opened = host.call('open', { lease, faceId, codec, bitrateBps });
    opened.catch((error: Error) =>
      this.#logger.warn('live face cannot be opened', { face: faceId, codec, reason: error.message }),
    );
    return new ThreadLease(host, lease, opened, () => this.#leases.delete(lease));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRestart?.();
    await this.#host.close();
  }

  #start(): WorkerHost<StudioCalls> {
    const module = workerModule(import.meta.url, 'studio-worker');
    const host = new WorkerHost<StudioCalls>(module, { name: 'avatar-studio', data: this.#data, logger: this.#logger });
    host.events.on('died', ({ reason }) => this.#restartLater(reason));
    host.post('warmUp', undefined);
    return host;
  }

  #restartLater(reason: string): void {
    if (this.#closed) return;
    this.#logger.error('drawing thread died', { reason, leases: this.#leases.size });
    this.#cancelRestart = this.#clock.after(RESTART_MS, () => {
      this.#restarts++;
      this.#host = this.#start();
    });
  }
}

/** A lease stays with the thread it began on, also when that has died and another took its place. */
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

  async draw({ position, speech, forceKeyFrame }: PictureRequest): Promise<LivePicture> {
    const heard = speech && { segment: this.#announce(speech.segment), offsetMs: speech.offsetMs };
    const picture = this.host.call('draw', { lease: this.lease, position, speech: heard, forceKeyFrame });
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
