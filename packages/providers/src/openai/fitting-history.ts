import type { HistoryMessage } from '@visavis/speech';

/** Letters that the form of a message takes, beside its text. */
const MESSAGE_CHARS = 40;

/**
 * The latest turns that fit, whole: what is left begins with the user, so that no output is without its call. The
 * user's last words, and what came after them, are always among them.
 *
 * @param maxChars Limit of the messages' size, in characters.
 */
export function fittingHistory(history: readonly HistoryMessage[], maxChars: number): readonly HistoryMessage[] {
  let left = maxChars;
  let from = history.length;
  for (let i = history.length - 1; i >= 0; i--) {
    const message = history[i] as HistoryMessage;
    left -= MESSAGE_CHARS + sizeOf(message);
    if (left < 0 && from < history.length) break;
    if (message.role === 'user' || i === 0) from = i;
  }
  return history.slice(from);
}

function sizeOf(message: HistoryMessage): number {
  if (message.role === 'toolCall') return message.name.length + JSON.stringify(message.arguments).length;
  return message.role === 'toolOutput' ? message.output.length : message.text.length;
}
