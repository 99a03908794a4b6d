import { CLOSED, INITIAL, type ClientSnapshot } from './client-snapshot.js';
import { Emitter, type Events, type ListenOptions } from './emitter.js';
import { browserPlatform, type Platform } from './platform.js';
import type { VideoLike } from './playback.js';
import type { SessionEvents } from './session-events.js';
import type { SessionOptions } from './session-options.js';
import { Session } from './session.js';
import type { SessionState } from './state.js';
import { followTranscript } from './transcript.js';

/**
 * What a page keeps for as long as it is open: one session after another, in the same `<video>`, and a snapshot of what
 * a view shows of them. Owns the session that is open; `stop()` frees all that it holds. For any framework, or none:
 * `subscribe` and `snapshot` are what `useSyncExternalStore` of React takes.
 */
export class VisavisClient implements Events<SessionEvents> {
  readonly #platform: Platform;
  readonly #changes = new Emitter<{ changed: undefined }>();
  readonly #events = new Emitter<SessionEvents>();
  /** Names of the events that somebody has listened to. */
  readonly #forwarded = new Set<keyof SessionEvents>();
  #snapshot = INITIAL;
  #session: Session | undefined;
  #video: VideoLike | null = null;

  constructor(platform: Platform = browserPlatform) {
    this.#platform = platform;
  }

  /** @param listener Called after every change of the snapshot. @returns Stops. */
  readonly subscribe = (listener: () => void): (() => void) => this.#changes.on('changed', listener);

  /** @returns A new object after every change, and the same one until then. */
  readonly snapshot = (): ClientSnapshot => this.#snapshot;

  /** The session that is open, or the one that ended last, for what is not offered here. */
  get session(): Session | undefined {
    return this.#session;
  }

  /** Whether a session is open, or about to be. */
  get open(): boolean {
    return isOpen(this.#snapshot.state);
  }

  /** Listens to the session that is open and to all later ones. The snapshot has changed before a listener is called. */
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

  /** Shows the face in `video`, now and in later sessions. @param video `null`: in none from the next session on. */
  attach(video: VideoLike | null): void {
    this.#video = video;
    if (video) this.#session?.attach(video);
  }

  /** Asks something by typing. @returns Whether the session could take it. */
  ask(text: string): boolean {
    return this.#session?.ask(text) ?? false;
  }

  /** Stops the reply being spoken. */
  interrupt(): void {
    this.#session?.interrupt();
  }

  /** Now and in later sessions, so that a user who has muted is not heard in the next one. */
  mute(muted: boolean): void {
    this.#session?.mute(muted);
    this.#change({ muted });
  }

  /** Lets a brain that sees see the user, or no longer. Asks the user where needed. */
  async turnCamera(on: boolean): Promise<void> {
    await this.#session?.camera(on);
  }

  /** After a problem of kind `autoplay`: call it from a click or a key to hear the face. */
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
    session.on('microphoneChanged', ({ state }) => this.#change({ microphone: state }));
    session.on('cameraChanged', ({ state }) => this.#change({ camera: state }));
    session.on('latencyMeasured', ({ stages }) => this.#change({ latency: stages }));
    followTranscript(session, (lines) => this.#change({ lines }));
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
