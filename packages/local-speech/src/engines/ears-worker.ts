import { LISTEN_RATE_HZ } from '@visavis/sound';
import { serveWorker } from '@visavis/worker';
import type { EarsModel } from '../models/described-model.js';
import { loadSherpa, type OfflineRecognizer, type OnlineRecognizer, type OnlineStream } from '../runtime/sherpa.js';
import type { EarsCalls, Sound, UtterancePiece } from './ears-calls.js';

/** Shorter sound is filled up with silence: some networks cannot take a few frames. */
const SHORTEST_SAMPLES = LISTEN_RATE_HZ;

interface LoadedEars {
  decode(sound: Sound): Promise<string>;
  hear(utterance: number, piece: UtterancePiece): string;
  finish(utterance: number, piece: UtterancePiece): string;
  drop(utterance: number): void;
}

async function load(model: EarsModel, threads: number): Promise<LoadedEars> {
  const { modelConfig, ...rest } = model.runtime;
  const config = {
    ...rest,
    modelConfig: { ...(modelConfig as object), numThreads: threads, provider: 'cpu', debug: 0 },
  };
  const sherpa = loadSherpa();
  if (!model.streams) return new WholeEars(await sherpa.OfflineRecognizer.createAsync(config), model.languages);
  return new StreamingEars(new sherpa.OnlineRecognizer(config), model.tailMs ?? 0);
}

const wrongKind = (): never => {
  throw new Error('the model hears in another way');
};

class WholeEars implements LoadedEars {
  readonly #recognizer: OfflineRecognizer;
  readonly #languages: readonly string[];
  readonly hear = wrongKind;
  readonly finish = wrongKind;
  readonly drop = wrongKind;

  constructor(recognizer: OfflineRecognizer, languages: readonly string[]) {
    this.#recognizer = recognizer;
    this.#languages = languages;
  }

  async decode({ samples, language }: Sound): Promise<string> {
    const padded = new Float32Array(Math.max(samples.length, SHORTEST_SAMPLES));
    padded.set(samples);
    const stream = this.#recognizer.createStream();
    // A language that a model does not know could end the process.
    if (language !== undefined && this.#languages.includes(language)) stream.setOption('language', language);
    stream.acceptWaveform({ samples: padded, sampleRate: LISTEN_RATE_HZ });
    return (await this.#recognizer.decodeAsync(stream)).text.trim();
  }
}

class StreamingEars implements LoadedEars {
  readonly #recognizer: OnlineRecognizer;
  readonly #tail: Float32Array;
  readonly #streams = new Map<number, OnlineStream>();
  readonly decode = wrongKind;

  constructor(recognizer: OnlineRecognizer, tailMs: number) {
    this.#recognizer = recognizer;
    this.#tail = new Float32Array((tailMs * LISTEN_RATE_HZ) / 1000);
  }

  hear(utterance: number, { samples, ...piece }: UtterancePiece): string {
    const stream = this.#streamOf(utterance, piece);
    stream.acceptWaveform({ samples, sampleRate: LISTEN_RATE_HZ });
    return this.#textOf(stream);
  }

  finish(utterance: number, { samples, ...piece }: UtterancePiece): string {
    const stream = this.#streamOf(utterance, piece);
    this.#streams.delete(utterance);
    // The network takes chunks: the silence makes the last one whole.
    for (const piece of [samples, this.#tail])
      if (piece.length > 0) stream.acceptWaveform({ samples: piece, sampleRate: LISTEN_RATE_HZ });
    stream.inputFinished();
    return this.#textOf(stream);
  }

  drop(utterance: number): void {
    this.#streams.delete(utterance);
  }

  #streamOf(utterance: number, { begins, language }: Omit<UtterancePiece, 'samples'>): OnlineStream {
    const known = begins ? undefined : this.#streams.get(utterance);
    const stream = known ?? this.#recognizer.createStream();
    // Models of several languages use it, or find out by themselves where they do not know it.
    if (!known && language !== undefined) stream.setOption('language', language);
    this.#streams.set(utterance, stream);
    return stream;
  }

  #textOf(stream: OnlineStream): string {
    // To decode a stream that is not ready would end the process.
    while (this.#recognizer.isReady(stream)) this.#recognizer.decode(stream);
    return this.#recognizer.getResult(stream).text.trim();
  }
}

let loaded: LoadedEars | undefined;
function ears(): LoadedEars {
  if (!loaded) throw new Error('the model is not loaded');
  return loaded;
}

serveWorker<EarsCalls>({
  load: async ({ model, threads }) => {
    loaded = await load(model, threads);
    const silence = new Float32Array(LISTEN_RATE_HZ);
    if (model.streams) loaded.finish(0, { samples: silence, begins: true });
    else await loaded.decode({ samples: silence });
  },
  decode: (sound) => ears().decode(sound),
  hear: ({ utterance, ...piece }) => ears().hear(utterance, piece),
  finish: ({ utterance, ...piece }) => ears().finish(utterance, piece),
  // The process may be another one than that which heard it.
  drop: (utterance) => loaded?.drop(utterance),
});
