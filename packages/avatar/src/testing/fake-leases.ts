import type { VideoCodec } from '@visavis/media';
import type { Lease, Leases, LivePicture, PictureRequest } from '../studio/lease.js';

/** A lease whose pictures the test sends when it likes. */
export class FakeLease implements Lease {
  readonly requests: PictureRequest[] = [];
  readonly bitrates: number[] = [];
  closed = false;
  /** What the next pictures say about the pose. */
  settled = false;
  #answer: ((picture: LivePicture) => void) | undefined;
  #fail: ((error: Error) => void) | undefined;

  draw(request: PictureRequest): Promise<LivePicture> {
    this.requests.push(request);
    return new Promise((resolve, reject) => {
      this.#answer = resolve;
      this.#fail = reject;
    });
  }

  /** Delivers the picture asked for last. Its only byte is the loop position. */
  async deliver(): Promise<void> {
    const { position, forceKeyFrame } = this.requests.at(-1)!;
    this.#answer!({ data: Uint8Array.of(position & 255), keyFrame: forceKeyFrame, settled: this.settled });
    await Promise.resolve();
  }

  async fail(): Promise<void> {
    this.#fail!(new Error('the thread died'));
    await Promise.resolve();
  }

  setBitrate(bitrateBps: number): void {
    this.bitrates.push(bitrateBps);
  }

  close(): void {
    this.closed = true;
  }
}

export class FakeLeases implements Leases {
  readonly opened: (FakeLease & { codec?: VideoCodec })[] = [];

  open(codec: VideoCodec, bitrateBps: number): Lease {
    const lease = Object.assign(new FakeLease(), { codec });
    lease.bitrates.push(bitrateBps);
    this.opened.push(lease);
    return lease;
  }

  get held(): number {
    return this.opened.filter((lease) => !lease.closed).length;
  }
}
