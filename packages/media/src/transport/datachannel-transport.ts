import { CodedError, TypedEmitter, type Events, type Logger } from '@visavis/core';
import { Audio, PeerConnection, Video, type Track as LibraryTrack } from 'node-datachannel';
import type { TransportState } from '../ports.js';
import { parseDescription, type TransportParameters } from '../sdp/description.js';
import { AUDIO_MID, VIDEO_MID, type LocalMedia } from '../sdp/local-media.js';
import { MAX_CANDIDATES, hostCandidate, usableCandidate } from './candidates.js';
import type { PeerTransport, PeerTransportEvents, Track } from './peer-transport.js';
import { remoteDescription } from './remote-description.js';

export interface DatachannelOptions {
  /** The one port all connections share. */
  readonly udpPort: number;
  /** Address to listen on; all when absent. */
  readonly bindAddress?: string;
  /** Further addresses at which viewers reach `udpPort`: loopback, or the public side of an address translation. */
  readonly extraAddresses: readonly string[];
  readonly logger: Logger;
}

/** Gathering needs no other machine: what takes longer has failed. */
const GATHERING_TIMEOUT_MS = 2000;

/**
 * {@link PeerTransport} over libdatachannel.
 *
 * Its ICE starts before it has stored the peer's fingerprint (0.24), so on a short path a good certificate can be refused.
 * Its own check is therefore off, and the same check is made here, on connecting and before the first packet is sent.
 */
export class DatachannelTransport implements PeerTransport {
  readonly #options: DatachannelOptions;
  readonly #emitter: TypedEmitter<PeerTransportEvents>;
  readonly #peer: PeerConnection;
  readonly #tracks: Record<Track, LibraryTrack>;
  #remote: TransportParameters | undefined;
  #early: string[] = [];
  #candidates = 0;
  #state: TransportState = 'new';

  constructor(media: LocalMedia, options: DatachannelOptions) {
    this.#options = options;
    this.#emitter = new TypedEmitter(options.logger);
    this.#peer = new PeerConnection('viewer', {
      iceServers: [],
      disableAutoNegotiation: true,
      disableFingerprintVerification: true,
      enableIceUdpMux: true,
      portRangeBegin: options.udpPort,
      portRangeEnd: options.udpPort,
      ...(options.bindAddress ? { bindAddress: options.bindAddress } : {}),
    });
    this.#tracks = {
      video: this.#addTrack('video', videoOf(media)),
      audio: this.#addTrack('audio', audioOf(media)),
    };
    this.#peer.onStateChange((state) => this.#onLibraryState(state as TransportState));
  }

  get events(): Events<PeerTransportEvents> {
    return this.#emitter;
  }

  async open(): Promise<TransportParameters> {
    await this.#gather();
    const { transport } = parseDescription(this.#peer.localDescription()?.sdp);
    const { extraAddresses, udpPort } = this.#options;
    const listed = transport.candidates.filter((candidate) => usableCandidate(candidate));
    const extra = extraAddresses
      .filter((address) => !listed.some((candidate) => candidate.split(' ')[4] === address))
      .map((address, index) => hostCandidate(address, udpPort, index + 1));
    return { ...transport, candidates: [...listed, ...extra] };
  }

  connect(remote: TransportParameters): void {
    this.#remote = remote;
    try {
      this.#peer.setRemoteDescription(remoteDescription(remote), 'answer');
    } catch (cause) {
      throw new CodedError('media.negotiation_failed', 'The connection parameters were refused', { cause });
    }
    for (const candidate of [...remote.candidates, ...this.#early]) this.addCandidate(candidate);
    this.#early = [];
  }

  addCandidate(text: string): void {
    const candidate = usableCandidate(text);
    if (!candidate || this.#state === 'closed' || this.#candidates >= MAX_CANDIDATES) return;
    if (!this.#remote) {
      // The library refuses candidates before the description; clients send them in any order.
      if (this.#early.length < MAX_CANDIDATES) this.#early.push(candidate);
      return;
    }
    this.#candidates++;
    try {
      this.#peer.addRemoteCandidate(candidate, VIDEO_MID);
    } catch (error) {
      this.#options.logger.debug('candidate refused', { error });
    }
  }

  send(track: Track, packet: Buffer): boolean {
    if (this.#state !== 'connected') return false;
    try {
      return this.#tracks[track].sendMessageBinary(packet);
    } catch {
      return false; // "Track is closed": the connection is dying and its state change is on the way
    }
  }

  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#emitter.clear();
    this.#early = [];
    for (const track of Object.values(this.#tracks)) track.close();
    this.#peer.close();
  }

  #gather(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new CodedError('media.negotiation_failed', 'Gathering candidates took too long'));
      }, GATHERING_TIMEOUT_MS);
      this.#peer.onGatheringStateChange((state) => {
        if (state !== 'complete') return;
        clearTimeout(timer);
        resolve();
      });
      try {
        this.#peer.setLocalDescription('offer');
      } catch (cause) {
        clearTimeout(timer);
        reject(new CodedError('media.negotiation_failed', 'The media port cannot be opened', { cause }));
      }
    });
  }

  #addTrack(track: Track, description: Video | Audio): LibraryTrack {
    const added = this.#peer.addTrack(description);
    added.onMessage((data) => {
      if (this.#state === 'connected') this.#emitter.emit('rtcpReceived', { track, data });
    });
    return added;
  }

  #onLibraryState(state: TransportState): void {
    if (this.#state === 'closed' || this.#state === 'failed') return;
    const believed = state === 'connected' && !this.#isRightPeer() ? 'failed' : state;
    if (believed === this.#state) return;
    // 'closed' is what close() makes; when the library says it, the peer has gone.
    this.#state = believed === 'closed' ? 'failed' : believed;
    this.#emitter.emit('stateChanged', { state: this.#state });
  }

  #isRightPeer(): boolean {
    const actual = this.#peer.remoteFingerprint();
    const expected = this.#remote?.fingerprints[0];
    const right =
      expected?.algorithm === actual.algorithm.toLowerCase() && expected.value === actual.value.toUpperCase();
    if (!right) this.#options.logger.warn('peer refused: its certificate is not the one it announced');
    return right;
  }
}

function videoOf(media: LocalMedia): Video {
  const video = new Video(VIDEO_MID, 'SendOnly');
  video.addVP8Codec(96);
  // The library routes incoming RTCP by these.
  for (const ssrc of [media.videoSsrc, media.rtxSsrc]) video.addSSRC(ssrc, media.cname, media.cname, 'video');
  return video;
}

function audioOf(media: LocalMedia): Audio {
  const audio = new Audio(AUDIO_MID, 'SendOnly');
  audio.addOpusCodec(111);
  audio.addSSRC(media.audioSsrc, media.cname, media.cname, 'audio');
  return audio;
}
