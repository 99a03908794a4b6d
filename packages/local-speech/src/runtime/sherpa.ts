import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';

/** The part of `sherpa-onnx-node` that is used here; the package has no types. Its other calls can end the process. */
export interface Sherpa {
  readonly OfflineTts: { createAsync(config: object): Promise<OfflineTts> };
  readonly OfflineRecognizer: { createAsync(config: object): Promise<OfflineRecognizer> };
  /** Blocks while it loads. */
  readonly OnlineRecognizer: new (config: object) => OnlineRecognizer;
}

export interface Waveform {
  /** −1…1. */
  readonly samples: Float32Array;
  readonly sampleRate: number;
}

export interface OfflineTts {
  readonly sampleRate: number;
  readonly numSpeakers: number;
  /** @throws {Error} When the text has no sound. */
  generateAsync(request: {
    text: string;
    generationConfig: { sid: number; speed: number };
    /** Whether the samples lie in memory of the runtime. */
    enableExternalBuffer: boolean;
    /** Called after each sentence. @returns 0 to stop. */
    onProgress: () => number;
  }): Promise<Waveform>;
}

export interface RuntimeStream {
  acceptWaveform(waveform: Waveform): void;
  /** An option that the model does not read has no effect. */
  setOption(key: 'language', value: string): void;
}

export interface OfflineRecognizer {
  createStream(): RuntimeStream;
  decodeAsync(stream: RuntimeStream): Promise<{ readonly text: string }>;
}

export interface OnlineStream extends RuntimeStream {
  inputFinished(): void;
}

export interface OnlineRecognizer {
  createStream(): OnlineStream;
  isReady(stream: OnlineStream): boolean;
  /** Ends the process when the stream is not ready. */
  decode(stream: OnlineStream): void;
  getResult(stream: OnlineStream): { readonly text: string };
}

const NAME = 'sherpa-onnx-node';
const require = createRequire(import.meta.url);

/** The package that holds the native library for this machine. */
export const nativePackage = (): string => `sherpa-onnx-${platform() === 'win32' ? 'win' : platform()}-${arch()}`;

/** Loads the runtime. In a process of its own: native code ends the one it runs in. @throws {Error} One line. */
export function loadSherpa(): Sherpa {
  try {
    return require(NAME) as Sherpa;
  } catch (cause) {
    throw new Error(`${NAME} cannot be loaded: ${nativePackage()} is missing, or is not for this machine`, { cause });
  }
}
