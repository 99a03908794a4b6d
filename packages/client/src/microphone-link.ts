import type { Microphone, MicrophoneOptions, OpenMicrophone } from './microphone.js';
import { problem, problemFromDevice, type Problem } from './problem.js';

/**
 * State of the microphone of a session. `asking`: the user has not allowed it yet. `failed`: denied, in use elsewhere,
 * absent, or without an answer for seconds; an answer that comes later still turns it `on`.
 */
export type MicrophoneState = 'off' | 'asking' | 'on' | 'failed';

/** How long the answer to a request may take before the user learns what is wrong, ms. A prompt is read in two seconds. */
const ANSWER_LIMIT_MS = 4_000;

export interface MicrophonePlatform {
  openMicrophone: OpenMicrophone;
  /** Finds out why no microphone is open yet. Never rejects. @param allowed Whether the user has allowed it. */
  whyNoMicrophone(allowed: boolean): Promise<Problem>;
  after(delayMs: number, callback: () => void): () => void;
}

export interface MicrophoneLinkHandlers {
  /** Called only once the gate is open. The frame is valid during the call only. */
  framed(frame: Float32Array): void;
  levelMeasured(level: number): void;
  stateChanged(state: MicrophoneState): void;
  failed(problem: Problem): void;
  /** What can be heard may be another track now: see `MicrophoneLink.track`. */
  trackChanged(): void;
}

/**
 * A session's microphone: requested while the session connects, sent to the server only from `openGate()` on,
 * because sound sent before the session is configured would be lost or counted twice.
 */
export class MicrophoneLink {
  readonly #platform: MicrophonePlatform;
  readonly #handlers: MicrophoneLinkHandlers;
  #microphone: Microphone | undefined;
  #state: MicrophoneState = 'off';
  #gateOpen = false;
  #muted = false;
  #closed = false;
  #cancelLimit: () => void = () => undefined;

  constructor(platform: MicrophonePlatform, handlers: MicrophoneLinkHandlers) {
    this.#platform = platform;
    this.#handlers = handlers;
  }

  get state(): MicrophoneState {
    return this.#state;
  }

  get muted(): boolean {
    return this.#muted;
  }

  set muted(muted: boolean) {
    this.#muted = muted;
    if (this.#microphone) this.#microphone.muted = muted;
    this.#handlers.trackChanged();
  }

  /** What can be heard now; `undefined` while the microphone is not on, or muted. */
  get track(): MediaStreamTrack | undefined {
    return this.#muted || this.#state !== 'on' ? undefined : this.#microphone?.track;
  }

  openGate(): void {
    this.#gateOpen = true;
  }

  /** Requests the microphone. Does nothing while one is open or requested; a failed one may be requested again. */
  async start(options: MicrophoneOptions): Promise<void> {
    if (this.#closed || this.#state === 'asking' || this.#state === 'on') return;
    this.#become('asking');
    let allowed = false;
    this.#cancelLimit = this.#platform.after(ANSWER_LIMIT_MS, () => void this.#giveUpWaiting(allowed));
    try {
      const microphone = await this.#platform.openMicrophone(options, {
        allowed: () => (allowed = true),
        framed: (frame) => this.#gateOpen && this.#handlers.framed(frame),
        levelMeasured: (level) => this.#handlers.levelMeasured(this.#muted ? 0 : level),
        gone: () => void this.#replace(),
      });
      // The user may have asked again meanwhile, and that request been answered first.
      if (this.#closed || this.#microphone) return await microphone.close();
      this.#cancelLimit();
      this.#microphone = microphone;
      microphone.muted = this.#muted;
      this.#become('on');
    } catch (error) {
      if (!this.#microphone) await this.#fail(problemFromDevice('microphone', error));
    }
  }

  /** Reports what a request waits for, which stays open. */
  async #giveUpWaiting(allowed: boolean): Promise<void> {
    const failure = await this.#platform.whyNoMicrophone(allowed);
    if (this.#state === 'asking') await this.#fail(failure);
  }

  /** Changes the device; opens a microphone where none is open. */
  async select(options: MicrophoneOptions): Promise<void> {
    if (!this.#microphone) return this.start(options);
    try {
      await this.#microphone.select(options.deviceId);
      if (!this.#closed) this.#handlers.trackChanged();
    } catch (error) {
      if (!this.#closed) this.#handlers.failed(problemFromDevice('microphone', error));
    }
  }

  /** Resumes capture after the machine has slept. */
  revive(): void {
    this.#microphone?.revive();
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelLimit();
    await this.#release();
  }

  /** Replaces a microphone that was unplugged by the system's default one, and reports it to the user. */
  async #replace(): Promise<void> {
    try {
      await this.#microphone?.select(undefined);
      if (!this.#closed) this.#handlers.trackChanged();
      const hint = 'Another one is used now; pick the one you want.';
      if (!this.#closed) this.#handlers.failed(problem('microphone', 'The microphone went away', { hint }));
    } catch {
      const hint = 'Plug it back in or pick another one; typing works meanwhile.';
      await this.#fail(problem('microphone', 'The microphone went away', { hint }));
    }
  }

  async #fail(failure: Problem): Promise<void> {
    if (this.#closed) return;
    this.#cancelLimit();
    this.#become('failed');
    this.#handlers.failed(failure);
    await this.#release();
  }

  async #release(): Promise<void> {
    const microphone = this.#microphone;
    this.#microphone = undefined;
    await microphone?.close();
  }

  #become(state: MicrophoneState): void {
    this.#state = state;
    this.#handlers.stateChanged(state);
    this.#handlers.trackChanged();
  }
}
