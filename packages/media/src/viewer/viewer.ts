import { CodedError } from '@visavis/core';
import { PeerConnection, type Track as LibraryTrack } from 'node-datachannel';
import type { IceCandidate, SessionDescription, VideoCodec } from '../ports.js';
import { readRtp as readPacket } from '../rtp/read-rtp.js';
import { parseDescription } from '../sdp/description.js';
import { viewerAnswer, type AnswerChanges } from './viewer-answer.js';

/** One RTP packet as it arrived. */
export interface ReceivedPacket {
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly marker: boolean;
  readonly payload: Uint8Array;
  /** Time of arrival on the monotonic clock, ms. */
  readonly atMs: number;
}

/** Options of a {@link Viewer}. */
export interface ViewerOptions {
  /** The codec put first in the answer. */
  readonly codec?: VideoCodec;
  /** Makes the answer different from an honest one. */
  readonly changes?: AnswerChanges;
  /** Rewrites each of the server's candidates, to lead through a relay. Absent: they are used as offered. */
  readonly mapCandidate?: (candidate: string) => string;
  /** Counts video frames only: no packet is kept. */
  readonly countOnly?: boolean;
  /** Decodes one packet of sound to 48 kHz mono. Without it, packets are kept and `sound` stays empty. */
  readonly decodeSound?: (packet: Uint8Array) => Int16Array;
}

/** Number of packets kept per track: half a minute of video. */
const KEPT = 4096;

/**
 * A viewer without a browser: answers an offer, collects the packets it receives, decodes the sound. Packets are kept
 * up to a limit, then the oldest are dropped. Meant for tests and benchmarks.
 */
export class Viewer {
  readonly video: ReceivedPacket[] = [];
  readonly audio: ReceivedPacket[] = [];
  /** Sender reports and other RTCP packets, raw. */
  readonly rtcp: Uint8Array[] = [];
  /** Decoded sound, 48 kHz mono. */
  readonly sound: Int16Array[] = [];
  readonly #options: ViewerOptions;
  readonly #peer: PeerConnection;
  readonly #tracks = new Map<string, LibraryTrack>();
  readonly #connected: Promise<void>;
  #videoSsrc: number | undefined;
  #frames = 0;
  #keyFrames = 0;
  #closed = false;

  constructor(options: ViewerOptions = {}) {
    this.#options = options;
    this.#peer = new PeerConnection('viewer', {
      iceServers: [],
      disableAutoNegotiation: true,
      disableFingerprintVerification: true,
    });
    this.#peer.onTrack((track) => this.#receiveFrom(track));
    this.#connected = new Promise((resolve, reject) => {
      this.#peer.onStateChange((state) => {
        if (state === 'connected') resolve();
        if (state === 'failed') reject(new CodedError('media.closed', 'The viewer could not connect'));
      });
    });
    this.#connected.catch(() => undefined);
  }

  /** Number of video frames whose last packet has arrived. */
  get frames(): number {
    return this.#frames;
  }

  /** Number of keyframes (VP8 and H.264) whose first packet has arrived. */
  get keyFrames(): number {
    return this.#keyFrames;
  }

  /** SSRC of the video; known from the first packet on. */
  get videoSsrc(): number | undefined {
    return this.#videoSsrc;
  }

  /** @returns The answer, with the viewer's candidates unless `changes` leaves them out, and the candidates apart. */
  async answer(offer: SessionDescription): Promise<{ answer: SessionDescription; candidates: IceCandidate[] }> {
    const gathered = new Promise<void>((resolve) => {
      this.#peer.onGatheringStateChange((state) => {
        if (state === 'complete') resolve();
      });
    });
    this.#peer.setRemoteDescription(this.#mapCandidates(offer.sdp), 'offer');
    this.#peer.setLocalDescription('answer');
    await gathered;
    const { transport } = parseDescription(this.#peer.localDescription()?.sdp);
    const sdp = viewerAnswer(
      parseDescription(offer.sdp),
      transport,
      this.#options.codec ?? 'vp8',
      this.#options.changes,
    );
    const candidates = transport.candidates.map((candidate) => ({ candidate, sdpMid: '0', sdpMLineIndex: 0 }));
    return { answer: { type: 'answer', sdp }, candidates };
  }

  /** Resolves when packets can flow. @throws {CodedError} `media.closed` when the connection failed. */
  connected(): Promise<void> {
    return this.#connected;
  }

  /** Sends RTCP back, as a receiver does; nothing once the sender has closed the connection. */
  sendRtcp(packet: Buffer): void {
    const track = this.#tracks.get('0');
    if (track?.isOpen()) track.sendMessageBinary(packet);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const track of this.#tracks.values()) track.close();
    this.#peer.close();
  }

  #mapCandidates(sdp: string): string {
    const map = this.#options.mapCandidate;
    return map ? sdp.replaceAll(/^a=(candidate:.*)$/gm, (_, candidate: string) => `a=${map(candidate.trim())}`) : sdp;
  }

  #receiveFrom(track: LibraryTrack): void {
    this.#tracks.set(track.mid(), track);
    // Without a listener for its closing the library never releases a track, which keeps the process from ending.
    track.onClosed(() => undefined);
    track.onMessage((data) => {
      if (this.#closed) return;
      const type = (data[1] ?? 0) & 0x7f;
      if (type >= 64 && type < 96) this.#onRtcp(data);
      else if (track.mid() === '0') this.#onVideo(readRtp(data));
      else this.#onAudio(readRtp(data));
    });
  }

  #onRtcp(data: Buffer): void {
    if (!this.#options.countOnly) keep(this.rtcp, new Uint8Array(data));
  }

  #onVideo(packet: ReceivedPacket): void {
    this.#videoSsrc ??= packet.ssrc;
    if (!this.#options.countOnly) keep(this.video, packet);
    if (packet.marker) this.#frames++;
    if (beginsKeyFrame(packet)) this.#keyFrames++;
  }

  #onAudio(packet: ReceivedPacket): void {
    if (this.#options.countOnly) return;
    keep(this.audio, packet);
    const { decodeSound } = this.#options;
    if (decodeSound) keep(this.sound, decodeSound(packet.payload));
  }
}

function keep<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > KEPT) list.shift();
}

/** Reads a packet of our own, which is well-formed. @throws {Error} When it is not an RTP packet. */
export function readRtp(data: Buffer): ReceivedPacket {
  const packet = readPacket(data);
  if (!packet) throw new Error('not an RTP packet');
  return { ...packet, payload: new Uint8Array(packet.payload), atMs: performance.now() };
}

/** VP8: the first packet of a frame whose key bit is clear (RFC 6386 §9.1). H.264: the packet of the parameter sets. */
function beginsKeyFrame({ payload, payloadType }: ReceivedPacket): boolean {
  const first = payload[0] ?? 0;
  if (payloadType === 96) return (first & 0x10) !== 0 && ((payload[4] ?? 1) & 1) === 0;
  return payloadType === 102 && ((first & 0x1f) === 24 || (first & 0x1f) === 7);
}
