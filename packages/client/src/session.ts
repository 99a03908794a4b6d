import type { CameraState } from './camera.js';
import { EarsLink, type EarsState } from './ears/ears-link.js';
import type { EarsChoice } from './ears/find-browser-ears.js';
import { Emitter, type Events, type ListenOptions } from './emitter.js';
import { FaceMedia } from './face-media.js';
import type { TalkingEngines } from './engines.js';
import type { Json } from './json.js';
import { MessageRouter } from './message-router.js';
import type { MicrophoneState } from './microphone-link.js';
import { MAX_PICTURE_CHARS, outgoing, type Attention, type Expression, type SessionConfig } from './outgoing.js';
import { encodePcm16, toBase64 } from './pcm.js';
import { problem } from './problem.js';
import { browserPlatform, type Platform } from './platform.js';
import type { VideoLike } from './playback.js';
import type { ServerLink } from './server-link.js';
import { SessionEntry } from './session-entry.js';
import type { SessionEvents } from './session-events.js';
import type { SessionOptions } from './session-options.js';
import type { EndReason, SessionState } from './state.js';
import type { ConnectionStats } from './stats.js';
import { SessionTracker } from './session-tracker.js';
import { Tools } from './tools.js';
import { UserMedia } from './user-media.js';

/**
 * One conversation with a face. Owns its sockets, peer connection, microphone and camera; `disconnect()` frees them all,
 * and so does a page that is closed. A session is used once: to talk again, create another.
 */
export class Session implements Events<SessionEvents> {
  readonly #options: SessionOptions;
  readonly #platform: Platform;
  readonly #events = new Emitter<SessionEvents>();
  readonly #tracker: SessionTracker;
  readonly #entry: SessionEntry;
  readonly #face: FaceMedia;
  readonly #user: UserMedia;
  readonly #ears: EarsLink;
  readonly #tools: Tools;
  readonly #router: MessageRouter;
  #connectedAtMs = 0;
  #engines: TalkingEngines | undefined;
  /** Whose ears the server has been asked to use. */
  #earsSent: 'server' | 'client' = 'server';
  #stopWatching: () => void = () => undefined;
  #released: Promise<void> | undefined;

  constructor(options: SessionOptions, platform: Platform = browserPlatform) {
    this.#options = options;
    this.#platform = platform;
    this.#entry = new SessionEntry(options, platform, {
      opened: () => this.#sendSettings(),
      received: (message) => this.#router.route(message),
      lost: (attempt) => this.#tracker.apply({ type: 'lost', attempt }),
      regained: () => this.#regained(),
      ended: (reason) => void this.#end(reason),
    });
    this.#face = new FaceMedia(platform, this.#events, {
      send: (messages) => this.#server?.send(messages),
      reachable: () => this.#server?.open === true,
      // What broke picture and sound may have broken the socket too, which would notice it last.
      broken: () => this.#server?.renew(),
      painted: () => this.#painted(),
    });
    this.#tracker = new SessionTracker(this.#events, this.#face);
    this.#tools = new Tools(() => this.#server?.send(outgoing.config({ tools: this.#tools.list })));
    if (options.config?.tools) this.#tools.declare(options.config.tools);
    this.#user = new UserMedia(platform, options.microphone ?? true, this.#events, {
      framed: (frame) => this.#sendSound(frame),
      heardTrackChanged: () => this.#followTrack(),
      cameraChanged: (stream) => this.#face.peer.setCamera(stream),
    });
    this.#ears = new EarsLink(platform, {
      heard: (text, final) => this.#server?.send(outgoing.transcript(text, final)),
      stateChanged: (state) => this.#earsChanged(state),
      failed: (failure) => this.#events.emit('problemOccurred', failure),
    });
    this.#events.on('stateChanged', () => this.#followTrack());
    this.#events.on('enginesStated', (engines) => (this.#engines = engines));
    this.#events.on('userTranscribed', ({ text, final }) => void (final && text.trim() === '' && this.#ears.missed()));
    const [events, tracker, entry] = [this.#events, this.#tracker, this.#entry];
    const parts = { events, tracker, entry, face: this.#face, user: this.#user, tools: this.#tools };
    this.#router = new MessageRouter(parts, {
      begun: () => this.#begin(),
      toolAnswered: (callId, output) => this.sendToolResult(callId, output),
      refused: (reason) => void this.#end(reason),
    });
  }

  get state(): SessionState {
    return this.#tracker.state;
  }

  get microphoneState(): MicrophoneState {
    return this.#user.microphoneState;
  }

  get earsState(): EarsState {
    return this.#ears.state;
  }

  get cameraState(): CameraState {
    return this.#user.cameraState;
  }

  /** Capabilities of the server beyond the common dialect; empty until the server has listed them. */
  get capabilities(): readonly string[] {
    return this.#router.capabilities;
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
      left: () => void this.#end({ kind: 'left' }, true),
    });
    this.#entry.expect();
    this.#user.expectPicture();
    this.#entry.begin();
  }

  /** Ends the session and frees everything it opened. Idempotent, also after the session ended by itself. */
  disconnect(): Promise<void> {
    return this.#end({ kind: 'left' });
  }

  /** Shows the face in `video` and plays its sound, now or as soon as they arrive. One element at a time. */
  attach(video: VideoLike): void {
    this.#face.attach(video);
  }

  /** Turns the sound on after a problem of kind `autoplay`. Call it from a click or a key. */
  async unlockSound(): Promise<void> {
    await this.#face.unlockSound();
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

  /**
   * Sets what the face expresses, from now on: under speech too, where no tag in its words asks for anything else.
   * @returns Whether the session could send it; `false` where the server cannot do this.
   */
  express(expression: Expression): boolean {
    return this.#can('motion') && this.#sendIfLive(outgoing.motion({ expression }));
  }

  /**
   * Sets what the silent face attends to, for a page whose own brain listens and thinks, in transparency mode; in other
   * sessions the server knows.
   * @returns Whether the session could send it; `false` where the server cannot do this.
   */
  attend(attention: Attention): boolean {
    return this.#can('motion') && this.#sendIfLive(outgoing.motion({ attention }));
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
    return this.#sendIfLive(this.#settings(config.tools ? { ...config, tools: this.#tools.list } : config));
  }

  /** Stops the reply being spoken, and at once silences the rest of it that is still on its way. */
  interrupt(): void {
    if (this.state.name !== 'live' || this.state.activity === 'listening') return;
    this.#face.duck();
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
   * Changes what turns the user's speech into text, as the option `ears` does. Show `describeBrowserEars` to the user before.
   *
   * @param language The language that the user speaks, BCP 47. @defaultValue the option's
   */
  useEars(choice: EarsChoice, language: string | undefined = this.#options.language): void {
    if (this.state.name !== 'live') return;
    if (choice !== 'server' && !this.#can('input_transcript'))
      return this.#events.emit('problemOccurred', problem('ears', 'This server takes no words from a browser'));
    void this.#ears.choose(choice, { language, engines: this.#engines });
  }

  /**
   * Turns the camera on or off, through which a brain that sees can see the user. The browser asks the user where
   * needed.
   */
  camera(on = true): Promise<void> {
    return this.#user.turnCamera(on);
  }

  async stats(): Promise<ConnectionStats & { droppedFrames: number }> {
    return { ...(await this.#face.stats()), droppedFrames: this.#server?.droppedFrames ?? 0 };
  }

  get #server(): ServerLink | undefined {
    return this.#entry.server;
  }

  #sendSettings(): void {
    this.#server?.send(this.#settings({ ...this.#options.config, tools: this.#tools.list }));
  }

  /** A server ends the session of a client that sends more at once. */
  #settings(config: SessionConfig): Json[] {
    if (!config.background || config.background.length <= MAX_PICTURE_CHARS) return outgoing.config(config);
    const message = 'background: the data URL of the picture has more than 8 MiB';
    this.#events.emit('warned', { code: 'face.picture_too_big', message });
    return outgoing.config({ ...config, background: undefined });
  }

  #regained(): void {
    // After so early a loss the settings may never have arrived; sending them twice does no harm.
    if (this.state.name === 'connecting') this.#sendSettings();
    this.#tracker.apply({ type: 'regained' });
    this.#face.peer.revive();
  }

  /** Renews all connections after a sleep, or on another network. */
  #revive(): void {
    this.#user.revive();
    this.#server?.renew();
    this.#face.peer.revive();
  }

  /** Sends binary frames where the server accepts them: a quarter fewer bytes than base64. */
  #sendSound(frame: Float32Array): void {
    const pcm = encodePcm16(frame);
    this.#server?.sendLive(this.#can('input_audio.binary') ? pcm : JSON.stringify(outgoing.audio(toBase64(pcm))));
  }

  #begin(): void {
    const { ears, greet } = this.#options;
    if (ears) this.useEars(ears);
    if (greet) this.#sendIfLive(outgoing.greetingRequest());
  }

  /** While the connection is away, nothing is heard: the server would have no sound for the words. */
  #followTrack(): void {
    this.#ears.hear(this.state.name === 'live' ? this.#user.heardTrack : undefined);
  }

  #earsChanged(state: EarsState): void {
    const whose = state === 'browser' || state === 'device' ? 'client' : 'server';
    if (whose !== this.#earsSent) this.#server?.send(outgoing.ears(whose));
    this.#earsSent = whose;
    this.#events.emit('earsChanged', { state });
  }

  #can(capability: string): boolean {
    return this.capabilities.includes(capability);
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

  #end(reason: EndReason, pageLeaves = false): Promise<void> {
    if (!this.#released) {
      this.#stopWatching();
      this.#ears.close();
      this.#entry.close(pageLeaves);
      this.#face.close();
      this.#released = this.#user.close();
      this.#tracker.apply({ type: 'end', reason });
    }
    return this.#released;
  }
}
