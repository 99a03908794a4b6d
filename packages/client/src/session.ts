import { Emitter, type Events, type ListenOptions } from './emitter.js';
import { socketUrl } from './endpoint.js';
import { readServerMessage, type ServerMessage } from './incoming.js';
import { MicrophoneLink, type MicrophoneState } from './microphone-link.js';
import type { MicrophoneOptions } from './microphone.js';
import { outgoing, type SessionConfig } from './outgoing.js';
import { encodePcm16 } from './pcm.js';
import { PeerLink } from './peer-link.js';
import { browserPlatform, type Platform } from './platform.js';
import { Playback, type VideoLike } from './playback.js';
import { problem } from './problem.js';
import { QualityWatch } from './quality-watch.js';
import { Replies } from './replies.js';
import type { SessionEvents } from './session-events.js';
import type { SessionOptions } from './session-options.js';
import { SocketLink } from './socket-link.js';
import { nextState, type EndReason, type SessionState, type StateInput } from './state.js';
import { summarise, type ConnectionStats } from './stats.js';

/** How long the server may take to have a session ready. */
const CONNECT_TIMEOUT_MS = 15_000;
/** The microphone waits this long for the first picture: opening both at once makes the picture 200 ms late. */
const PICTURE_FIRST_MS = 500;

/** What tells of the talk itself. */
type Said = Extract<
  ServerMessage,
  {
    type: `user${string}` | `reply${string}` | 'playbackStarted';
  }
>;

/**
 * One conversation with a face. Owns its socket, peer connection and microphone; `close()` frees them all.
 * A session is used once: to talk again, make another.
 */
export class Session implements Events<SessionEvents> {
  readonly #options: SessionOptions;
  readonly #platform: Platform;
  readonly #events = new Emitter<SessionEvents>();
  readonly #replies = new Replies();
  readonly #peer: PeerLink;
  readonly #microphone: MicrophoneLink;
  readonly #quality: QualityWatch;
  #state: SessionState = { name: 'idle' };
  #capabilities: readonly string[] = [];
  #socket: SocketLink | undefined;
  #playback: Playback | undefined;
  #stream: MediaStream | undefined;
  #connectedAtMs = 0;
  #cancelTimeout: () => void = () => undefined;
  #cancelMicrophoneWait: () => void = () => undefined;
  #released: Promise<void> | undefined;

  constructor(options: SessionOptions, platform: Platform = browserPlatform) {
    this.#options = options;
    this.#platform = platform;
    this.#peer = new PeerLink(platform, {
      send: (messages) => this.#socket?.send(messages),
      streamAdded: (stream) => this.#show(stream),
      stateChanged: (state) => {
        if (state === 'connected' && this.#state.name !== 'ended') this.#quality.start();
        this.#events.emit('mediaChanged', { state });
      },
      failed: (failure) => this.#events.emit('problemOccurred', failure),
    });
    this.#quality = new QualityWatch(
      platform,
      () => this.stats(),
      (quality) => this.#events.emit('qualityChanged', quality),
    );
    this.#microphone = new MicrophoneLink(platform.openMicrophone, {
      framed: (frame) => this.#socket?.sendLive(outgoing.audio(encodePcm16(frame))),
      levelMeasured: (level) => this.#events.emit('levelMeasured', { level }),
      stateChanged: (state) => this.#events.emit('microphoneChanged', { state }),
      failed: (failure) => this.#events.emit('problemOccurred', failure),
    });
  }

  get state(): SessionState {
    return this.#state;
  }

  get microphoneState(): MicrophoneState {
    return this.#microphone.state;
  }

  on<K extends keyof SessionEvents>(
    name: K,
    listener: (event: SessionEvents[K]) => void,
    options?: ListenOptions,
  ): () => void {
    return this.#events.on(name, listener, options);
  }

  /**
   * Opens the session. Call it from a click: the browser then allows sound. It asks for the microphone as soon as the
   * first picture is there. Returns at once; success and failure are told by `stateChanged`.
   */
  connect(): void {
    if (this.#state.name !== 'idle') return;
    this.#connectedAtMs = this.#platform.nowMs();
    this.#apply({ type: 'connect' });
    this.#expectSession();
    const { license } = this.#options;
    if (typeof license === 'function') void this.#openWith(license);
    else this.#openSocket(license);
  }

  /** Shows the face in `video` and plays its sound, now and when it comes. One element at a time. */
  attach(video: VideoLike): void {
    this.#playback?.close();
    this.#playback = new Playback(video, {
      blocked: (failure) => this.#events.emit('problemOccurred', failure),
      painted: () => {
        this.#askForMicrophone();
        this.#events.emit('firstFramePainted', { sinceConnectMs: this.#platform.nowMs() - this.#connectedAtMs });
      },
    });
    if (this.#stream) this.#playback.show(this.#stream);
  }

  /** After a problem of kind `autoplay`: call it from a click or a key to hear the face. */
  async unlockSound(): Promise<void> {
    await this.#playback?.unlock();
  }

  /** What the server can beyond the common dialect; empty until it has said so. */
  get capabilities(): readonly string[] {
    return this.#capabilities;
  }

  /** Asks something by typing. @returns Whether the session could take it. */
  ask(text: string): boolean {
    if (this.#state.name !== 'live' || text.trim() === '') return false;
    if (this.#state.activity === 'speaking') this.interrupt();
    this.#socket?.send(outgoing.typedText(text.trim()));
    this.#events.emit('userTyped', { text: text.trim() });
    this.#apply({ type: 'userSent' });
    return true;
  }

  /** Has the face say these very words. @returns Whether the session could take it; not where the server cannot. */
  say(text: string): boolean {
    return text.trim() !== '' && this.#capabilities.includes('say') && this.#tell(outgoing.verbatim(text.trim()));
  }

  /** Lets the brain know something; it answers nothing to it. @returns Whether the session could take it. */
  context(text: string): boolean {
    return text.trim() !== '' && this.#tell(outgoing.context(text.trim()));
  }

  /**
   * Shows a picture to a brain that sees.
   *
   * @param dataUrl JPEG, PNG or WebP as a data URL (RFC 2397).
   * @param options.ask Whether the face is to say something about it.
   * @returns Whether the session could take it.
   */
  image(dataUrl: string, { ask = false }: { ask?: boolean } = {}): boolean {
    return this.#tell(outgoing.image(dataUrl, ask));
  }

  /** Changes settings; those left out stay as they are. @returns Whether the session could take it. */
  configure(config: SessionConfig): boolean {
    return this.#tell(outgoing.config(config));
  }

  /** Stops the reply being spoken, and at once silences what of it is still on its way. */
  interrupt(): void {
    if (this.#state.name !== 'live' || this.#state.activity === 'listening') return;
    this.#playback?.duck();
    this.#socket?.send(outgoing.interrupt());
    this.#apply({ type: 'interrupt' });
  }

  /** Answers a `toolCalled`. */
  sendToolResult(callId: string, output: unknown): void {
    const text = typeof output === 'string' ? output : JSON.stringify(output ?? null);
    this.#socket?.send(outgoing.toolResult(callId, text));
  }

  get muted(): boolean {
    return this.#microphone.muted;
  }

  /** A muted microphone stays open and sends silence. */
  set muted(muted: boolean) {
    this.#microphone.muted = muted;
  }

  /** Uses another microphone, or asks for one again after it failed. */
  async selectMicrophone(deviceId?: string): Promise<void> {
    await this.#microphone.select({ ...this.#microphoneOptions(), deviceId });
  }

  async stats(): Promise<ConnectionStats & { droppedFrames: number }> {
    const report = await this.#peer.connection?.getStats();
    const entries = report ? (report as unknown as Map<string, unknown>) : new Map<string, unknown>();
    return { ...summarise(entries), droppedFrames: this.#socket?.droppedFrames ?? 0 };
  }

  /** Ends the session and frees everything it opened. Idempotent; also after the session ended by itself. */
  close(): Promise<void> {
    return this.#end({ kind: 'left' });
  }

  #expectSession(): void {
    this.#cancelTimeout = this.#platform.after(CONNECT_TIMEOUT_MS, () =>
      this.#end(problem('network', 'The server does not answer')),
    );
    this.#cancelMicrophoneWait = this.#platform.after(PICTURE_FIRST_MS, () => this.#askForMicrophone());
  }

  /** It may take long, and nobody is heard meanwhile. */
  #queued(place: Extract<ServerMessage, { type: 'queued' }>): void {
    this.#cancelTimeout();
    this.#cancelMicrophoneWait();
    this.#apply(place);
  }

  #admitted(iceServers: RTCIceServer[]): void {
    this.#peer.setIceServers(iceServers);
    if (this.#state.name !== 'queued') return;
    this.#apply({ type: 'admitted' });
    this.#expectSession();
  }

  #askForMicrophone(): void {
    this.#cancelMicrophoneWait();
    const wanted = this.#options.microphone !== false && this.#microphone.state === 'off';
    if (wanted) void this.#microphone.start(this.#microphoneOptions());
  }

  async #openWith(fetchLicense: () => string | Promise<string>): Promise<void> {
    try {
      const license = await fetchLicense();
      if (this.#state.name === 'connecting') this.#openSocket(license);
    } catch (error) {
      void this.#end(problem('auth', `The key could not be fetched: ${String(error)}`));
    }
  }

  #openSocket(license: string | undefined): void {
    try {
      const url = socketUrl({ ...this.#options, license }, this.#platform.pageUrl);
      this.#socket = new SocketLink(this.#platform.openSocket(url), {
        opened: () => this.#socket?.send(outgoing.config(this.#options.config ?? {})),
        received: (frame) => this.#receive(frame),
        lost: (reason) => void this.#end(reason),
      });
    } catch (error) {
      void this.#end(problem('network', `The server’s address cannot be used: ${String(error)}`));
    }
  }

  #receive(frame: unknown): void {
    const message = readServerMessage(frame);
    if (message && this.#state.name !== 'ended') this.#handle(message);
  }

  #handle(message: ServerMessage): void {
    switch (message.type) {
      case 'connected':
        return this.#admitted(message.iceServers);
      case 'queued':
        return this.#queued(message);
      case 'refused':
        return void this.#end(message.problem);
      case 'warned':
        return this.#events.emit('problemOccurred', problem('backend', message.message, { hint: '' }));
      case 'configured':
        return this.#configured();
      case 'offer':
        return this.#peer.acceptOffer(message.sdp);
      case 'answer':
        return this.#peer.acceptAnswer(message.sdp);
      case 'candidate':
        return this.#peer.addCandidate(message.candidate);
      case 'measured':
        return this.#events.emit('latencyMeasured', { replyId: message.replyId, stages: message.stages });
      case 'toolCalled':
        return this.#events.emit('toolCalled', message);
      case 'created':
        this.#capabilities = message.capabilities;
        return;
      default:
        return this.#follow(message);
    }
  }

  /** What is said, by either side. */
  #follow(message: Said): void {
    switch (message.type) {
      case 'userStarted':
        // The server stops the reply; what has left it already would be heard over the user for 100 ms more.
        if (this.#state.name === 'live' && this.#state.activity === 'speaking') this.#playback?.duck();
        this.#apply({ type: 'userStarted' });
        return this.#events.emit('userStarted', { itemId: message.itemId });
      case 'userStopped':
        return this.#apply({ type: 'userStopped' });
      case 'userTranscribed':
        if (message.final && message.text.trim() === '') this.#apply({ type: 'nothingHeard' });
        return this.#events.emit('userTranscribed', message);
      case 'replyDelta':
        this.#apply({ type: 'replyStarted', replyId: message.replyId });
        return this.#tellReply(message.replyId, this.#replies.append(message.replyId, message.text), false);
      case 'replyDone':
        return this.#tellReply(message.replyId, this.#replies.finish(message.replyId, message.text), true);
      case 'replyHeard':
        return this.#events.emit('replyHeard', message);
      case 'playbackStarted':
        this.#apply({ type: 'replyStarted', replyId: message.replyId ?? '' });
        return this.#events.emit('replyStarted', { replyId: message.replyId ?? '' });
      case 'replyEnded':
        return this.#apply({ type: 'replyEnded', replyId: message.replyId });
    }
  }

  #tell(messages: Parameters<SocketLink['send']>[0]): boolean {
    if (this.#state.name !== 'live') return false;
    this.#socket?.send(messages);
    return true;
  }

  #tellReply(replyId: string, text: string, final: boolean): void {
    this.#events.emit('replyUpdated', { replyId, text, final });
  }

  /** Only the first `session.updated` begins the conversation; later ones acknowledge settings. */
  #configured(): void {
    if (this.#state.name !== 'connecting') return;
    this.#cancelTimeout();
    this.#apply({ type: 'configured' });
    this.#microphone.openGate();
    if (this.#options.greet) this.#socket?.send(outgoing.greetingRequest());
  }

  #show(stream: MediaStream): void {
    if (stream === this.#stream) return;
    this.#stream = stream;
    this.#events.emit('streamAdded', { stream });
    this.#playback?.show(stream);
  }

  #apply(input: StateInput): void {
    const from = this.#state;
    const to = nextState(from, input);
    if (to === from) return;
    this.#state = to;
    if (to.name === 'live' && to.activity === 'speaking') this.#playback?.unduck();
    this.#events.emit('stateChanged', { from, to });
  }

  #end(reason: EndReason): Promise<void> {
    if (!this.#released) {
      this.#cancelTimeout();
      this.#cancelMicrophoneWait();
      this.#quality.stop();
      this.#socket?.close();
      this.#peer.close();
      this.#playback?.close();
      this.#released = this.#microphone.close();
      this.#apply({ type: 'end', reason });
    }
    return this.#released;
  }

  #microphoneOptions(): MicrophoneOptions {
    return typeof this.#options.microphone === 'object' ? this.#options.microphone : {};
  }
}
