import type { Complete } from '@visavis/core';
import type {
  Engine,
  Expected,
  FinalTranscript,
  PhrasePosition,
  RecognitionStream,
  SpeechRecognizer,
  VoiceActivityDetector,
  VoiceActivityStream,
} from '@visavis/speech';

/** Number of open streams, which operators check when a session has ended. */
export class OpenStreams {
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** @returns A function to call when the stream closes; calling it twice is harmless. */
  opened(): () => void {
    this.#count++;
    let open = true;
    return () => {
      if (open) this.#count--;
      open = false;
    };
  }
}

/** The engine behind a wrapper, unchanged. */
class WrappedEngine<E extends Engine> implements Complete<Engine> {
  constructor(
    protected readonly engine: E,
    protected readonly streams: OpenStreams,
  ) {}

  get info(): Engine['info'] {
    return this.engine.info;
  }

  get health(): Engine['health'] {
    return this.engine.health;
  }

  get events(): Engine['events'] {
    return this.engine.events;
  }

  prepare(): Promise<void> {
    return this.engine.prepare();
  }

  close(): Promise<void> {
    return this.engine.close();
  }
}

/** A detector whose open streams are counted. */
export class CountedDetector extends WrappedEngine<VoiceActivityDetector> implements Complete<VoiceActivityDetector> {
  open(): VoiceActivityStream {
    return new CountedDetection(this.engine.open(), this.streams.opened());
  }
}

class CountedDetection implements Complete<VoiceActivityStream> {
  constructor(
    private readonly stream: VoiceActivityStream,
    private readonly closed: () => void,
  ) {}

  push(frame: Float32Array): Promise<number> {
    return this.stream.push(frame);
  }

  close(): void {
    this.closed();
    this.stream.close();
  }
}

/** A recogniser whose open streams are counted. */
export class CountedRecognizer extends WrappedEngine<SpeechRecognizer> implements Complete<SpeechRecognizer> {
  get vocabulary(): SpeechRecognizer['vocabulary'] {
    return this.engine.vocabulary;
  }

  open(expected?: Expected): RecognitionStream {
    return new CountedRecognition(this.engine.open(expected), this.streams.opened());
  }
}

class CountedRecognition implements Complete<RecognitionStream> {
  constructor(
    private readonly stream: RecognitionStream,
    private readonly closed: () => void,
  ) {}

  get interim(): string | undefined {
    return this.stream.interim;
  }

  get phrase(): PhrasePosition | undefined {
    return this.stream.phrase;
  }

  get turnEnded(): boolean | undefined {
    return this.stream.turnEnded;
  }

  write(samples: Float32Array): void {
    this.stream.write(samples);
  }

  finish(): Promise<FinalTranscript> {
    return this.stream.finish();
  }

  close(): void {
    this.closed();
    this.stream.close();
  }
}
