import { CLOSED, INITIAL, type ClientSnapshot } from './client-snapshot.js';
import { Emitter, type Events, type ListenOptions } from './emitter.js';
import type { MicrophoneState } from './microphone-link.js';
import { browserPlatform, type Platform } from './platform.js';
import type { VideoLike } from './playback.js';
import type { SessionEvents } from './session-events.js';
import type { SessionOptions } from './session-options.js';
import { Session } from './session.js';
import type { SessionState } from './state.js';
import { followTranscript } from './transcript.js';

/**
 * A client that a page keeps for as long as it is open: one session after another, in the same `<video>`, and a
 * snapshot of all that a view shows. Owns the session that is open; `stop()` frees all that it holds. Suits any
 * framework, or none: `subscribe` and `snapshot` have the shapes that React's `useSyncExternalStore` takes.
 */
export class VisavisClient implements Events<SessionEvents> {
  readonly #platform: Platform;
  readonly #changes = new Emitter<{ changed: undefined }>();
  readonly #events = new Emitter<SessionEvents>();
  /** Names of the events that have had a listener. */
  readonly #forwarded = new Set<keyof SessionEvents>();
  #snapshot = INITIAL;
  #session: Session | undefined;
  #video: VideoLike | null = null;

  constructor(platform: Platform = browserPlatform) {
    this.#platform = platform;
  }

  /** @param listener Called after every change of the snapshot. @returns A function that unsubscribes. */
  readonly subscribe = (listener: () => void): (() => void) => this.#changes.on('changed', listener);

  /** @returns A new object after every change, and the same one until then. */
  readonly snapshot = (): ClientSnapshot => this.#snapshot;

  /** The session that is open, or the one that ended last, for features that the client does not offer. */
  get session(): Session | undefined {
    return this.#session;
  }

  /** Whether a session is open, or about to be. */
  get open(): boolean {
    return isOpen(this.#snapshot.state);
  }

  /**
   * Listens to the session that is open and to all later ones. The snapshot has changed before a listener is called.
   */
  on<K extends keyof SessionEvents>(
    name: K,
    listener: (event: SessionEvents[K]) => void,
    options?: ListenOptions,
  ): () => void {
    if (!this.#forwarded.has(name)) {
      this.#forwarded.add(name);
      if (this.#session) this.#forward(this.#session, name);
    }
    return this.#events.on(name, listener, options);
  }

  /** Opens a session. Call it from a click: the browser then allows sound. Does nothing while one is open. */
  start(options: SessionOptions): void {
    if (this.open) return;
    const session = new Session(options, this.#platform);
    this.#session = session;
    this.#change({ ...INITIAL, muted: this.#snapshot.muted });
    session.mute(this.#snapshot.muted);
    this.#follow(session);
    for (const name of this.#forwarded) this.#forward(session, name);
    if (this.#video) session.attach(this.#video);
    session.connect();
  }

  /** Ends the session and frees microphone, camera and connection. Idempotent. */
  async stop(): Promise<void> {
    await this.#session?.disconnect();
  }

  /**
   * Shows the face in `video`, now and in later sessions.
   * @param video `null` for no element from the next session on.
   */
  attach(video: VideoLike | null): void {
    this.#video = video;
    if (video) this.#session?.attach(video);
  }

  /** Sends a question that the user typed. @returns Whether the session could send it. */
  ask(text: string): boolean {
    return this.#session?.ask(text) ?? false;
  }

  /** Stops the reply being spoken. */
  interrupt(): void {
    this.#session?.interrupt();
  }

  /** Mutes the microphone now and in later sessions, so that a muted user is not heard in the next one. */
  mute(muted: boolean): void {
    this.#session?.mute(muted);
    this.#change({ muted });
  }

  /**
   * Turns the camera on or off, through which a brain that sees can see the user. The browser asks the user where
   * needed.
   */
  async turnCamera(on: boolean): Promise<void> {
    await this.#session?.camera(on);
  }

  /** Turns the sound on after a problem of kind `autoplay`. Call it from a click or a key. */
  async unlockSound(): Promise<void> {
    const playing = this.#session?.unlockSound();
    if (this.#snapshot.problem?.kind === 'autoplay') this.#change({ problem: undefined });
    await playing;
  }

  #follow(session: Session): void {
    session.on('stateChanged', ({ to }) => this.#change({ state: to, ...(to.name === 'ended' ? endOf(to) : {}) }));
    session.on('problemOccurred', (problem) => this.#change({ problem }));
    session.on('mediaChanged', ({ state }) => this.#change({ media: state }));
    session.on('qualityChanged', (quality) => this.#change({ quality }));
    session.on('microphoneChanged', ({ state }) => this.#change({ microphone: state, ...this.#withoutSolved(state) }));
    session.on('earsChanged', ({ state }) => this.#change({ ears: state }));
    session.on('cameraChanged', ({ state }) => this.#change({ camera: state }));
    session.on('enginesStated', (engines) => this.#change({ engines }));
    session.on('latencyMeasured', ({ stages }) => this.#change({ latency: stages }));
    followTranscript(session, (lines) => this.#change({ lines }));
  }

  /** A problem with the microphone is none any more once it is on. */
  #withoutSolved(state: MicrophoneState): Partial<ClientSnapshot> {
    return state === 'on' && this.#snapshot.problem?.kind === 'microphone' ? { problem: undefined } : {};
  }

  #forward(session: Session, name: keyof SessionEvents): void {
    session.on(name, (event) => this.#events.emit(name, event));
  }

  #change(part: Partial<ClientSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...part };
    this.#changes.emit('changed', undefined);
  }
}

/** Whether a session in this state holds a connection, or is about to. */
const isOpen = ({ name }: SessionState): boolean => name !== 'idle' && name !== 'ended';

const endOf = ({ reason }: Extract<SessionState, { name: 'ended' }>): Partial<ClientSnapshot> =>
  reason.kind === 'left' ? CLOSED : { ...CLOSED, problem: reason };
