import { CameraLink, type CameraState, type OpenCamera } from './camera.js';
import type { Device } from './devices.js';
import type { Emitter } from './emitter.js';
import { MicrophoneLink, type MicrophoneState } from './microphone-link.js';
import type { MicrophoneOptions, OpenMicrophone } from './microphone.js';
import type { SessionEvents } from './session-events.js';

/** The microphone waits this long for the first picture: opening both at once makes the picture 200 ms late. */
const PICTURE_FIRST_MS = 500;

export interface UserMediaPlatform {
  openMicrophone: OpenMicrophone;
  openCamera: OpenCamera;
  listDevices(): Promise<readonly Device[]>;
  watchDevices(changed: () => void): () => void;
  after(delayMs: number, callback: () => void): () => void;
}

export interface UserMediaHandlers {
  /** 20 ms of the microphone, valid during the call only. */
  framed(frame: Float32Array): void;
  /** What the camera shows from now on. */
  cameraChanged(stream: MediaStream | undefined): void;
}

/** What hears and sees the user: microphone, camera, and which of them to use. Tells of them under the session's events. */
export class UserMedia {
  readonly #platform: UserMediaPlatform;
  readonly #events: Pick<Emitter<SessionEvents>, 'emit'>;
  readonly #options: MicrophoneOptions | undefined;
  readonly #microphone: MicrophoneLink;
  readonly #camera: CameraLink;
  #stopWatching: () => void = () => undefined;
  #cancelWait: () => void = () => undefined;
  #closed = false;

  /** @param microphone `false` where the user only types. */
  constructor(
    platform: UserMediaPlatform,
    microphone: boolean | MicrophoneOptions,
    events: Pick<Emitter<SessionEvents>, 'emit'>,
    handlers: UserMediaHandlers,
  ) {
    this.#platform = platform;
    this.#events = events;
    this.#options = microphone === true ? {} : microphone || undefined;
    this.#microphone = new MicrophoneLink(platform.openMicrophone, {
      framed: (frame) => handlers.framed(frame),
      levelMeasured: (level) => events.emit('levelMeasured', { level }),
      stateChanged: (state) => {
        events.emit('microphoneChanged', { state });
        if (state === 'on') void this.#tellDevices();
      },
      failed: (failure) => events.emit('problemOccurred', failure),
    });
    this.#camera = new CameraLink(platform.openCamera, {
      changed: (stream) => handlers.cameraChanged(stream),
      stateChanged: (state, stream) => events.emit('cameraChanged', { state, ...(stream ? { stream } : {}) }),
      failed: (failure) => events.emit('problemOccurred', failure),
    });
  }

  get microphoneState(): MicrophoneState {
    return this.#microphone.state;
  }

  get cameraState(): CameraState {
    return this.#camera.state;
  }

  get muted(): boolean {
    return this.#microphone.muted;
  }

  set muted(muted: boolean) {
    this.#microphone.muted = muted;
  }

  /** From now on changes of what is plugged in are told. */
  watch(): void {
    this.#stopWatching = this.#platform.watchDevices(() => void this.#tellDevices());
  }

  /** The session is about to begin: the microphone is asked for with the first picture, or soon without. */
  expectPicture(): void {
    this.#cancelWait();
    this.#cancelWait = this.#platform.after(PICTURE_FIRST_MS, () => this.ask());
  }

  /** It may take long. */
  hold(): void {
    this.#cancelWait();
  }

  /** Asks for the microphone, once, where the session wants one. */
  ask(): void {
    this.#cancelWait();
    if (this.#options && this.#microphone.state === 'off') void this.#microphone.start(this.#options);
  }

  /** From now on the microphone is heard. */
  openGate(): void {
    this.#microphone.openGate();
  }

  turnCamera(on: boolean): Promise<void> {
    if (on && !this.#closed) return this.#camera.start();
    this.#camera.stop();
    return Promise.resolve();
  }

  list(): Promise<readonly Device[]> {
    return this.#platform.listDevices();
  }

  async select({ kind, deviceId }: { kind: Device['kind']; deviceId?: string }): Promise<void> {
    if (this.#closed) return;
    if (kind === 'camera') await this.#camera.start(deviceId);
    else await this.#microphone.select({ ...this.#options, deviceId });
  }

  /** After the machine has slept. */
  revive(): void {
    this.#microphone.revive();
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelWait();
    this.#stopWatching();
    this.#camera.stop();
    await this.#microphone.close();
  }

  async #tellDevices(): Promise<void> {
    const devices = await this.#platform.listDevices();
    if (!this.#closed) this.#events.emit('devicesChanged', { devices });
  }
}
