import type { BrowserRecognition, Recognition, RecognitionClass } from '../ears/browser-recognition.js';

/** A recognition that a test lets hear, fail and end. */
export class FakeRecognition implements Recognition {
  lang = '';
  continuous = false;
  interimResults = false;
  onstart: Recognition['onstart'] = null;
  onresult: Recognition['onresult'] = null;
  onerror: Recognition['onerror'] = null;
  onend: Recognition['onend'] = null;
  aborted = false;
  track: MediaStreamTrack | undefined;
  #results: { isFinal: boolean; 0: { transcript: string; confidence: number } }[] = [];

  start(track?: MediaStreamTrack): void {
    this.track = track;
  }

  abort(): void {
    this.aborted = true;
  }

  /** Its results so far, each as text; the texts that end with `.` are final. */
  hears(...texts: string[]): void {
    this.#results = texts.map((transcript) => ({
      isFinal: transcript.endsWith('.'),
      0: { transcript, confidence: transcript.endsWith('.') ? 0.9 : 0 },
    }));
    this.onresult?.({ results: this.#results });
  }

  ends(error?: string): void {
    if (error !== undefined) this.onerror?.({ error });
    this.onend?.();
  }
}

/** A browser's speech recognition in the hands of a test. */
export class FakeSpeech implements BrowserRecognition {
  languages: readonly string[] = ['en-US'];
  repeats = false;
  /** What the browser offers on the device; `undefined` where it knows no such thing. */
  onDevice: 'available' | 'downloadable' | 'downloading' | 'unavailable' | undefined;
  /** Whether the download of what is needed on the device succeeds. */
  installs = true;
  /** Thrown by every start while set. */
  startError: Error | undefined;
  readonly installed: string[] = [];
  readonly started: (FakeRecognition & { processLocally?: boolean })[] = [];

  get latest(): FakeRecognition & { processLocally?: boolean } {
    const latest = this.started.at(-1);
    if (!latest) throw new Error('No recognition was started');
    return latest;
  }

  get Recognition(): RecognitionClass {
    const { started, onDevice, startError } = this;
    class StartedRecognition extends FakeRecognition {
      override start(track?: MediaStreamTrack): void {
        if (startError) throw startError;
        super.start(track);
        started.push(this);
      }
    }
    if (onDevice === undefined) return StartedRecognition;
    Object.assign(StartedRecognition.prototype, { processLocally: false });
    return Object.assign(StartedRecognition, {
      available: () => Promise.resolve(onDevice),
      install: ({ langs }: { langs: readonly string[] }) => {
        this.installed.push(...langs);
        return Promise.resolve(this.installs);
      },
    });
  }
}
