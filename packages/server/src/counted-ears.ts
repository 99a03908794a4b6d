import type { Complete } from '@visavis/core';
import type {
  RecognitionStream,
  SpeechRecognizer,
  Transcript,
  VoiceActivityDetector,
  VoiceActivityStream,
} from '@visavis/speech';

/** How many streams are open: what operators look at when a session has ended. */
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

/** A detector whose open streams are counted. */
export class CountedDetector implements Complete<VoiceActivityDetector> {
  constructor(
    private readonly detector: VoiceActivityDetector,
    private readonly streams: OpenStreams,
  ) {}

  open(): VoiceActivityStream {
    return new CountedDetection(this.detector.open(), this.streams.opened());
  }

  close(): Promise<void> {
    return this.detector.close();
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
export class CountedRecognizer implements Complete<SpeechRecognizer> {
  constructor(
    private readonly recognizer: SpeechRecognizer,
    private readonly streams: OpenStreams,
  ) {}

  get vocabulary(): SpeechRecognizer['vocabulary'] {
    return this.recognizer.vocabulary;
  }

  open(): RecognitionStream {
    return new CountedRecognition(this.recognizer.open(), this.streams.opened());
  }

  close(): Promise<void> {
    return this.recognizer.close();
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

  write(samples: Float32Array): void {
    this.stream.write(samples);
  }

  finish(): Promise<Transcript> {
    return this.stream.finish();
  }

  close(): void {
    this.closed();
    this.stream.close();
  }
}
