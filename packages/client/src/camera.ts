import { insecureOriginError, problem, problemFromDevice, type Problem } from './problem.js';

/** Small and slow: the brain looks at a picture every other second, and the face needs the network more. */
const WANTED: MediaTrackConstraints = {
  width: { ideal: 640 },
  height: { ideal: 360 },
  frameRate: { ideal: 10, max: 15 },
};

export type CameraState = 'off' | 'asking' | 'on' | 'failed';

/** A camera that is open. */
export interface Camera {
  readonly stream: MediaStream;
  /** Idempotent. */
  close(): void;
}

/** @param gone It was unplugged. @throws {Error} As `getUserMedia` does, or saying why it was not asked. */
export type OpenCamera = (deviceId: string | undefined, gone: () => void) => Promise<Camera>;

/** Opens a camera. Asks the user where needed. */
export const openCamera: OpenCamera = async (deviceId, gone) => {
  if (!globalThis.isSecureContext || !navigator.mediaDevices) throw insecureOriginError('camera');
  const video = deviceId ? { ...WANTED, deviceId: { exact: deviceId } } : WANTED;
  const stream = await navigator.mediaDevices.getUserMedia({ video });
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
  /** Send this from now on, or nothing. */
  changed(stream: MediaStream | undefined): void;
  stateChanged(state: CameraState, stream: MediaStream | undefined): void;
  failed(problem: Problem): void;
}

/** A session's camera: off until it is asked for. The last wish counts, however long the user takes to allow it. */
export class CameraLink {
  readonly #open: OpenCamera;
  readonly #handlers: CameraLinkHandlers;
  #camera: Camera | undefined;
  #state: CameraState = 'off';
  #wish = 0;

  constructor(open: OpenCamera, handlers: CameraLinkHandlers) {
    this.#open = open;
    this.#handlers = handlers;
  }

  get state(): CameraState {
    return this.#state;
  }

  /** @param deviceId Of the camera to use; another one takes the place of the one that is open. */
  async start(deviceId?: string): Promise<void> {
    const wish = ++this.#wish;
    if (!this.#camera) this.#become('asking');
    try {
      const camera = await this.#open(deviceId, () => this.#gone());
      if (wish !== this.#wish) return camera.close();
      this.#swap(camera);
      this.#become('on');
    } catch (error) {
      if (wish !== this.#wish) return;
      if (!this.#camera) this.#become('failed');
      this.#handlers.failed(problemFromDevice('camera', error));
    }
  }

  /** Idempotent. */
  stop(): void {
    this.#wish++;
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
