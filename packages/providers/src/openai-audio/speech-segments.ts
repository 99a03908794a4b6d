import { CodedError } from '@visavis/core';
import type { SpeechSegment } from '@visavis/sound';
import { TimedSpeech } from '../voice/timed-speech.js';
import { WordFinder } from '../voice/word-finder.js';
import type { SpeechPart, SpokenWord } from './speech-parts.js';

/**
 * @param text The sentence that is spoken.
 * @param what The subject of an error's message: the service.
 * @throws {CodedError} `provider.failed` where no sound comes.
 */
export async function* speechSegments(
  parts: AsyncIterable<SpeechPart>,
  text: string,
  what: string,
): AsyncGenerator<SpeechSegment> {
  const finder = new WordFinder(text);
  let speech: TimedSpeech | undefined;
  let words: SpokenWord[] = [];
  for await (const part of parts) {
    words.push(...(part.words ?? []));
    if (part.sound) speech ??= new TimedSpeech(part.sound.rateHz);
    if (!speech) continue;
    for (const { word, startS, endS } of words) {
      const found = finder.find(word);
      if (found) speech.addWord({ ...found, startMs: startS * 1000, endMs: endS * 1000 });
    }
    words = [];
    if (part.sound) yield* speech.add(part.sound.samples);
  }
  if (!speech) throw new CodedError('provider.failed', `${what} sent no sound`);
  yield* speech.end(text);
}
