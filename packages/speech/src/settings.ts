import type { TurnDetection } from './listening/listener.js';

/** What a client may choose about its conversation. A change takes effect with the next utterance or reply. */
export interface ConversationSettings {
  /** `undefined`: turns are taken by `commit()` and `createResponse()`. */
  readonly turnDetection: TurnDetection | undefined;
  /** Whether user speech stops the face. */
  readonly interruptResponse: boolean;
  /** Whether the end of a user turn is answered without being asked. */
  readonly createResponse: boolean;
  readonly voice?: string;
  readonly instructions?: string;
  readonly temperature?: number;
  readonly maxTokens?: number;
}

/** The protocol's numbers (server_vad). */
export const DEFAULT_SETTINGS: ConversationSettings = {
  turnDetection: { threshold: 0.5, prefixPaddingMs: 300, silenceDurationMs: 500 },
  interruptResponse: true,
  createResponse: true,
};
