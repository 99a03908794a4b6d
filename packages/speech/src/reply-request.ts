import { withoutFiller } from './replying/filler.js';
import { withOutputs } from './history-messages.js';
import type { HistoryItem } from './history.js';
import type { HistoryMessage, ReplyRequest } from './ports.js';
import type { ConversationSettings, ReplyOverrides } from './conversation-settings.js';

/** @returns The settings with the overrides of one reply; members left out, or `undefined`, change nothing. */
export function withOverrides(
  settings: ConversationSettings,
  overrides: ReplyOverrides,
): ConversationSettings & ReplyOverrides {
  const set = Object.entries(overrides).filter(([, value]) => value !== undefined);
  return { ...settings, ...Object.fromEntries(set) };
}

/** Builds the request to the brain, without the pictures. */
export function replyRequest(items: readonly HistoryItem[], settings: ConversationSettings): ReplyRequest {
  const { language, instructions, temperature, maxTokens, tools, toolChoice } = settings;
  const said = items.map((item) => withoutId(item, language));
  const history = withOutputs(said.filter((item) => !('text' in item) || item.text !== ''));
  const offered = tools && tools.length > 0 ? { tools, toolChoice } : {};
  return { history, language, instructions, temperature, maxTokens, ...offered };
}

function withoutId(item: HistoryItem, language: string | undefined): HistoryMessage {
  switch (item.role) {
    case 'toolCall':
      return { role: item.role, callId: item.callId, name: item.name, arguments: item.arguments };
    case 'toolOutput':
      return { role: item.role, callId: item.callId, output: item.output };
    default:
      return { role: item.role, text: item.role === 'assistant' ? withoutFiller(item.text, language) : item.text };
  }
}
