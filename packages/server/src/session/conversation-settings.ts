import type { ConversationSettings } from '@visavis/speech';
import type { Settings } from './settings.js';

/** The settings of the wire in the words of the conversation. What is not set is left to its defaults. */
export function conversationSettings({ config, instructions }: Settings): ConversationSettings {
  const { model: _model, inputSampleRateHz: _rate, maxOutputTokens, ...same } = config;
  return { ...same, maxTokens: maxOutputTokens, instructions };
}
