import { readFileSync } from 'node:fs';
import { floatFromInt16, readWav } from '@visavis/sound';

const FOLDER = new URL('../../../../tests/fixtures/audio/', import.meta.url);

/** A recording with its transcript. */
export interface RecordedVoice {
  readonly file: string;
  /** The words said, verbatim. */
  readonly text: string;
  /** Mono at 16 kHz, −1…1. */
  readonly samples: Float32Array;
}

/** Recorded human voices with their transcripts (tests/fixtures/audio). */
export function recordedVoices(): RecordedVoice[] {
  const index = JSON.parse(readFileSync(new URL('index.json', FOLDER), 'utf8')) as { file: string; text: string }[];
  return index.map(({ file, text }) => ({
    file,
    text,
    samples: floatFromInt16(readWav(readFileSync(new URL(file, FOLDER))).samples),
  }));
}
