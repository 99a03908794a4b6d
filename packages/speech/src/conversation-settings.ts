import type { Expression } from '@visavis/core';
import type { Tool, ToolChoice } from './ports.js';

/** How the user's turns are found: the members of `server_vad`, each with its default (conformance A-32). */
export interface TurnDetection {
  /** Probability from which a frame counts as speech, 0…1. @defaultValue 0.5 */
  readonly threshold?: number;
  /** Sound before the detected beginning that is counted to the utterance, ms. @defaultValue 300 */
  readonly prefixPaddingMs?: number;
  /** Silence that ends an utterance, ms. @defaultValue 500 */
  readonly silenceDurationMs?: number;
  /** Whether the end of a user turn is answered without being asked. @defaultValue true */
  readonly createResponse?: boolean;
  /** Whether user speech stops the face. @defaultValue true */
  readonly interruptResponse?: boolean;
}

/** The settings that a client may choose for its conversation. Absent members are at their defaults. */
export interface ConversationSettings {
  /** `null`: turns are taken by `commit()` and `createResponse()`. */
  readonly turnDetection?: TurnDetection | null;
  /** The language spoken, BCP 47. An unknown language is treated as English. @defaultValue `'en'` */
  readonly language?: string;
  readonly voice?: string;
  readonly instructions?: string;
  readonly temperature?: number;
  /** Upper limit of a reply's length, in tokens. */
  readonly maxTokens?: number;
  readonly tools?: readonly Tool[];
  /** @defaultValue `'auto'` */
  readonly toolChoice?: ToolChoice;
  /** `text`: replies are written, not spoken; the mouth stays shut. @defaultValue `'audio'` */
  readonly modalities?: 'audio' | 'text';
  /**
   * Whether the client receives transcripts of the user's speech. The brain receives them in any case.
   *
   * @defaultValue true
   */
  readonly transcription?: boolean;
}

/** The settings that may differ for one reply alone. */
export type ReplyOverrides = Pick<
  ConversationSettings,
  'voice' | 'instructions' | 'temperature' | 'maxTokens' | 'tools' | 'toolChoice' | 'modalities'
> & {
  /** What the face expresses with the reply until a tag in its text asks for another. */
  readonly expression?: Expression | undefined;
};

const DEFAULT_DETECTION: Required<TurnDetection> = {
  threshold: 0.5,
  prefixPaddingMs: 300,
  silenceDurationMs: 500,
  createResponse: true,
  interruptResponse: true,
};

/** @returns Every member of the detection, or `undefined` when it is switched off. */
export function turnDetectionOf({ turnDetection = {} }: ConversationSettings): Required<TurnDetection> | undefined {
  if (turnDetection === null) return undefined;
  const set = Object.entries(turnDetection).filter(([, value]) => value !== undefined);
  return { ...DEFAULT_DETECTION, ...Object.fromEntries(set) };
}
