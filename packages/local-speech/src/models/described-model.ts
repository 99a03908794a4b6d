/** Something that JSON can hold. */
export type Plain = string | number | boolean | { readonly [key: string]: Plain };

interface ModelFacts {
  /** Of its folder. */
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  /** What kind of model it is, for people: `Piper`, `Parakeet`. */
  readonly family: string;
  /** BCP 47, the best first. */
  readonly languages: readonly string[];
  /** The configuration of the native runtime, with absolute paths. */
  readonly runtime: { readonly [key: string]: Plain };
}

/** A recogniser's model that can be loaded, as its folder describes it. */
export interface EarsModel extends ModelFacts {
  readonly kind: 'ears';
  /** Whether it hears while the user speaks; others hear whole utterances. */
  readonly streams: boolean;
  /** Silence behind an utterance with which a streaming model takes its last chunk, ms. */
  readonly tailMs?: number;
}

/** A voice's model that can be loaded, as its folder describes it. */
export interface VoiceModel extends ModelFacts {
  readonly kind: 'voice';
  /** Names of its speakers, in the order of their numbers; at least one. */
  readonly speakers: readonly string[];
  /** The characters that it can say, where it reads single characters; absent where it reads words. */
  readonly alphabet?: string;
}

/** A model that can be loaded. */
export type DescribedModel = EarsModel | VoiceModel;
