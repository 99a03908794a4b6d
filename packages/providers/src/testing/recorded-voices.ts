import { readFileSync } from 'node:fs';

const FOLDER = new URL('../../../../tests/fixtures/audio/', import.meta.url);

export interface RecordedVoice {
  readonly file: string;
  /** What is said, word for word. */
  readonly text: string;
  /** Mono at 16 kHz, −1…1. */
  readonly samples: Float32Array;
}

/** People's recorded voices, with what they say (tests/fixtures/audio). */
export function recordedVoices(): RecordedVoice[] {
  const index = JSON.parse(readFileSync(new URL('index.json', FOLDER), 'utf8')) as { file: string; text: string }[];
  return index.map(({ file, text }) => ({ file, text, samples: readWav(new URL(file, FOLDER)) }));
}

function readWav(url: URL): Float32Array {
  const wav = readFileSync(url);
  const from = wav.indexOf('data') + 8;
  const count = Math.floor((wav.length - from) / 2);
  return Float32Array.from({ length: count }, (_, i) => wav.readInt16LE(from + 2 * i) / 32_768);
}
