import type { SessionConfig } from '@visavis/protocol';
import type { ConversationSettings, ReplyOverrides } from '@visavis/speech';

/**
 * Maps the settings of the wire to those of the conversation. Unset members are left to its defaults. What is seen behind
 * the face and who recognises speech is no matter of the conversation, and what it expresses only for one reply.
 */
export function conversationSettings(config: SessionConfig): ConversationSettings {
  const { model: _model, inputSampleRateHz: _rate, maxOutputTokens, ...shown } = config;
  const { background: _background, expression: _expression, ears: _ears, ...same } = shown;
  return { ...same, maxTokens: maxOutputTokens };
}

/** The subset of these settings that one reply may override. */
export function replyOverrides(config: SessionConfig): ReplyOverrides {
  const { turnDetection: _detection, transcription: _transcription, ...overrides } = conversationSettings(config);
  return { ...overrides, expression: config.expression };
}
