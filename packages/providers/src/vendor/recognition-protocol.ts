import type { VendorService } from './vendor-service.js';

/** What a vendor has understood of an utterance. */
export interface Understood {
  /** Text that will not change. */
  readonly settled: string;
  /** Text behind it that may change. */
  readonly changing: string;
  /** Whether the vendor hears that the user has finished. */
  readonly turnEnded: boolean;
  /** Whether nothing more comes of the sound that was sent before the question for the end. */
  readonly isComplete: boolean;
}

/** Nothing was understood yet. */
export const NOTHING: Understood = { settled: '', changing: '', turnEnded: false, isComplete: false };

/** How one vendor is sent speech, and what its messages mean. */
export interface RecognitionProtocol extends VendorService {
  /** Languages, the best first. */
  readonly languages: readonly string[] | 'any';
  /** @param language BCP 47. */
  url(language: string): string;
  /** Asks for the end of what was sent. */
  readonly finish: object;
  /**
   * @param before What was understood so far.
   * @returns What is understood now; `before` itself where the message means nothing here.
   * @throws {Error} For a message that cannot be read, and for one that reports an error.
   */
  read(message: unknown, before: Understood): Understood;
}

/** @returns Both texts with a blank between them, where both have words. */
export const joinedText = (first: string, second: string): string => `${first} ${second}`.trim();
