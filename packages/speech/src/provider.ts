import type { Logger } from '@visavis/core';
import type { Interlocutor } from './interlocutor.js';
import type { Knowledge } from './knowledge.js';
import type { Brain, SpeechRecognizer, Synthesizer } from './ports.js';

interface SettingBase {
  /** The environment variable that holds it, such as `DEEPGRAM_API_KEY`. */
  readonly variable: string;
  /** One phrase, as it stands in `docs/settings.md`. */
  readonly description: string;
  /** The behaviour without it, where it has no default. */
  readonly otherwise?: string;
  /** One of the few that most operators need: the README lists it too. */
  readonly common?: boolean;
  /** Whether the provider cannot work without it: a server that uses the provider does not start then. */
  readonly required?: boolean;
}

/** One setting of a provider, as plain data: only the server reads it, from the environment or a program's options. */
export type ProviderSetting = SettingBase &
  (
    | { readonly kind: 'text'; readonly default?: string }
    /** A key: it is never logged, nor shown. */
    | { readonly kind: 'secret' }
    /** The address of a service, `http` or `https`, or `ws` or `wss`. */
    | { readonly kind: 'address'; readonly default?: string }
    /** Separated by commas in the environment. */
    | { readonly kind: 'list'; readonly default?: readonly string[] }
    | { readonly kind: 'number'; readonly from: number; readonly to: number; readonly default?: number }
    /** `0` or `1` in the environment. */
    | { readonly kind: 'flag'; readonly default?: boolean }
    /** Path of a file or folder; absolute where the provider receives it. */
    | { readonly kind: 'path' }
  );

/** The settings of a provider, by their names in the options of `createServer`, such as `deepgramApiKey`. */
export type ProviderSettings = Readonly<Record<string, ProviderSetting>>;

interface ValueOfKind {
  readonly text: string;
  readonly secret: string;
  readonly address: string;
  readonly list: readonly string[];
  readonly number: number;
  readonly flag: boolean;
  readonly path: string;
}

/** The value of one setting, as its provider receives it. */
export type SettingValue<S extends ProviderSetting> =
  ValueOfKind[S['kind']] | (S extends { readonly default: unknown } | { readonly required: true } ? never : undefined);

/** The values of a provider's settings, checked, by their names. */
export type SettingValues<S extends ProviderSettings> = { readonly [Name in keyof S]: SettingValue<S[Name]> };

/** All that a provider receives to open engines. Each of its openers receives the same object. */
export interface EngineContext<S extends ProviderSettings = ProviderSettings> {
  readonly settings: SettingValues<S>;
  /** What the face knows at the start; {@link Learning} engines receive its later versions. */
  readonly knowledge: Knowledge;
  /** Folder of what outlives the process. Absolute. */
  readonly dataDir: string;
  readonly logger: Logger;
}

/** What an engine does in a conversation: it understands speech, speaks, or answers. */
export type EngineKind = 'ears' | 'voice' | 'mind';

/** An engine that works with what the face knows has this method; others leave it out. */
export interface Learning {
  /** Replaces what the face knows, from the next utterance or reply on. @throws {CodedError} `worker.died`, `provider.*` */
  setKnowledge?(knowledge: Knowledge): Promise<void>;
}

/**
 * A source of engines: a vendor, a kind of server, or what ships. One folder, and one line in the catalogue. An opener
 * only opens: it connects to nothing and loads nothing until its engine is prepared. It may reject with a `CodedError`
 * `config.invalid`, one sentence about what is missing. The caller closes what was opened.
 */
export interface EngineProvider<S extends ProviderSettings = ProviderSettings> {
  /** The name in `VISAVIS_EARS`, `VISAVIS_VOICE` and `VISAVIS_MIND`: lower case, digits and dashes. */
  readonly name: string;
  /** Its name for people. */
  readonly label: string;
  readonly settings: S;
  /**
   * The kinds of engines for which it is used where the operator has named none, in the order of the catalogue. For a mind
   * only the first counts.
   */
  defaultFor?(context: Pick<EngineContext<S>, 'settings' | 'dataDir'>): EngineKinds | Promise<EngineKinds>;
  openEars?(context: EngineContext<S>): EngineOrPromise<SpeechRecognizer>;
  openVoice?(context: EngineContext<S>): EngineOrPromise<Synthesizer>;
  /** @param model One of its `models`; the first of them where it is left out. */
  openMind?(context: EngineContext<S>, model?: string): EngineOrPromise<Brain>;
  /** A mind that hears and speaks by itself. @param model As for `openMind`. */
  openInterlocutor?(context: EngineContext<S>, model?: string): EngineOrPromise<Interlocutor>;
  /** The models that its mind can be opened with, the usual one first. @defaultValue the mind has no choice of models */
  models?(settings: SettingValues<S>): readonly string[];
}

type EngineKinds = readonly EngineKind[];
type EngineOrPromise<E> = (E & Learning) | Promise<E & Learning>;

/** Declares a provider, whose openers receive the values of their settings with their types. @returns The provider itself. */
export function engineProvider<const S extends ProviderSettings>(provider: EngineProvider<S>): EngineProvider<S> {
  return provider;
}
