import type { SessionConfig } from '@visavis/protocol';
import type { ConversationSettings, ReplyOverrides } from '@visavis/speech';

/** The settings of the wire in the words of the conversation. What is not set is left to its defaults. */
export function conversationSettings(config: SessionConfig): ConversationSettings {
  const { model: _model, inputSampleRateHz: _rate, maxOutputTokens, ...same } = config;
  return { ...same, maxTokens: maxOutputTokens };
}

/** Those of them that may differ for one reply. */
export function replyOverrides(config: SessionConfig): ReplyOverrides {
  const { turnDetection: _detection, transcription: _transcription, ...overrides } = conversationSettings(config);
  return overrides;
}
