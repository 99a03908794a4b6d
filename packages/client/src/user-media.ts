import { CameraLink, type CameraState, type OpenCamera } from './camera.js';
import type { Device } from './devices.js';
import type { Emitter } from './emitter.js';
import { MicrophoneLink, type MicrophonePlatform, type MicrophoneState } from './microphone-link.js';
import type { MicrophoneOptions } from './microphone.js';
import type { SessionEvents } from './session-events.js';

/** The microphone waits this long for the first picture: opening both at once makes the picture 200 ms late. */
const PICTURE_FIRST_MS = 500;

export interface UserMediaPlatform extends MicrophonePlatform {
  openCamera: OpenCamera;
  listDevices(): Promise<readonly Device[]>;
  watchDevices(changed: () => void): () => void;
}

export interface UserMediaHandlers {
  /** 20 ms of sound from the microphone, valid during the call only. */
  framed(frame: Float32Array): void;
  /** What can be heard may be another track now: see `UserMedia.heardTrack`. */
  heardTrackChanged(): void;
  /** The camera's stream from now on; `undefined` while it is off. */
  cameraChanged(stream: MediaStream | undefined): void;
}

/** Microphone, camera, and the choice of devices. Emits their changes as events of the session. */
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
    this.#microphone = new MicrophoneLink(platform, {
      framed: (frame) => handlers.framed(frame),
      levelMeasured: (level) => events.emit('levelMeasured', { level }),
      stateChanged: (state) => {
        events.emit('microphoneChanged', { state });
        if (state === 'on') void this.#emitDevices();
      },
      failed: (failure) => events.emit('problemOccurred', failure),
      trackChanged: () => handlers.heardTrackChanged(),
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

  /** The microphone's sound as the server receives it; `undefined` while there is none. */
  get heardTrack(): MediaStreamTrack | undefined {
    return this.#microphone.track;
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

  /** Emits `devicesChanged` from now on when a device is plugged in or out. */
  watch(): void {
    this.#stopWatching = this.#platform.watchDevices(() => void this.#emitDevices());
  }

  /**
   * Prepares for the session's beginning: requests the microphone after {@link PICTURE_FIRST_MS}, unless {@link ask}
   * comes before.
   */
  expectPicture(): void {
    this.#cancelWait();
    this.#cancelWait = this.#platform.after(PICTURE_FIRST_MS, () => this.ask());
  }

  /** Stops waiting for the picture while the session is queued, which may take long. */
  hold(): void {
    this.#cancelWait();
  }

  /** Requests the microphone, once, where the session uses one. */
  ask(): void {
    this.#cancelWait();
    if (this.#options && this.#microphone.state === 'off') void this.#microphone.start(this.#options);
  }

  /** Sends the microphone's sound from now on. */
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

  /** Resumes capture after the machine has slept. */
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

  async #emitDevices(): Promise<void> {
    const devices = await this.#platform.listDevices();
    if (!this.#closed) this.#events.emit('devicesChanged', { devices });
  }
}
