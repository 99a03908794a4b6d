import type { Microphone, MicrophoneOptions, OpenMicrophone } from './microphone.js';
import { problem, problemFromDevice, type Problem } from './problem.js';

/**
 * State of the microphone of a session. `asking`: the user has not allowed it yet. `failed`: denied, in use elsewhere
 * or absent.
 */
export type MicrophoneState = 'off' | 'asking' | 'on' | 'failed';

export interface MicrophoneLinkHandlers {
  /** Called only once the gate is open. The frame is valid during the call only. */
  framed(frame: Float32Array): void;
  levelMeasured(level: number): void;
  stateChanged(state: MicrophoneState): void;
  failed(problem: Problem): void;
}

/**
 * A session's microphone: requested while the session connects, sent to the server only from `openGate()` on,
 * because sound sent before the session is configured would be lost or counted twice.
 */
export class MicrophoneLink {
  readonly #open: OpenMicrophone;
  readonly #handlers: MicrophoneLinkHandlers;
  #microphone: Microphone | undefined;
  #state: MicrophoneState = 'off';
  #gateOpen = false;
  #muted = false;
  #closed = false;

  constructor(open: OpenMicrophone, handlers: MicrophoneLinkHandlers) {
    this.#open = open;
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
  }

  openGate(): void {
    this.#gateOpen = true;
  }

  /** Requests the microphone. Does nothing while one is open or requested; a failed one may be requested again. */
  async start(options: MicrophoneOptions): Promise<void> {
    if (this.#closed || this.#state === 'asking' || this.#state === 'on') return;
    this.#become('asking');
    try {
      const microphone = await this.#open(options, {
        framed: (frame) => this.#gateOpen && this.#handlers.framed(frame),
        levelMeasured: (level) => this.#handlers.levelMeasured(this.#muted ? 0 : level),
        gone: () => void this.#replace(),
      });
      if (this.#closed) return await microphone.close();
      this.#microphone = microphone;
      microphone.muted = this.#muted;
      this.#become('on');
    } catch (error) {
      await this.#fail(problemFromDevice('microphone', error));
    }
  }

  /** Changes the device; opens a microphone where none is open. */
  async select(options: MicrophoneOptions): Promise<void> {
    if (!this.#microphone) return this.start(options);
    try {
      await this.#microphone.select(options.deviceId);
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
    await this.#release();
  }

  /** Replaces a microphone that was unplugged by the system's default one, and reports it to the user. */
  async #replace(): Promise<void> {
    try {
      await this.#microphone?.select(undefined);
      const hint = 'Another one is used now; pick the one you want.';
      if (!this.#closed) this.#handlers.failed(problem('microphone', 'The microphone went away', { hint }));
    } catch {
      const hint = 'Plug it back in or pick another one; typing works meanwhile.';
      await this.#fail(problem('microphone', 'The microphone went away', { hint }));
    }
  }

  async #fail(failure: Problem): Promise<void> {
    if (this.#closed) return;
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
  }
}
