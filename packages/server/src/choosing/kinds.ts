import {
  brainCandidate,
  FallbackBrain,
  FallbackRecognizer,
  FallbackSynthesizer,
  recognizerCandidate,
  synthesizerCandidate,
  type Brain,
  type Candidate,
  type Engine,
  type EngineContext,
  type EngineKind,
  type EngineProvider,
  type Learning,
  type SpeechRecognizer,
  type Synthesizer,
} from '@visavis/speech';
import type { OpenedEngineOptions } from './opened-engine.js';

/** How engines of one kind are opened, and how several are made one. */
export interface Kind<E extends Engine> {
  readonly kind: EngineKind;
  open(provider: EngineProvider, context: EngineContext, model?: string): Promise<(E & Learning) | undefined>;
  readonly candidateOf: OpenedEngineOptions<E>['candidateOf'];
  /** The name of an engine that was opened without one of its provider's models. @defaultValue none */
  modelOf?(engine: E): string;
  listOf(candidates: readonly Candidate<E>[]): E;
}

/** Until a transcript after the end of an utterance; its user waits ten seconds at most, ms. */
const EARS_LIMIT_MS = 5_000;
/** Until the first sound of a sentence; its reply waits twenty seconds at most, ms. */
const VOICE_LIMIT_MS = 6_000;
/** Until the first part of a reply, ms. Engines on a service have shorter limits, which signs of life extend. */
const MIND_LIMIT_MS = 30_000;

export const EARS: Kind<SpeechRecognizer> = {
  kind: 'ears',
  open: async (provider, context) => provider.openEars?.(context),
  candidateOf: recognizerCandidate,
  listOf: (candidates) => new FallbackRecognizer({ candidates, limitMs: EARS_LIMIT_MS }),
};

export const VOICE: Kind<Synthesizer> = {
  kind: 'voice',
  open: async (provider, context) => provider.openVoice?.(context),
  candidateOf: synthesizerCandidate,
  listOf: (candidates) => new FallbackSynthesizer({ candidates, limitMs: VOICE_LIMIT_MS }),
};

export const MIND: Kind<Brain> = {
  kind: 'mind',
  open: async (provider, context, model) => provider.openMind?.(context, model),
  candidateOf: brainCandidate,
  modelOf: ({ label }) => label,
  listOf: (candidates) => new FallbackBrain({ candidates, limitMs: MIND_LIMIT_MS }),
};
