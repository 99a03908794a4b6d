import type { FaceSource } from '../faces/load-face.js';
import type { Lease, LeaseOptions, Leases, LiveFrame, LiveFrameRequest } from '../studio/lease.js';

/** A lease whose pictures the test sends when it likes. */
export class FakeLease implements Lease {
  readonly requests: LiveFrameRequest[] = [];
  readonly bitrates: number[] = [];
  /** Backgrounds, in the order in which they were to be shown. */
  readonly shown: string[] = [];
  closed = false;
  /** Value of `settled` in the next frames. */
  settled = false;
  /** Value of `every` in the next frames. */
  every = 1;
  #answer: ((picture: LiveFrame) => void) | undefined;
  #fail: ((error: Error) => void) | undefined;

  draw(request: LiveFrameRequest): Promise<LiveFrame> {
    this.requests.push(request);
    return new Promise((resolve, reject) => {
      this.#answer = resolve;
      this.#fail = reject;
    });
  }

  /** Delivers the frame requested last. Its only byte is its number in the loop. */
  async deliver(): Promise<void> {
    const { loopFrame, forceKeyFrame } = this.requests.at(-1)!;
    this.#answer!({
      data: Uint8Array.of(loopFrame & 255),
      keyFrame: forceKeyFrame,
      settled: this.settled,
      every: this.every,
    });
    await Promise.resolve();
  }

  async fail(): Promise<void> {
    this.#fail!(new Error('the thread died'));
    await Promise.resolve();
  }

  show({ background = 'own' }: FaceSource): void {
    this.shown.push(background);
  }

  setBitrate(bitrateBps: number): void {
    this.bitrates.push(bitrateBps);
  }

  close(): void {
    this.closed = true;
  }
}

/** Leases without threads: each is open at once, and its frames come when the test sends them. */
export class FakeLeases implements Leases {
  room = true;
  readonly opened: (FakeLease & LeaseOptions)[] = [];

  open(options: LeaseOptions): Lease {
    const lease = Object.assign(new FakeLease(), options);
    lease.bitrates.push(options.bitrateBps);
    this.opened.push(lease);
    return lease;
  }

  get held(): number {
    return this.opened.filter((lease) => !lease.closed).length;
  }
}
