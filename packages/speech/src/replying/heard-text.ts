import type { SpeechSegment, TimedPhone } from '@visavis/sound';

/** Samples per ms of a segment: 48 kHz. */
const SAMPLES_PER_MS = 48;

/** When the words of a segment sound, without the sound. */
export interface TimedText {
  readonly text: string;
  readonly durationMs: number;
  readonly phones?: readonly TimedPhone[];
}

/** How much of it was heard: 0…`durationMs`. */
export interface HeardTimedText extends TimedText {
  readonly heardMs: number;
}

export function timedText({ text, samples, phones }: SpeechSegment): TimedText {
  return { text, durationMs: samples.length / SAMPLES_PER_MS, ...(phones && { phones }) };
}

/** The words of a reply that were really heard: whole segments, and of the interrupted one those already spoken. */
export function heardText(heard: readonly HeardTimedText[]): string {
  return heard
    .map(wordsHeard)
    .filter((text) => text !== '')
    .join(' ');
}

/** @returns The same, with no more heard of it than its first `totalMs`. */
export function heardUntil(heard: readonly HeardTimedText[], totalMs: number): HeardTimedText[] {
  let leftMs = totalMs;
  return heard.map((part) => {
    const heardMs = Math.min(part.heardMs, Math.max(0, leftMs));
    leftMs -= part.durationMs;
    return { ...part, heardMs };
  });
}

function wordsHeard({ text, durationMs, phones, heardMs }: HeardTimedText): string {
  if (heardMs >= durationMs) return text;
  const words = text.split(/\s+/).filter((word) => word !== '');
  const share = phones ? shareOfPhones(phones, heardMs) : heardMs / durationMs;
  // Words are told apart by their letters, which follow their length in time well enough for a history.
  const letters = words.join('').length * share;
  let spoken = 0;
  const kept = words.filter((word) => (spoken += word.length) <= letters);
  return kept.join(' ');
}

/** Pauses hold no words, so they are not counted. */
function shareOfPhones(phones: readonly TimedPhone[], heardMs: number): number {
  let startMs = 0;
  let voiced = 0;
  let heard = 0;
  for (const { phone, endMs } of phones) {
    if (phone !== 'pau') {
      voiced += endMs - startMs;
      heard += Math.max(0, Math.min(endMs, heardMs) - startMs);
    }
    startMs = endMs;
  }
  return voiced === 0 ? 0 : heard / voiced;
}
