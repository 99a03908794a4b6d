import { NOT_UNDERSTOOD, type FinalTranscript } from '@visavis/speech';
import { bareSound, isUnknownSound } from './grammar.js';
import type { DecodedWord } from './word-decoder.js';

/** A shorter stretch of unknown sounds is breath, a click, or the edge of a word. */
const SHORTEST_UNKNOWN_MS = 160;
/** Unknown sound without any known word that counts as speech rather than a cough. */
const SHORTEST_UTTERANCE_MS = 500;
/**
 * Sounds of which a syllable can be the peak: vowels and sonorants. Noise (a cough, a breath, a knock) is decoded as
 * hisses and stops alone; how long those last depends on the voices to which the decoder has adapted.
 */
const SYLLABIC: ReadonlySet<string> = new Set(
  'AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW L M N NG R W Y'.split(' ').map(bareSound),
);

/** The decoder's result as text: known words, and {@link NOT_UNDERSTOOD} where there was speech but no known word. */
export function toTranscript(heard: readonly DecodedWord[]): FinalTranscript {
  const parts: string[] = [];
  let unknownRunMs = 0;
  let knownMs = 0;
  let unknownMs = 0;
  let hasSyllable = false;
  const endRun = (): void => {
    if (unknownRunMs >= SHORTEST_UNKNOWN_MS) {
      parts.push(NOT_UNDERSTOOD);
      unknownMs += unknownRunMs;
    }
    unknownRunMs = 0;
  };
  for (const { word, durationMs } of heard) {
    if (isUnknownSound(word)) {
      unknownRunMs += durationMs;
      hasSyllable ||= SYLLABIC.has(word);
    } else {
      endRun();
      parts.push(word);
      knownMs += durationMs;
    }
  }
  endRun();
  if (knownMs === 0 && (!hasSyllable || unknownMs < SHORTEST_UTTERANCE_MS)) return { text: '', confidence: 0 };
  return { text: parts.join(' '), confidence: knownMs / (knownMs + unknownMs) };
}
