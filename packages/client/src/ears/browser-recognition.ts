/** The parts of a result that are read (W3C Web Speech API §4.1.6). */
export interface RecognitionResult {
  readonly isFinal: boolean;
  readonly [index: number]: { readonly transcript: string; readonly confidence: number };
}

/** A recognition of the browser: one stretch of listening, which the browser ends when it likes. */
export interface Recognition {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  /** Only in browsers that can recognise speech on the device. */
  processLocally?: boolean;
  onstart: (() => void) | null;
  onresult: ((event: { readonly results: ArrayLike<RecognitionResult> }) => void) | null;
  onerror: ((event: { readonly error: string; readonly message?: string }) => void) | null;
  onend: (() => void) | null;
  /** Older browsers take no track, and listen to the system's default microphone. */
  start(track?: MediaStreamTrack): void;
  abort(): void;
}

interface Languages {
  readonly langs: readonly string[];
  readonly processLocally: true;
}

/** Its constructor. `available` and `install` exist in browsers that can recognise speech on the device. */
export interface RecognitionClass {
  new (): Recognition;
  available?(languages: Languages): Promise<'available' | 'downloadable' | 'downloading' | 'unavailable'>;
  install?(languages: Languages): Promise<boolean>;
}

/** The browser's own speech recognition. */
export interface BrowserRecognition {
  readonly Recognition: RecognitionClass;
  /** The languages of the browser's user, BCP 47, the first choice first. */
  readonly languages: readonly string[];
  /** Whether it marks results as final that are not, and repeats them: browsers on Android. */
  readonly repeats: boolean;
}

/** @returns The recognition of the page's browser; `undefined` where it has none. */
export function browserRecognition(): BrowserRecognition | undefined {
  const page = globalThis as { SpeechRecognition?: RecognitionClass; webkitSpeechRecognition?: RecognitionClass };
  const Recognition = page.SpeechRecognition ?? page.webkitSpeechRecognition;
  if (!Recognition) return undefined;
  // On Linux, a browser may report the system's locale: "en-US@posix".
  const languages = navigator.languages.map((tag) => tag.split('@', 1)[0] ?? tag);
  return { Recognition, languages, repeats: /Android/.test(navigator.userAgent) };
}
