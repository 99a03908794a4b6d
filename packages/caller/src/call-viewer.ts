import { Decoder } from '@evan/opus';
import { PLAYOUT_RATE_HZ } from '@visavis/sound';
import { Viewer, type ReceivedPacket, type ViewerOptions } from '@visavis/media/viewer';
import type { Call } from './call.js';
import { bitrateEstimate, receiverReport } from './reports.js';

/** Options of a {@link CallViewer}; the decoder of its sound is built in. */
export interface CallViewerOptions extends Omit<ViewerOptions, 'decodeSound'> {
  /**
   * The bitrate that the viewer reports its network could carry. Absent: it reports none, and the server finds out
   * slowly.
   */
  readonly estimateBps?: number;
}

/** Options of {@link CallViewer.connect}. */
export interface ConnectOptions {
  /** Sends the viewer's candidates before its answer. */
  readonly candidatesFirst?: boolean;
  /** Longest wait for the connection, ms. Default 30 000. */
  readonly timeoutMs?: number;
}

const WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 20;
/** The interval of browsers' reports (RFC 3550 §6.2). The server treats a viewer that never reports as gone. */
const REPORT_EVERY_MS = 1_000;
const END_OF_CANDIDATES = { candidate: '', sdpMid: '0', sdpMLineIndex: 0 };

/**
 * Watches a call as a browser does: answers its offer over the socket, trickles candidates, and keeps the packets that
 * arrive.
 */
export class CallViewer {
  readonly #call: Call;
  readonly #viewer: Viewer;
  readonly #estimateBps: number | undefined;
  #answer = '';
  #reports: NodeJS.Timeout | undefined;

  constructor(call: Call, { estimateBps, changes, ...options }: CallViewerOptions = {}) {
    this.#call = call;
    this.#estimateBps = estimateBps;
    this.#viewer = new Viewer({
      ...options,
      decodeSound: opusDecoder(),
      changes: { withoutCandidates: true, ...changes },
    });
  }

  get video(): readonly ReceivedPacket[] {
    return this.#viewer.video;
  }

  get audio(): readonly ReceivedPacket[] {
    return this.#viewer.audio;
  }

  /** The decoded sound of each packet of `audio`: 48 kHz, one channel. */
  get sound(): readonly Int16Array[] {
    return this.#viewer.sound;
  }

  /** Number of video frames whose last packet has arrived. */
  get frames(): number {
    return this.#viewer.frames;
  }

  /** Resolves when packets can flow. @throws {Error} When the connection fails, or is not made in time. */
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
    this.#reports = setInterval(() => this.#report(), REPORT_EVERY_MS);
  }

  /** @returns The viewer's own description, as an offer on the existing connection. */
  renegotiationOffer(): string {
    return this.#answer.replace(/a=setup:\w+/g, 'a=setup:actpass');
  }

  /** Waits for the next `count` packets of a track, counted from now. @throws {Error} When they do not arrive. */
  async more(track: 'video' | 'audio', count: number): Promise<readonly ReceivedPacket[]> {
    const packets = this[track];
    const from = packets.length;
    await this.#until(() => packets.length >= from + count, `${count} more ${track} packets`);
    return packets.slice(from, from + count);
  }

  /** Waits for sound above `level` (root mean square of −1…1) that came after packet `from`. @returns Its position. */
  async audible(level: number, from = 0): Promise<number> {
    let position = from;
    await this.#until(() => {
      const index = this.loudness(position).findIndex((loudness) => loudness > level);
      position = index < 0 ? Math.max(from, this.sound.length) : position + index;
      return index >= 0;
    }, 'sound');
    return position;
  }

  /** @returns Loudness of each 20 ms packet from position `from` on, root mean square of −1…1. */
  loudness(from: number): number[] {
    return this.sound.slice(from).map((samples) => {
      const sum = samples.reduce((total, sample) => total + (sample / 32_768) ** 2, 0);
      return Math.sqrt(sum / samples.length);
    });
  }

  /** Disappears without a goodbye: the server receives nothing more from this viewer. */
  close(): void {
    clearInterval(this.#reports);
    this.#viewer.close();
  }

  #report(): void {
    const ssrc = this.#viewer.videoSsrc;
    if (ssrc === undefined) return;
    const estimate = this.#estimateBps === undefined ? [] : [bitrateEstimate(ssrc, this.#estimateBps)];
    this.#viewer.sendRtcp(Buffer.concat([receiverReport(ssrc), ...estimate]));
  }

  async #until(holds: () => boolean, name: string): Promise<void> {
    for (let waitedMs = 0; !holds(); waitedMs += LOOK_EVERY_MS) {
      if (waitedMs > WITHIN_MS) throw new Error(`${name} never came`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}

/** A decoder for one stream: the sound of a packet depends on the packets before it. */
function opusDecoder(): (packet: Uint8Array) => Int16Array {
  const decoder = new Decoder({ channels: 1, sample_rate: PLAYOUT_RATE_HZ });
  // The library returns a view of its own buffer.
  return (packet) => new Int16Array(decoder.decode(packet).slice().buffer);
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
