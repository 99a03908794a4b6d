import { NOT_UNDERSTOOD, type FinalTranscript } from '@visavis/speech';
import { isUnknownSound } from './grammar.js';
import type { DecodedWord } from './word-decoder.js';

/** A shorter stretch of unknown sounds is breath, a click, or the edge of a word. */
const SHORTEST_UNKNOWN_MS = 160;
/** Unknown sound without any known word that counts as speech rather than a cough. */
const SHORTEST_UTTERANCE_MS = 500;

/** The decoder's result as text: known words, and {@link NOT_UNDERSTOOD} where there was speech but no known word. */
export function toTranscript(heard: readonly DecodedWord[]): FinalTranscript {
  const parts: string[] = [];
  let unknownRunMs = 0;
  let knownMs = 0;
  let unknownMs = 0;
  const endRun = (): void => {
    if (unknownRunMs >= SHORTEST_UNKNOWN_MS) {
      parts.push(NOT_UNDERSTOOD);
      unknownMs += unknownRunMs;
    }
    unknownRunMs = 0;
  };
  for (const { word, durationMs } of heard) {
    if (isUnknownSound(word)) unknownRunMs += durationMs;
    else {
      endRun();
      parts.push(word);
      knownMs += durationMs;
    }
  }
  endRun();
  if (knownMs === 0 && unknownMs < SHORTEST_UTTERANCE_MS) return { text: '', confidence: 0 };
  return { text: parts.join(' '), confidence: knownMs / (knownMs + unknownMs) };
}
