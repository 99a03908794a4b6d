import type { CameraState } from './camera.js';
import { Emitter, type Events, type ListenOptions } from './emitter.js';
import { socketUrl } from './endpoint.js';
import type { ServerMessage } from './incoming.js';
import type { MicrophoneState } from './microphone-link.js';
import { outgoing, type SessionConfig } from './outgoing.js';
import { encodePcm16, toBase64 } from './pcm.js';
import { PeerLink, type MediaState } from './peer-link.js';
import { browserPlatform, type Platform } from './platform.js';
import { Playback, type VideoLike } from './playback.js';
import { problem } from './problem.js';
import { QualityWatch } from './quality-watch.js';
import { ServerLink } from './server-link.js';
import type { SessionEvents } from './session-events.js';
import type { SessionOptions } from './session-options.js';
import type { EndReason, SessionState } from './state.js';
import { summarise, type ConnectionStats } from './stats.js';
import { SessionTracker } from './session-tracker.js';
import { Tools } from './tools.js';
import { UserMedia } from './user-media.js';

/** How long the server may take to prepare a session. */
const CONNECT_TIMEOUT_MS = 15_000;

/**
 * One conversation with a face. Owns its sockets, peer connection, microphone and camera; `disconnect()` frees them all,
 * and so does a page that is closed. A session is used once: to talk again, create another.
 */
export class Session implements Events<SessionEvents> {
  readonly #options: SessionOptions;
  readonly #platform: Platform;
  readonly #events = new Emitter<SessionEvents>();
  readonly #tracker: SessionTracker;
  readonly #playback: Playback;
  readonly #peer: PeerLink;
  readonly #user: UserMedia;
  readonly #tools: Tools;
  readonly #quality: QualityWatch;
  #capabilities: readonly string[] = [];
  #server: ServerLink | undefined;
  #stream: MediaStream | undefined;
  #media: MediaState = 'none';
  #connectedAtMs = 0;
  #fetchIceServers: () => Promise<RTCIceServer[]> = () => Promise.resolve([]);
  #cancelTimeout: () => void = () => undefined;
  #stopWatching: () => void = () => undefined;
  #released: Promise<void> | undefined;

  constructor(options: SessionOptions, platform: Platform = browserPlatform) {
    this.#options = options;
    this.#platform = platform;
    this.#playback = new Playback({
      blocked: (failure) => this.#events.emit('problemOccurred', failure),
      painted: () => this.#painted(),
    });
    this.#tracker = new SessionTracker(this.#events, this.#playback);
    this.#tools = new Tools(() => this.#server?.send(outgoing.config({ tools: this.#tools.list })));
    if (options.config?.tools) this.#tools.declare(options.config.tools);
    this.#peer = new PeerLink(platform, {
      send: (messages) => this.#server?.send(messages),
      streamAdded: (stream) => this.#show(stream),
      stateChanged: (state) => this.#mediaChanged(state),
      failed: (failure) => this.#events.emit('problemOccurred', failure),
      reachable: () => this.#server?.open === true,
    });
    this.#quality = new QualityWatch(
      platform,
      () => this.stats(),
      (quality) => this.#events.emit('qualityChanged', quality),
    );
    this.#user = new UserMedia(platform, options.microphone ?? true, this.#events, {
      framed: (frame) => this.#sendSound(frame),
      cameraChanged: (stream) => this.#peer.setCamera(stream),
    });
  }

  get state(): SessionState {
    return this.#tracker.state;
  }

  get microphoneState(): MicrophoneState {
    return this.#user.microphoneState;
  }

  get cameraState(): CameraState {
    return this.#user.cameraState;
  }

  /** Capabilities of the server beyond the common dialect; empty until the server has listed them. */
  get capabilities(): readonly string[] {
    return this.#capabilities;
  }

  /** Functions of this page that the brain may call. */
  get tools(): Pick<Tools, 'register'> {
    return this.#tools;
  }

  /**
   * Microphones and cameras: `list()` returns those that the browser lets this page see, `select(device)` uses one. A
   * microphone that had failed is requested again, and a camera is turned on.
   */
  get devices(): Pick<UserMedia, 'list' | 'select'> {
    return this.#user;
  }

  on<K extends keyof SessionEvents>(
    name: K,
    listener: (event: SessionEvents[K]) => void,
    options?: ListenOptions,
  ): () => void {
    return this.#events.on(name, listener, options);
  }

  /**
   * Opens the session. Call it from a click: the browser then allows sound. It requests the microphone as soon as the
   * first picture is there. Returns at once; `stateChanged` reports success and failure.
   */
  connect(): void {
    if (this.state.name !== 'idle') return;
    this.#connectedAtMs = this.#platform.nowMs();
    this.#tracker.apply({ type: 'connect' });
    this.#user.watch();
    this.#stopWatching = this.#platform.watchLife({
      revived: () => this.#revive(),
      left: () => void this.disconnect(),
    });
    this.#expectSession();
    const { license } = this.#options;
    if (typeof license === 'function') void this.#openWith(license);
    else this.#open(license);
  }

  /** Ends the session and frees everything it opened. Idempotent, also after the session ended by itself. */
  disconnect(): Promise<void> {
    return this.#end({ kind: 'left' });
  }

  /** Shows the face in `video` and plays its sound, now or as soon as they arrive. One element at a time. */
  attach(video: VideoLike): void {
    this.#playback.attach(video);
  }

  /** Turns the sound on after a problem of kind `autoplay`. Call it from a click or a key. */
  async unlockSound(): Promise<void> {
    await this.#playback.unlock();
  }

  /** Sends a question that the user typed. @returns Whether the session could send it. */
  ask(text: string): boolean {
    if (this.state.name !== 'live' || text.trim() === '') return false;
    if (this.#tracker.speaking) this.interrupt();
    this.#sendIfLive(outgoing.typedText(text.trim()));
    this.#events.emit('userTyped', { text: text.trim() });
    this.#tracker.apply({ type: 'userSent' });
    return true;
  }

  /**
   * Has the face say these very words.
   * @returns Whether the session could send it; `false` where the server cannot do this.
   */
  say(text: string): boolean {
    return text.trim() !== '' && this.#can('say') && this.#sendIfLive(outgoing.verbatim(text.trim()));
  }

  /** Sends a fact to the brain, which does not answer it. @returns Whether the session could send it. */
  context(text: string): boolean {
    return text.trim() !== '' && this.#sendIfLive(outgoing.context(text.trim()));
  }

  /**
   * Shows a picture to a brain that sees. `shrinkPicture` encodes one from any file.
   *
   * @param dataUrl JPEG, PNG or WebP as a data URL (RFC 2397).
   * @param options.ask Whether the face is to say something about it.
   * @returns Whether the session could send it.
   */
  image(dataUrl: string, { ask = false }: { ask?: boolean } = {}): boolean {
    if (!this.#sendIfLive(outgoing.image(dataUrl, ask))) return false;
    this.#events.emit('imageSent', { dataUrl });
    return true;
  }

  /** Changes settings; those left out stay as they are. @returns Whether the session could send it. */
  configure(config: SessionConfig): boolean {
    if (config.tools) this.#tools.declare(config.tools);
    return this.#sendIfLive(outgoing.config(config.tools ? { ...config, tools: this.#tools.list } : config));
  }

  /** Stops the reply being spoken, and at once silences the rest of it that is still on its way. */
  interrupt(): void {
    if (this.state.name !== 'live' || this.state.activity === 'listening') return;
    this.#playback.duck();
    if (this.#can('response.cancel')) this.#sendIfLive(outgoing.interrupt());
    this.#tracker.apply({ type: 'interrupt' });
  }

  /** Answers a `toolCalled`. */
  sendToolResult(callId: string, output: unknown): void {
    const text = typeof output === 'string' ? output : JSON.stringify(output ?? null);
    this.#server?.send(outgoing.toolResult(callId, text));
  }

  get muted(): boolean {
    return this.#user.muted;
  }

  /** A muted microphone stays open and sends silence. */
  mute(muted = true): void {
    this.#user.muted = muted;
  }

  /**
   * Turns the camera on or off, through which a brain that sees can see the user. The browser asks the user where
   * needed.
   */
  camera(on = true): Promise<void> {
    return this.#user.turnCamera(on);
  }

  async stats(): Promise<ConnectionStats & { droppedFrames: number }> {
    const report = await this.#peer.connection?.getStats();
    const entries = report ? (report as unknown as Map<string, unknown>) : new Map<string, unknown>();
    return { ...summarise(entries), droppedFrames: this.#server?.droppedFrames ?? 0 };
  }

  async #openWith(fetchLicense: () => string | Promise<string>): Promise<void> {
    try {
      const license = await fetchLicense();
      if (this.state.name === 'connecting') this.#open(license);
    } catch (error) {
      void this.#end(problem('auth', `The key could not be fetched: ${String(error)}`));
    }
  }

  #open(license: string | undefined): void {
    const endpoint = { ...this.#options, license };
    this.#fetchIceServers = () => this.#platform.fetchIceServers(socketUrl(endpoint, this.#platform.pageUrl), license);
    try {
      this.#server = new ServerLink((from) => socketUrl(endpoint, this.#platform.pageUrl, from), this.#platform, {
        opened: () => this.#sendSettings(),
        received: (message) => this.#handle(message),
        lost: (attempt) => this.#tracker.apply({ type: 'lost', attempt }),
        regained: () => this.#regained(),
        ended: (reason) => void this.#end(reason),
      });
    } catch (error) {
      void this.#end(problem('network', `The server’s address cannot be used: ${String(error)}`));
    }
  }

  #sendSettings(): void {
    this.#server?.send(outgoing.config({ ...this.#options.config, tools: this.#tools.list }));
  }

  #expectSession(): void {
    this.#cancelTimeout = this.#platform.after(
      CONNECT_TIMEOUT_MS,
      () => void this.#end(problem('network', 'The server does not answer')),
    );
    this.#user.expectPicture();
  }

  #handle(message: ServerMessage): void {
    switch (message.type) {
      case 'connected':
        return this.#admitted(message);
      case 'queued':
        return this.#queued(message);
      case 'refused':
        return void this.#end(message.problem);
      case 'warned':
        return this.#events.emit('warned', { code: message.code, message: message.message });
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
        return this.#called(message);
      case 'created':
        this.#capabilities = message.capabilities;
        return;
      default:
        return this.#tracker.follow(message);
    }
  }

  /** The queue may take long: the time limit stops, and the microphone stays closed meanwhile. */
  #queued(place: Extract<ServerMessage, { type: 'queued' }>): void {
    this.#cancelTimeout();
    this.#user.hold();
    this.#tracker.apply(place);
  }

  #admitted({ iceServers, resumed }: Extract<ServerMessage, { type: 'connected' }>): void {
    if (iceServers.length > 0 || resumed) this.#peer.setIceServers(iceServers);
    else this.#peer.waitForIceServers(this.#fetchIceServers());
    if (this.state.name !== 'queued') return;
    this.#tracker.apply({ type: 'admitted' });
    this.#expectSession();
  }

  /** Only the first `session.updated` begins the conversation; later ones acknowledge settings. */
  #configured(): void {
    if (this.state.name !== 'connecting') return;
    this.#cancelTimeout();
    this.#tracker.apply({ type: 'configured' });
    this.#user.openGate();
    if (this.#options.greet) this.#sendIfLive(outgoing.greetingRequest());
  }

  #called(call: Extract<ServerMessage, { type: 'toolCalled' }>): void {
    const result = this.#tools.call(call.name, call.arguments);
    if (result) void result.then((output) => this.sendToolResult(call.callId, output));
    else this.#events.emit('toolCalled', { callId: call.callId, name: call.name, arguments: call.arguments });
  }

  #regained(): void {
    // After so early a loss the settings may never have arrived; sending them twice does no harm.
    if (this.state.name === 'connecting') this.#sendSettings();
    this.#tracker.apply({ type: 'regained' });
    this.#peer.revive();
  }

  /** Renews all connections after a sleep, or on another network. */
  #revive(): void {
    this.#user.revive();
    this.#server?.renew();
    this.#peer.revive();
  }

  #mediaChanged(state: MediaState): void {
    // The failure of picture and sound may have broken the socket too, which would notice it last.
    if (this.#media === 'connected') this.#server?.renew();
    this.#media = state;
    if (state === 'connected' && this.state.name !== 'ended') this.#quality.start();
    this.#events.emit('mediaChanged', { state });
  }

  /** Sends binary frames where the server accepts them: a quarter fewer bytes than base64. */
  #sendSound(frame: Float32Array): void {
    const pcm = encodePcm16(frame);
    this.#server?.sendLive(this.#can('input_audio.binary') ? pcm : JSON.stringify(outgoing.audio(toBase64(pcm))));
  }

  #can(capability: string): boolean {
    return this.#capabilities.includes(capability);
  }

  #sendIfLive(messages: Parameters<ServerLink['send']>[0]): boolean {
    if (this.state.name !== 'live') return false;
    this.#server?.send(messages);
    return true;
  }

  #painted(): void {
    this.#user.ask();
    this.#events.emit('firstFramePainted', { sinceConnectMs: this.#platform.nowMs() - this.#connectedAtMs });
  }

  #show(stream: MediaStream): void {
    if (stream === this.#stream) return;
    this.#stream = stream;
    this.#events.emit('streamAdded', { stream });
    this.#playback.show(stream);
  }

  #end(reason: EndReason): Promise<void> {
    if (!this.#released) {
      this.#cancelTimeout();
      this.#stopWatching();
      this.#quality.stop();
      this.#server?.close();
      this.#peer.close();
      this.#playback.close();
      this.#released = this.#user.close();
      this.#tracker.apply({ type: 'end', reason });
    }
    return this.#released;
  }
}
