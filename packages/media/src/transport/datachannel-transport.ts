import { randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { CodedError, TypedEmitter, type Events, type Logger } from '@visavis/core';
import { PeerConnection, Video, type Track } from 'node-datachannel';
import { BEHIND, type UdpFront } from '../front/udp-front.js';
import type { TransportState } from '../ports.js';
import type { TransportParameters } from '../sdp/description.js';
import { VIDEO_MID } from '../sdp/local-media.js';
import { MAX_CANDIDATES, hostCandidate, isLoopbackCandidate, usableCandidate } from './candidates.js';
import { createCertificate } from './certificate.js';
import { hostAddresses } from './host-addresses.js';
import type { PeerTransport, PeerTransportEvents } from './peer-transport.js';
import { remoteDescription } from './remote-description.js';

export interface DatachannelOptions {
  /** The one port that all connections share. */
  readonly udpPort: number;
  /** Address to listen on; all when absent. */
  readonly bindAddress?: string;
  /** Holds the port in place of the library, for viewers behind relays that are reached by TCP. */
  readonly front?: UdpFront;
  /** Further addresses at which viewers reach `udpPort`: loopback, or the public side of an address translation. */
  readonly extraAddresses: readonly string[];
  readonly logger: Logger;
}

/**
 * {@link PeerTransport} over libdatachannel.
 *
 * The library starts ICE before it has stored the peer's fingerprint (0.24), so that on a short path a good certificate
 * can be refused and the connection lost. Therefore it is started only when everything is known: credentials and
 * certificate are created and offered here; with the answer the library receives first the peer's side, then ours, upon
 * which it opens the port. A connection that is offered and never answered costs nothing.
 */
export class DatachannelTransport implements PeerTransport {
  readonly #options: DatachannelOptions;
  readonly #emitter: TypedEmitter<PeerTransportEvents>;
  readonly #certificate = createCertificate();
  readonly #ufrag = randomBytes(6).toString('base64');
  readonly #password = randomBytes(18).toString('base64');
  #remote: TransportParameters | undefined;
  #peer: PeerConnection | undefined;
  #pipe: Track | undefined;
  #early: string[] = [];
  #candidates = 0;
  /** Only a viewer on this machine is at a loopback address, and only where it can reach one of ours there. */
  #takesLoopback = false;
  #state: TransportState = 'new';

  constructor(options: DatachannelOptions) {
    this.#options = options;
    this.#emitter = new TypedEmitter(options.logger);
  }

  get events(): Events<PeerTransportEvents> {
    return this.#emitter;
  }

  open(): TransportParameters {
    const { bindAddress, extraAddresses, udpPort } = this.#options;
    const own = bindAddress ? [bindAddress] : hostAddresses(networkInterfaces());
    const addresses = [...new Set([...own, ...extraAddresses])];
    const candidates = addresses.map((address, index) => hostCandidate(address, udpPort, addresses.length - index));
    this.#takesLoopback = candidates.some(isLoopbackCandidate);
    return { ufrag: this.#ufrag, password: this.#password, fingerprints: [this.#certificate.fingerprint], candidates };
  }

  connect(remote: TransportParameters, offerer: 'server' | 'viewer'): void {
    try {
      this.#options.front?.admit(this.#ufrag, this.#password);
      this.#peer = this.#createPeer();
      this.#pipe = this.#addPipe(this.#peer);
      this.#remote = remote;
      this.#peer.setRemoteDescription(remoteDescription(remote, offerer === 'server'), 'offer');
      this.#peer.setLocalDescription('answer', { iceUfrag: this.#ufrag, icePwd: this.#password });
    } catch (cause) {
      this.#dropPeer();
      throw new CodedError('media.negotiation_failed', 'The connection could not be set up', { cause });
    }
    for (const candidate of [...remote.candidates, ...this.#early]) this.addCandidate(candidate);
    this.#early = [];
  }

  addCandidate(text: string): void {
    const candidate = usableCandidate(text);
    if (!candidate || this.#state === 'closed' || this.#candidates >= MAX_CANDIDATES) return;
    if (isLoopbackCandidate(candidate) && !this.#takesLoopback) return;
    if (!this.#peer) {
      // The library rejects candidates before the description; clients send them in any order.
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

  send(packet: Buffer): boolean {
    if (this.#state !== 'connected' || !this.#pipe) return false;
    try {
      return this.#pipe.sendMessageBinary(packet);
    } catch {
      return false; // "Track is closed": the connection is dying and its state change is on the way
    }
  }

  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#emitter.clear();
    this.#early = [];
    this.#dropPeer();
  }

  #createPeer(): PeerConnection {
    const { front } = this.#options;
    const bindAddress = front ? BEHIND : this.#options.bindAddress;
    const udpPort = front?.behindPort ?? this.#options.udpPort;
    const peer = new PeerConnection('viewer', {
      iceServers: [],
      disableAutoNegotiation: true,
      // The same check is made here, by isRightPeer.
      disableFingerprintVerification: true,
      enableIceUdpMux: true,
      portRangeBegin: udpPort,
      portRangeEnd: udpPort,
      certificatePemFile: this.#certificate.certificatePem,
      keyPemFile: this.#certificate.keyPem,
      ...(bindAddress ? { bindAddress } : {}),
    });
    peer.onStateChange((state) => {
      if (peer === this.#peer) this.#onLibraryState(state as TransportState);
    });
    return peer;
  }

  /**
   * The library passes every packet to a connection's only track, regardless of its stream; with two tracks it would
   * drop packets that belong to neither, such as those of a camera added later. The session separates the streams.
   */
  #addPipe(peer: PeerConnection): Track {
    const pipe = new Video(VIDEO_MID, 'SendRecv');
    pipe.addVP8Codec(96);
    const track = peer.addTrack(pipe);
    track.onMessage((data) => {
      if (this.#state === 'connected') this.#emitter.emit('packetReceived', { data });
    });
    return track;
  }

  #dropPeer(): void {
    const peer = this.#peer;
    this.#options.front?.dismiss(this.#ufrag);
    this.#peer = undefined;
    this.#pipe?.close();
    this.#pipe = undefined;
    peer?.close();
  }

  #onLibraryState(state: TransportState): void {
    if (this.#state === 'closed' || this.#state === 'failed') return;
    const believed = state === 'connected' && !this.#isRightPeer() ? 'failed' : state;
    if (believed === this.#state) return;
    // close() sets 'closed' itself; when the library reports it, the peer has gone.
    this.#state = believed === 'closed' ? 'failed' : believed;
    this.#emitter.emit('stateChanged', { state: this.#state });
  }

  /** RFC 8122 §6.2: the certificate's fingerprint must be the announced one. */
  #isRightPeer(): boolean {
    const actual = this.#peer?.remoteFingerprint();
    const expected = this.#remote?.fingerprints[0];
    const right =
      actual !== undefined &&
      expected?.algorithm === actual.algorithm.toLowerCase() &&
      expected.value === actual.value.toUpperCase();
    if (!right) this.#options.logger.warn('peer refused: its certificate is not the one it announced');
    return right;
  }
}
