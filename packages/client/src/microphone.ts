import { captureDevice } from './capture-device.js';
import { Framer, meterLevel } from './pcm.js';
import { DeviceError, problem } from './problem.js';

/** Options of a microphone. */
export interface MicrophoneOptions {
  /** Device id, as listed by `listDevices`; absent for the system's default. */
  deviceId?: string;
  /** Where the worklet file is served from; by default beside this module. */
  workletUrl?: string | URL;
}

/** Callbacks of an open microphone. */
export interface MicrophoneHandlers {
  /** 20 ms of sound for the wire: mono at 24 kHz, −1…1, valid during the call only. */
  framed(frame: Float32Array): void;
  /** The user has allowed the microphone; its sound is still to come. */
  allowed(): void;
  /** Where a level meter should stand, 0…1; once per frame. */
  levelMeasured(level: number): void;
  /** The microphone was unplugged; another one may be selected. */
  gone(): void;
}

/** An open microphone, as a session uses it. */
export interface Microphone {
  /** A muted microphone sends silence, so that an utterance cut by muting still ends for the listener. */
  muted: boolean;
  /** What it captures now. */
  readonly track: MediaStreamTrack | undefined;
  /**
   * Switches to another device; the old one goes on until the new one is open.
   * @throws {Error} The errors of {@link OpenMicrophone}.
   */
  select(deviceId: string | undefined): Promise<void>;
  /** Resumes capture where the browser stopped it while the machine slept. */
  revive(): void;
  close(): Promise<void>;
}

/**
 * Opens a microphone. The browser asks the user for permission where needed.
 *
 * @throws {Error} The error of `getUserMedia`, or a `DeviceError` with the reason why there is no sound.
 */
export type OpenMicrophone = (options: MicrophoneOptions, handlers: MicrophoneHandlers) => Promise<Microphone>;

const DEFAULT_WORKLET = (): URL => new URL('./microphone-worklet.js', import.meta.url);

/** Opens a microphone of the browser. */
export const openMicrophone: OpenMicrophone = async (options, handlers) => {
  const stream = await capture(options.deviceId);
  handlers.allowed();
  const context = new AudioContext({ latencyHint: 'interactive' });
  try {
    await context.audioWorklet.addModule(options.workletUrl ?? DEFAULT_WORKLET());
    if (context.state === 'suspended') await context.resume();
  } catch (error) {
    stopTracks(stream);
    await context.close();
    const failure = problem('microphone', `The microphone could not be read: ${String(error)}`);
    throw new DeviceError(failure, { cause: error });
  }
  return new CapturedMicrophone(stream, context, handlers);
};

class CapturedMicrophone implements Microphone {
  readonly #context: AudioContext;
  readonly #node: AudioWorkletNode;
  readonly #handlers: MicrophoneHandlers;
  #stream: MediaStream;
  #source: MediaStreamAudioSourceNode;
  #muted = false;
  #closed = false;

  constructor(stream: MediaStream, context: AudioContext, handlers: MicrophoneHandlers) {
    this.#context = context;
    this.#handlers = handlers;
    this.#node = new AudioWorkletNode(context, 'visavis-microphone', {
      numberOfOutputs: 0,
      channelCount: 1,
      channelCountMode: 'explicit',
    });
    const framer = new Framer(context.sampleRate);
    this.#node.port.onmessage = ({ data }: MessageEvent<Float32Array>) =>
      framer.push(data, (frame) => this.#hear(frame));
    this.#stream = stream;
    this.#source = this.#connect(stream);
  }

  get muted(): boolean {
    return this.#muted;
  }

  set muted(muted: boolean) {
    this.#muted = muted;
    for (const track of this.#stream.getTracks()) track.enabled = !muted;
  }

  get track(): MediaStreamTrack | undefined {
    return this.#stream.getAudioTracks()[0];
  }

  async select(deviceId: string | undefined): Promise<void> {
    const stream = await capture(deviceId);
    if (this.#closed) return stopTracks(stream);
    this.#source.disconnect();
    stopTracks(this.#stream);
    this.#stream = stream;
    this.#source = this.#connect(stream);
    this.muted = this.#muted;
  }

  revive(): void {
    if (!this.#closed && this.#context.state !== 'running') void this.#context.resume();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#node.port.onmessage = null;
    this.#node.port.close();
    this.#source.disconnect();
    stopTracks(this.#stream);
    await this.#context.close();
  }

  #hear(frame: Float32Array): void {
    this.#handlers.levelMeasured(meterLevel(frame));
    this.#handlers.framed(frame);
  }

  #connect(stream: MediaStream): MediaStreamAudioSourceNode {
    for (const track of stream.getTracks()) {
      track.onended = () => this.#handlers.gone();
    }
    const source = this.#context.createMediaStreamSource(stream);
    source.connect(this.#node);
    return source;
  }
}

function capture(deviceId: string | undefined): Promise<MediaStream> {
  const audio: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  if (deviceId) audio.deviceId = { exact: deviceId };
  return captureDevice('microphone', audio);
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) {
    track.onended = null;
    track.stop();
  }
}
