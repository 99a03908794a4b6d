import {
  browserPlatform,
  followTranscript,
  Session,
  type CameraState,
  type HandledTool,
  type Platform,
  type Problem,
  type Quality,
  type SessionOptions,
  type SessionState,
  type StageTimes,
  type TranscriptLine,
} from '@visavis/client';

export interface CallOptions extends SessionOptions {
  /** What the brain may do in this page; handlers are taken as they are when they are called. */
  tools?: readonly HandledTool[];
}

/** What can be seen of a call. A new object with every change, so that React notices. */
export interface CallSnapshot {
  readonly state: SessionState;
  readonly lines: readonly TranscriptLine[];
  /** The newest; gone when the next call starts. */
  readonly problem: Problem | undefined;
  /** Of the newest answer, ms by stage. */
  readonly latency: StageTimes | undefined;
  /** How well picture and sound arrive, once that is known. */
  readonly quality: Quality | undefined;
  readonly muted: boolean;
  readonly camera: CameraState;
}

const IDLE: CallSnapshot = {
  state: { name: 'idle' },
  lines: [],
  problem: undefined,
  latency: undefined,
  quality: undefined,
  muted: false,
  camera: 'off',
};

/** One call after another, as something React can subscribe to. Owns the session of the call that is open. */
export class CallStore {
  /** Of the newest rendering. */
  options: CallOptions;
  readonly #platform: Platform;
  readonly #listeners = new Set<() => void>();
  #snapshot = IDLE;
  #session: Session | undefined;
  #video: HTMLVideoElement | null = null;

  constructor(options: CallOptions, platform: Platform = browserPlatform) {
    this.options = options;
    this.#platform = platform;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): CallSnapshot => this.#snapshot;

  get session(): Session | undefined {
    return this.#session;
  }

  /** Nothing happens while a call is open. */
  start(): void {
    if (this.#session && this.#session.state.name !== 'ended') return;
    this.#change({ ...IDLE, muted: this.#snapshot.muted });
    const session = (this.#session = new Session(this.#sessionOptions(), this.#platform));
    session.mute(this.#snapshot.muted);
    session.on('stateChanged', ({ to }) =>
      this.#change({ state: to, ...(to.name === 'ended' && to.reason.kind !== 'left' ? { problem: to.reason } : {}) }),
    );
    session.on('problemOccurred', (problem) => this.#change({ problem }));
    session.on('qualityChanged', (quality) => this.#change({ quality }));
    session.on('cameraChanged', ({ state }) => this.#change({ camera: state }));
    session.on('latencyMeasured', ({ stages }) => this.#change({ latency: stages }));
    followTranscript(session, (lines) => this.#change({ lines }));
    if (this.#video) session.attach(this.#video);
    session.connect();
  }

  /** The element that shows the face, now and in later calls. */
  attach(video: HTMLVideoElement | null): void {
    this.#video = video;
    if (video) this.#session?.attach(video);
  }

  /** Now and in later calls: whoever has muted does not want to be heard. */
  mute(muted: boolean): void {
    this.#session?.mute(muted);
    this.#change({ muted });
  }

  unlockSound(): void {
    void this.#session?.unlockSound();
    if (this.#snapshot.problem?.kind === 'autoplay') this.#change({ problem: undefined });
  }

  async stop(): Promise<void> {
    await this.#session?.disconnect();
  }

  #sessionOptions(): SessionOptions {
    const { tools, config, ...options } = this.options;
    return { ...options, config: tools ? { ...config, tools: tools.map((tool) => this.#upToDate(tool)) } : config };
  }

  /** With the handler that its name has in the newest rendering. */
  #upToDate(tool: HandledTool): HandledTool {
    if (!tool.handler) return tool;
    const newest = (): HandledTool | undefined => this.options.tools?.find(({ name }) => name === tool.name);
    return { ...tool, handler: (args) => newest()?.handler?.(args) };
  }

  #change(part: Partial<CallSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...part };
    for (const listener of [...this.#listeners]) listener();
  }
}
