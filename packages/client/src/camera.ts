import { captureDevice } from './capture-device.js';
import { problem, problemFromDevice, type Problem } from './problem.js';

/** Small and slow: the brain looks at a picture every other second, and the face needs the network more. */
const WANTED: MediaTrackConstraints = {
  width: { ideal: 640 },
  height: { ideal: 360 },
  frameRate: { ideal: 10, max: 15 },
};

/**
 * State of the camera of a session. `asking`: the user has not allowed it yet. `failed`: denied, in use elsewhere or
 * absent.
 */
export type CameraState = 'off' | 'asking' | 'on' | 'failed';

/** A camera that is open. */
export interface Camera {
  readonly stream: MediaStream;
  /** Idempotent. */
  close(): void;
}

/**
 * Opens a camera.
 *
 * @param deviceId As listed by `listDevices`; `undefined` for the system's default.
 * @param gone Called when the camera is unplugged.
 * @throws {Error} The error of `getUserMedia`, or a `DeviceError` with the reason why the user was not asked.
 */
export type OpenCamera = (deviceId: string | undefined, gone: () => void) => Promise<Camera>;

/** Opens a camera of the browser. The browser asks the user for permission where needed. */
export const openCamera: OpenCamera = async (deviceId, gone) => {
  const stream = await captureDevice('camera', deviceId ? { ...WANTED, deviceId: { exact: deviceId } } : WANTED);
  const [track] = stream.getVideoTracks();
  if (track) track.onended = gone;
  return {
    stream,
    close() {
      if (track) track.onended = null;
      for (const each of stream.getTracks()) each.stop();
    },
  };
};

export interface CameraLinkHandlers {
  /** The stream to send from now on; `undefined` to send none. */
  changed(stream: MediaStream | undefined): void;
  stateChanged(state: CameraState, stream: MediaStream | undefined): void;
  failed(problem: Problem): void;
}

/**
 * A session's camera: off until it is requested. The last request counts, however long the user takes to allow the
 * camera.
 */
export class CameraLink {
  readonly #open: OpenCamera;
  readonly #handlers: CameraLinkHandlers;
  #camera: Camera | undefined;
  #state: CameraState = 'off';
  #request = 0;

  constructor(open: OpenCamera, handlers: CameraLinkHandlers) {
    this.#open = open;
    this.#handlers = handlers;
  }

  get state(): CameraState {
    return this.#state;
  }

  /** @param deviceId The camera to use; it replaces the one that is open. */
  async start(deviceId?: string): Promise<void> {
    const request = ++this.#request;
    if (!this.#camera) this.#become('asking');
    try {
      const camera = await this.#open(deviceId, () => this.#gone());
      if (request !== this.#request) return camera.close();
      this.#swap(camera);
      this.#become('on');
    } catch (error) {
      if (request !== this.#request) return;
      if (!this.#camera) this.#become('failed');
      this.#handlers.failed(problemFromDevice('camera', error));
    }
  }

  /** Idempotent. */
  stop(): void {
    this.#request++;
    this.#swap(undefined);
    this.#become('off');
  }

  #gone(): void {
    this.stop();
    this.#handlers.failed(problem('camera', 'The camera went away', { hint: 'Plug it back in and turn it on again.' }));
  }

  #swap(camera: Camera | undefined): void {
    if (camera === this.#camera) return;
    const old = this.#camera;
    this.#camera = camera;
    this.#handlers.changed(camera?.stream);
    old?.close();
  }

  #become(state: CameraState): void {
    if (state === this.#state && state !== 'on') return;
    this.#state = state;
    this.#handlers.stateChanged(state, this.#camera?.stream);
  }
}
