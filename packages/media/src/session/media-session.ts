import { CodedError, TypedEmitter, type Events, type Logger } from '@visavis/core';
import { CameraReceiver } from '../camera/camera-receiver.js';
import type { MediaClock } from '../clock/media-clock.js';
import type { Playout } from '../playout/playout.js';
import type {
  CameraPicture,
  IceCandidate,
  MediaCodecs,
  PictureDecoder,
  SessionDescription,
  TransportState,
  VideoSource,
} from '../ports.js';
import { parseRtcp } from '../rtcp/parse.js';
import { isRtcp } from '../rtp/read-rtp.js';
import { parseDescription, unusable, type Description, type TransportParameters } from '../sdp/description.js';
import { createLocalMedia } from '../sdp/local-media.js';
import { negotiate } from '../sdp/negotiate.js';
import { writeAnswer } from '../sdp/write-answer.js';
import { writeOffer } from '../sdp/write-offer.js';
import type { CreatePeerTransport, PeerTransport } from '../transport/peer-transport.js';
import { Liveness } from './liveness.js';
import { MediaStream } from './media-stream.js';
import { RestartGate } from './restart-gate.js';

/** Events of a {@link MediaSession}. */
export type MediaSessionEvents = {
  stateChanged: { from: TransportState; to: TransportState };
  /** A picture of the viewer's camera has arrived: at most one every two seconds. */
  pictureReceived: { picture: CameraPicture };
};

/** Options of {@link MediaSession}, which an engine opens. */
export interface MediaSessionOptions {
  /** Source of the video frames; the session does not close it. */
  readonly video: VideoSource;
  /** Queue of the speech; the session does not close it. */
  readonly playout: Playout;
  readonly logger: Logger;
}

/** Figures of one session at one moment. */
export interface MediaSessionStats {
  readonly state: TransportState;
  /** The bitrate that the network can carry for video. */
  readonly targetBps: number;
  /** Video sent in the last second, repairs included. */
  readonly sentBps: number;
  readonly rttMs: number;
  /** Video frames sent. */
  readonly frames: number;
  /** Packets resent. */
  readonly resent: number;
  /** Packets requested again, but forgotten, on their way or over budget. */
  readonly refused: number;
  /** Packets that wait for the pacer. */
  readonly backlog: number;
  /** Packets that were dropped because too many waited. */
  readonly dropped: number;
}

/**
 * One viewer's connection: offers once, sends audio and video, recovers. Its stream (numbering, clock, repairs)
 * outlives the transport that carries it: an ICE restart by the viewer opens a new one.
 */
export class MediaSession {
  readonly #clock: MediaClock;
  readonly #createTransport: CreatePeerTransport;
  readonly #logger: Logger;
  readonly #emitter: TypedEmitter<MediaSessionEvents>;
  readonly #media = createLocalMedia();
  readonly #stream: MediaStream;
  readonly #camera: CameraReceiver;
  readonly #liveness = new Liveness();
  readonly #restarts = new RestartGate();
  readonly #stopTicking: () => void;
  readonly #origin = String(Math.floor(Math.random() * 2 ** 31));
  readonly #onClose: () => void;
  #transport: PeerTransport | undefined;
  #local: TransportParameters | undefined;
  #remoteUfrag: string | undefined;
  #version = 1;
  #transportState: TransportState = 'new';
  #state: TransportState = 'new';

  /** Only the engine creates sessions. */
  constructor(
    deps: {
      clock: MediaClock;
      createTransport: CreatePeerTransport;
      createAudioEncoder: MediaCodecs['createAudioEncoder'];
      pictures: Pick<PictureDecoder, 'toJpeg'>;
      onClose: () => void;
    },
    { video, playout, logger }: MediaSessionOptions,
  ) {
    this.#clock = deps.clock;
    this.#createTransport = deps.createTransport;
    this.#onClose = deps.onClose;
    this.#logger = logger;
    this.#emitter = new TypedEmitter(logger);
    const send = (packet: Buffer): void => void this.#transport?.send(packet);
    const { clock, createAudioEncoder } = deps;
    this.#stream = new MediaStream({ clock, createAudioEncoder, media: this.#media, video, playout, logger, send });
    this.#camera = new CameraReceiver({
      ssrc: this.#media.videoSsrc,
      decoder: deps.pictures,
      send,
      onPicture: (picture) => this.#emitter.emit('pictureReceived', { picture }),
    });
    this.#stopTicking = deps.clock.drive({
      tick: (mediaMs) => this.#tick(mediaMs),
      step: () => this.#stream.step(),
    });
  }

  get events(): Events<MediaSessionEvents> {
    return this.#emitter;
  }

  get state(): TransportState {
    return this.#state;
  }

  stats(): MediaSessionStats {
    return { state: this.#state, ...this.#stream.stats };
  }

  /**
   * The session's only offer, with every candidate inside.
   *
   * @throws {CodedError} `media.negotiation_failed` when the port cannot be opened; `media.closed` after `close`.
   */
  async createOffer(): Promise<SessionDescription> {
    if (this.#transport) throw unusable('an offer was sent already');
    const { local } = this.#open();
    return { type: 'offer', sdp: writeOffer(local, this.#media, `${this.#origin} ${this.#version}`) };
  }

  /** @throws {CodedError} `media.negotiation_failed`; the session can still take a better answer. */
  async acceptAnswer(sdp: string): Promise<void> {
    const answer = parseDescription(sdp);
    const agreed = negotiate(answer);
    if (!this.#transport || !this.#local) throw unusable('there is no offer to answer');
    if (this.#remoteUfrag !== undefined) return; // a repeated answer changes nothing
    if (answer.setup === 'passive') throw unusable('the viewer must be the DTLS client');
    this.#transport.connect(answer.transport, 'server');
    this.#remoteUfrag = answer.transport.ufrag;
    this.#stream.negotiate(agreed);
  }

  /** Adds a candidate of the viewer, in any order, before or after the answer. One that cannot be used is ignored. */
  addCandidate({ candidate }: IceCandidate): void {
    this.#transport?.addCandidate(candidate);
  }

  /**
   * Answers an offer of the viewer: on the same connection when its ICE credentials are the same, on a new one when it
   * restarts ICE (RFC 8839 §4.4.1.1.1). A second restart within a second waits for the end of that second.
   *
   * @throws {CodedError} `media.negotiation_failed` when the offer is unusable; the present connection goes on.
   */
  async acceptOffer(sdp: string): Promise<SessionDescription> {
    const offer = parseDescription(sdp);
    const agreed = negotiate(offer);
    if (this.#remoteUfrag === undefined) throw unusable('the first offer is ours and waits for its answer');
    const local = offer.transport.ufrag === this.#remoteUfrag ? this.#keep(offer) : await this.#restart(offer);
    this.#stream.negotiate(agreed);
    this.#camera.negotiate(agreed.camera);
    const answer = writeAnswer(
      offer,
      { agreed, transport: local, media: this.#media },
      `${this.#origin} ${++this.#version}`,
    );
    return { type: 'answer', sdp: answer };
  }

  /** Says goodbye to the viewer and frees all resources. Idempotent. */
  close(): void {
    if (this.#state === 'closed') return;
    this.#stopTicking();
    this.#restarts.close();
    this.#stream.close();
    this.#dropTransport();
    this.#setState('closed');
    this.#emitter.clear();
    this.#onClose();
  }

  #keep(offer: Description): TransportParameters {
    for (const candidate of offer.transport.candidates) this.#transport?.addCandidate(candidate);
    if (!this.#local) throw unusable('there is no connection yet');
    return this.#local;
  }

  async #restart(offer: Description): Promise<TransportParameters> {
    if (offer.setup === 'passive') throw unusable('the viewer must be the DTLS client');
    await this.#restarts.enter(this.#clock.nowMs());
    this.#logger.debug('viewer restarts the connection');
    this.#dropTransport();
    const { transport, local } = this.#open();
    transport.connect(offer.transport, 'viewer');
    this.#remoteUfrag = offer.transport.ufrag;
    return local;
  }

  #open(): { transport: PeerTransport; local: TransportParameters } {
    if (this.#state === 'closed') throw new CodedError('media.closed', 'The session has ended');
    const transport = this.#createTransport();
    this.#transport = transport;
    transport.events.on('stateChanged', ({ state }) => {
      if (transport === this.#transport) this.#onTransportState(state);
    });
    transport.events.on('packetReceived', ({ data }) => this.#receive(data));
    this.#local = transport.open();
    return { transport, local: this.#local };
  }

  #receive(data: Uint8Array): void {
    const nowMs = this.#clock.nowMs();
    this.#liveness.heard(nowMs);
    if (!isRtcp(data)) return this.#camera.receive(data, nowMs);
    const feedback = parseRtcp(data);
    for (const item of feedback) {
      if (item.kind === 'sender-report') this.#camera.senderReported(item.ssrc, item.compactNtp, nowMs);
    }
    this.#stream.receive(feedback);
  }

  /** No packet is sent until another transport is connected. */
  #dropTransport(): void {
    this.#stream.disconnect();
    this.#transport?.close();
    this.#transport = undefined;
  }

  #tick(mediaMs: number): void {
    this.#stream.tick(mediaMs);
    this.#restarts.run(this.#clock.nowMs());
    this.#camera.run(this.#clock.nowMs());
    const state = this.#liveness.judge(this.#transportState, this.#clock.nowMs());
    if (state !== this.#state) this.#onJudgement(state);
  }

  #onJudgement(state: TransportState): void {
    if (state === 'failed') {
      this.#transportState = 'failed';
      this.#dropTransport();
    }
    this.#setState(state);
  }

  #onTransportState(state: TransportState): void {
    this.#transportState = state;
    this.#liveness.heard(this.#clock.nowMs());
    if (state === 'connected') this.#stream.connect();
    this.#onJudgement(state);
  }

  #setState(to: TransportState): void {
    const from = this.#state;
    if (from === to || from === 'closed') return;
    this.#state = to;
    this.#logger.info('media connection', { from, to });
    this.#emitter.emit('stateChanged', { from, to });
  }
}
