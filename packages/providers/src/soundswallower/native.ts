import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import createModule, { type Decoder, type SoundSwallowerModule } from 'soundswallower';
import type { ModelName } from './model-language.js';

/** C functions that the library's own interface lacks, as exported by version 0.6.3 (pinned for this reason). */
export interface NativeModule extends SoundSwallowerModule {
  _malloc(bytes: number): number;
  _free(at: number): void;
  _decoder_logmath(decoder: number): number;
  _decoder_set_fsg(decoder: number, fsg: number): number;
  /** @param scoreAt Address to which the path's score is written (int32). @returns Address of the text. */
  _decoder_hyp(decoder: number, scoreAt: number): number;
  _logmath_log(logmath: number, probability: number): number;
  _fsg_model_init(name: number, logmath: number, languageWeight: number, states: number): number;
  _fsg_model_word_add(fsg: number, word: number): number;
  _fsg_model_trans_add(fsg: number, from: number, to: number, logProbability: number, word: number): void;
  _fsg_model_null_trans_add(fsg: number, from: number, to: number, logProbability: number): number;
  _fsg_set_states(fsg: number, start: number, final: number): void;
}

export type NativeDecoder = Decoder & { readonly cdecoder: number };

const modelFolder = (): string => join(dirname(createRequire(import.meta.url).resolve('soundswallower')), 'model');

/** @returns The path of a file of an acoustic model. */
export function modelFile(model: ModelName, name: string): string {
  return join(modelFolder(), model, name);
}

/** Loads SoundSwallower (PocketSphinx in WebAssembly) with an acoustic model from its package. */
export async function loadNative(
  model: ModelName = 'en-us',
): Promise<{ native: NativeModule; decoder: NativeDecoder }> {
  const before = {
    exception: process.listeners('uncaughtException'),
    rejection: process.listeners('unhandledRejection'),
  };
  const native = (await createModule({
    modelBase: `${modelFolder()}/`,
    defaultModel: model,
  } as object)) as NativeModule;
  removeNewHandlers(before);
  const decoder = new native.Decoder({ loglevel: 'FATAL', samprate: 16_000 }) as NativeDecoder;
  await decoder.initialize();
  return { native, decoder };
}

/**
 * Undoes a side effect of the library's start-up code, which takes over the process's last-resort handlers and prints
 * its source.
 */
function removeNewHandlers(before: { exception: unknown[]; rejection: unknown[] }): void {
  for (const listener of process.listeners('uncaughtException')) {
    if (!before.exception.includes(listener)) process.off('uncaughtException', listener);
  }
  for (const listener of process.listeners('unhandledRejection')) {
    if (!before.rejection.includes(listener)) process.off('unhandledRejection', listener);
  }
}

/** Calls `use` with the address of `text` as a C string. */
export function withCString<T>(native: NativeModule, text: string, use: (at: number) => T): T {
  const bytes = Buffer.from(`${text}\0`);
  const at = native._malloc(bytes.length);
  native.HEAPU8.set(bytes, at);
  try {
    return use(at);
  } finally {
    native._free(at);
  }
}
