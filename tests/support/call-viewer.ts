import { Viewer, type AnswerChanges, type ReceivedPacket } from '@visavis/media/testing';
import type { Call } from './call.js';

export interface ConnectOptions {
  /** The viewer's candidates go out before its answer. */
  readonly candidatesFirst?: boolean;
  readonly timeoutMs?: number;
}

const WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 20;
/** As often as browsers report (RFC 3550 §6.2); a viewer that never does counts as gone. */
const REPORT_EVERY_MS = 1_000;
/** A receiver report without blocks (RFC 3550 §6.4.2). */
const RECEIVER_REPORT = Buffer.from([0x80, 201, 0, 1, 0, 0, 0, 1]);
const END_OF_CANDIDATES = { candidate: '', sdpMid: '0', sdpMLineIndex: 0 };

/** Watches a call as a browser does: answers its offer over the socket, trickles candidates, keeps what arrives. */
export class CallViewer {
  readonly #call: Call;
  readonly #viewer: Viewer;
  #answer = '';
  #reports: NodeJS.Timeout | undefined;

  /** @param changes What its answer has that an honest one has not. */
  constructor(call: Call, changes: AnswerChanges = {}) {
    this.#call = call;
    this.#viewer = new Viewer({ changes: { withoutCandidates: true, ...changes } });
  }

  get video(): readonly ReceivedPacket[] {
    return this.#viewer.video;
  }

  get audio(): readonly ReceivedPacket[] {
    return this.#viewer.audio;
  }

  /** Resolves when packets can flow. @throws {Error} When they cannot. */
  async connect({ candidatesFirst = false, timeoutMs = WITHIN_MS }: ConnectOptions = {}): Promise<void> {
    const { data } = await this.#call.next('webrtc.signaling.offer');
    const { answer, candidates } = await this.#viewer.answer({ type: 'offer', sdp: data.sdp.sdp });
    this.#answer = answer.sdp;
    const messages: object[] = [...candidates, END_OF_CANDIDATES].map((candidate) => ({
      type: 'webrtc.signaling.iceCandidate',
      data: { candidate },
    }));
    const description = { type: 'webrtc.signaling.answer', data: { sdp: answer } };
    if (candidatesFirst) messages.push(description);
    else messages.unshift(description);
    for (const message of messages) this.#call.send(message);
    await within(timeoutMs, this.#viewer.connected(), 'The connection');
    this.#reports = setInterval(() => this.#viewer.sendRtcp(RECEIVER_REPORT), REPORT_EVERY_MS);
  }

  /** The viewer's own description, as an offer for the connection that stands. */
  renegotiationOffer(): string {
    return this.#answer.replace(/a=setup:\w+/g, 'a=setup:actpass');
  }

  /** The next packets of a track, counted from now. @throws {Error} When they do not come. */
  async more(track: 'video' | 'audio', count: number): Promise<readonly ReceivedPacket[]> {
    const packets = this[track];
    const from = packets.length;
    await this.#until(() => packets.length >= from + count, `${count} more ${track} packets`);
    return packets.slice(from, from + count);
  }

  /** Waits for sound above `level` (root mean square of −1…1) that came after packet `from`. @returns Its position. */
  async audible(level: number, from = 0): Promise<number> {
    let position = -1;
    await this.#until(() => {
      const index = this.loudness(from).findIndex((loudness) => loudness > level);
      position = index < 0 ? -1 : from + index;
      return index >= 0;
    }, 'sound');
    return position;
  }

  /** Loudness of each 20 ms packet from position `from` on, root mean square of −1…1. */
  loudness(from: number): number[] {
    return this.#viewer.sound.slice(from).map((samples) => {
      const sum = samples.reduce((total, sample) => total + (sample / 32_768) ** 2, 0);
      return Math.sqrt(sum / samples.length);
    });
  }

  /** Vanishes: the server hears no more of this viewer. */
  close(): void {
    clearInterval(this.#reports);
    this.#viewer.close();
  }

  async #until(holds: () => boolean, name: string): Promise<void> {
    for (let waitedMs = 0; !holds(); waitedMs += LOOK_EVERY_MS) {
      if (waitedMs > WITHIN_MS) throw new Error(`${name} never came`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}

async function within<T>(timeoutMs: number, work: Promise<T>, name: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const never = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${name} never came`)), timeoutMs);
  });
  try {
    return await Promise.race([work, never]);
  } finally {
    clearTimeout(timer);
  }
}
