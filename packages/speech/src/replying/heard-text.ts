import type { Heard } from '../ports.js';

/** Samples per ms of a segment: 48 kHz. */
const SAMPLES_PER_MS = 48;

/** The words of a reply that were really heard: whole segments, and of the interrupted one those already spoken. */
export function heardText(heard: readonly Heard[]): string {
  return heard
    .map(wordsHeard)
    .filter((text) => text !== '')
    .join(' ');
}

function wordsHeard({ segment, heardMs }: Heard): string {
  const durationMs = segment.samples.length / SAMPLES_PER_MS;
  if (heardMs >= durationMs) return segment.text;
  const words = segment.text.split(/\s+/).filter((word) => word !== '');
  const share = segment.phones ? shareOfPhones(segment.phones, heardMs) : heardMs / durationMs;
  // Words are told apart by their letters, which follow their length in time well enough for a history.
  const letters = words.join('').length * share;
  let spoken = 0;
  const kept = words.filter((word) => (spoken += word.length) <= letters);
  return kept.join(' ');
}

/** Pauses hold no words, so they are not counted. */
function shareOfPhones(phones: NonNullable<Heard['segment']['phones']>, heardMs: number): number {
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
