import { outgoing } from './outgoing.js';
import type { Json } from './json.js';
import { problem, type Problem } from './problem.js';

/** State of the connection for picture and sound. */
export type MediaState = 'none' | 'connecting' | 'connected' | 'failed';

export interface PeerHandlers {
  send(messages: readonly Json[]): void;
  streamAdded(stream: MediaStream): void;
  stateChanged(state: MediaState): void;
  failed(problem: Problem): void;
  /** Whether a message sent now can arrive soon. */
  reachable(): boolean;
}

export interface PeerPlatform {
  createPeerConnection(configuration: RTCConfiguration): RTCPeerConnection;
  /** Runs `callback` once, later. @returns A function that cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}

/** How long ICE may look for a path before a problem is reported; a good network needs well under a second. */
const CONNECT_TIMEOUT_MS = 10_000;
/** `disconnected` often heals on its own; after this long it gets an ICE restart. */
const DISCONNECTED_GRACE_MS = 3_000;
const MAX_RESTARTS = 2;
/** An offer without an answer for this long is withdrawn, so that others can be sent. */
const ANSWER_LIMIT_MS = 10_000;
/** Unanswered offers in a row after which no more are sent. */
const MAX_UNANSWERED = 2;

/** Packets come at once where the browser has met the server anew; a slow network takes a second. */
const PROOF_INTERVAL_MS = 250;
const MAX_PROOF_ATTEMPTS = 8;

const NO_PATH_HINT =
  'Picture and sound travel over UDP: a firewall, a VPN or a container may block it. Typing and captions still work.';

/**
 * The media half of a session: answers the server's offer, trickles candidates, recovers by ICE restart, and by another
 * connection where a browser cannot do that: with an ICE restart the server has another certificate (RFC 8842 §4.4), and
 * Firefox (153) holds on to the former one, upon which it is "connected" and receives nothing.
 * Signalling is handled strictly one step after the other; no step waits for the other side,
 * so an offer of our own can never deadlock with the server's.
 * @see RFC 8829 §5, W3C WebRTC §4.7.3 for the negotiation-needed flag
 */
export class PeerLink {
  readonly #platform: PeerPlatform;
  readonly #handlers: PeerHandlers;
  readonly #candidates: RTCIceCandidateInit[] = [];
  #steps: Promise<void> = Promise.resolve();
  #connection: RTCPeerConnection | undefined;
  #iceServers: RTCIceServer[] = [];
  #state: MediaState = 'none';
  #restarts = 0;
  /** Whether the server's first offer has been answered: before that there is nothing to change. */
  #negotiated = false;
  /** Whether the server's certificate has changed since packets came. */
  #unproven = false;
  #unanswered = 0;
  #camera: MediaStream | undefined;
  #cameraSender: RTCRtpSender | undefined;
  #cancelTimer: () => void = () => undefined;
  #cancelAnswerTimer: () => void = () => undefined;
  #closed = false;

  constructor(platform: PeerPlatform, handlers: PeerHandlers) {
    this.#platform = platform;
    this.#handlers = handlers;
  }

  get connection(): RTCPeerConnection | undefined {
    return this.#connection;
  }

  /** Sets the ICE servers of later connections and ICE restarts. */
  setIceServers(servers: RTCIceServer[]): void {
    this.#iceServers = servers;
    this.#connection?.setConfiguration({ iceServers: servers });
  }

  /** Makes every later step wait for `servers`, which a server that names none on the socket returns over HTTP. */
  waitForIceServers(servers: Promise<RTCIceServer[]>): void {
    this.#step(async () => this.setIceServers(await servers));
  }

  /** Sends the camera's pictures, or none. Renegotiates with the server where needed. */
  setCamera(stream: MediaStream | undefined): void {
    this.#camera = stream;
    this.#step(async () => {
      if (this.#connection && this.#negotiated) await this.#applyCamera(this.#connection);
    });
  }

  /** Restarts ICE, with a fresh budget, unless picture and sound are connected: the network may have changed. */
  revive(): void {
    const connection = this.#connection;
    if (!connection || connection.connectionState === 'connected') return;
    this.#restarts = 0;
    this.#restart(connection);
  }

  /**
   * Restarts ICE where nothing comes although the browser counts the connection as connected: after a change of address
   * the server answers its checks from the new one, and still sends picture and sound to the old one.
   */
  renewPath(): void {
    if (this.#connection?.connectionState === 'connected') this.#connection.restartIce();
  }

  /** Answers the server's offer. A second one is applied to the same connection, or to a new one if that has failed. */
  acceptOffer(sdp: string): void {
    this.#step(async () => {
      const connection = this.#usableConnection();
      await connection.setRemoteDescription({ type: 'offer', sdp });
      await this.#addWaitingCandidates(connection);
      await this.#applyCamera(connection);
      await connection.setLocalDescription(await connection.createAnswer());
      this.#handlers.send(outgoing.description('answer', connection.localDescription!.sdp));
      this.#negotiated = true;
    });
  }

  /** Applies the server's answer to an offer of ours; one that comes too late is ignored. */
  acceptAnswer(sdp: string): void {
    this.#step(async () => {
      const connection = this.#connection;
      if (connection?.signalingState !== 'have-local-offer') return;
      this.#cancelAnswerTimer();
      this.#unanswered = 0;
      const former = fingerprintIn(connection.currentRemoteDescription?.sdp);
      this.#unproven ||= former !== undefined && former !== fingerprintIn(sdp);
      await connection.setRemoteDescription({ type: 'answer', sdp });
      await this.#addWaitingCandidates(connection);
    });
  }

  /** Adds a candidate of the server; one that precedes its offer waits for it. */
  addCandidate(candidate: RTCIceCandidateInit): void {
    this.#step(async () => {
      this.#candidates.push(candidate);
      if (this.#connection?.remoteDescription) await this.#addWaitingCandidates(this.#connection);
    });
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    this.#cancelTimer();
    this.#dropConnection();
  }

  #step(run: () => Promise<void>): void {
    this.#steps = this.#steps.then(async () => {
      if (this.#closed) return;
      try {
        await run();
      } catch (error) {
        if (!this.#closed)
          this.#handlers.failed(problem('media', `Picture and sound could not be set up: ${String(error)}`));
      }
    });
  }

  async #addWaitingCandidates(connection: RTCPeerConnection): Promise<void> {
    for (const candidate of this.#candidates.splice(0)) {
      // One unusable candidate (an address family we lack, say) must not cost the others.
      await connection.addIceCandidate(candidate).catch(() => undefined);
    }
  }

  async #applyCamera(connection: RTCPeerConnection): Promise<void> {
    const [track = null] = this.#camera?.getVideoTracks() ?? [];
    const sender = this.#cameraSender;
    if (!track) {
      this.#cameraSender = undefined;
      if (sender) connection.removeTrack(sender);
    } else if (sender) await sender.replaceTrack(track);
    else this.#cameraSender = connection.addTrack(track, this.#camera!);
  }

  #usableConnection(): RTCPeerConnection {
    const dead = this.#connection?.connectionState;
    if (this.#connection && dead !== 'failed' && dead !== 'closed') return this.#connection;
    this.#dropConnection();
    return this.#openConnection();
  }

  #openConnection(): RTCPeerConnection {
    const connection = this.#platform.createPeerConnection({ iceServers: this.#iceServers });
    this.#connection = connection;
    connection.ontrack = (event) => this.#handlers.streamAdded(event.streams[0] ?? new MediaStream([event.track]));
    connection.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate) this.#handlers.send(outgoing.candidate(candidate.toJSON()));
    };
    connection.onconnectionstatechange = () => this.#follow(connection);
    connection.onnegotiationneeded = () => this.#offer(connection);
    this.#become('connecting');
    this.#cancelTimer = this.#platform.after(CONNECT_TIMEOUT_MS, () => this.#giveUp());
    return connection;
  }

  /**
   * Sends an offer of our own once the server's first one has been answered; before that there is nothing to change.
   */
  #offer(connection: RTCPeerConnection): void {
    this.#step(async () => {
      if (connection !== this.#connection || !this.#negotiated) return;
      if (connection.signalingState !== 'stable') return;
      await connection.setLocalDescription(await connection.createOffer());
      this.#handlers.send(outgoing.description('offer', connection.localDescription!.sdp));
      this.#awaitAnswer(connection);
    });
  }

  /**
   * Withdraws an offer that stays unanswered because the server cannot use it; the browser then asks for a new one if
   * needed.
   */
  #awaitAnswer(connection: RTCPeerConnection): void {
    this.#cancelAnswerTimer();
    this.#cancelAnswerTimer = this.#platform.after(ANSWER_LIMIT_MS, () => {
      if (!this.#handlers.reachable()) return this.#awaitAnswer(connection);
      this.#step(async () => {
        if (connection !== this.#connection || connection.signalingState !== 'have-local-offer') return;
        if (++this.#unanswered >= MAX_UNANSWERED) throw new Error('the server does not answer offers');
        await connection.setLocalDescription({ type: 'rollback' });
      });
    });
  }

  #follow(connection: RTCPeerConnection): void {
    if (connection !== this.#connection) return;
    switch (connection.connectionState) {
      case 'connected':
        this.#cancelTimer();
        return this.#unproven ? void this.#prove(connection) : this.#recovered();
      case 'disconnected':
        this.#cancelTimer();
        this.#cancelTimer = this.#platform.after(DISCONNECTED_GRACE_MS, () => this.#restart(connection));
        return;
      case 'failed':
        return this.#restart(connection);
      case 'new':
      case 'connecting':
      case 'closed':
        return;
    }
  }

  #restart(connection: RTCPeerConnection): void {
    this.#cancelTimer();
    if (this.#restarts >= MAX_RESTARTS) return this.#giveUp();
    this.#restarts++;
    this.#become('connecting');
    this.#cancelTimer = this.#platform.after(CONNECT_TIMEOUT_MS, () => this.#giveUp());
    connection.restartIce();
  }

  #recovered(): void {
    this.#restarts = 0;
    this.#unproven = false;
    this.#become('connected');
  }

  /** Believes a browser that says "connected" once packets come; replaces a connection to which none come. */
  async #prove(connection: RTCPeerConnection, attempt = 0, before = Infinity): Promise<void> {
    const received = await receivedPackets(connection);
    if (connection !== this.#connection || connection.connectionState !== 'connected') return;
    if (received > before) return this.#recovered();
    if (attempt === MAX_PROOF_ATTEMPTS) return this.#replace();
    this.#cancelTimer = this.#platform.after(
      PROOF_INTERVAL_MS,
      () => void this.#prove(connection, attempt + 1, received),
    );
  }

  /** Offers a new connection in place of the present one; to the server that is an ICE restart like any other. */
  #replace(): void {
    if (this.#restarts >= MAX_RESTARTS) return this.#giveUp();
    this.#restarts++;
    this.#dropConnection();
    const connection = this.#openConnection();
    // In the order of the server's own offer: by their place the server knows the sections again.
    for (const kind of ['video', 'audio']) connection.addTransceiver(kind, { direction: 'recvonly' });
    this.#step(() => this.#applyCamera(connection));
  }

  #giveUp(): void {
    this.#cancelTimer();
    if (this.#state === 'failed') return;
    if (!this.#handlers.reachable()) {
      this.#cancelTimer = this.#platform.after(CONNECT_TIMEOUT_MS, () => this.#giveUp());
      return; // an ICE restart needs signalling, and its loss has been reported already
    }
    this.#become('failed');
    this.#handlers.failed(problem('network', 'No path for picture and sound was found', { hint: NO_PATH_HINT }));
  }

  #become(state: MediaState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#handlers.stateChanged(state);
  }

  #dropConnection(): void {
    const connection = this.#connection;
    if (!connection) return;
    this.#cancelTimer();
    this.#cancelAnswerTimer();
    this.#cameraSender = undefined;
    this.#unproven = false;
    connection.ontrack = connection.onicecandidate = null;
    connection.onconnectionstatechange = connection.onnegotiationneeded = null;
    connection.close();
    this.#connection = undefined;
  }
}

const fingerprintIn = (sdp: string | undefined): string | undefined => /^a=fingerprint:(.*)$/m.exec(sdp ?? '')?.[1];

async function receivedPackets(connection: RTCPeerConnection): Promise<number> {
  const entries = (await connection.getStats()) as unknown as Map<string, { type: string; packetsReceived?: number }>;
  const inbound = [...entries.values()].filter(({ type }) => type === 'inbound-rtp');
  return inbound.reduce((sum, { packetsReceived = 0 }) => sum + packetsReceived, 0);
}
