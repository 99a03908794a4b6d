import type { HistoryMessage, ToolCallMessage } from './ports.js';

/** Stands for the output of a tool that has returned none. Many clients run a tool and never report. */
export const NO_RESULT = 'Accepted. There is no result.';

/**
 * The history in a form that a brain may receive at any time: each tool call has its output before the user or the face
 * speaks again, which language models insist on. Where none has come, {@link NO_RESULT} stands in; an output that comes
 * later keeps its later position as well, for that is when it became known. So a tool that never answers holds nothing
 * up.
 */
export function withOutputs(history: readonly HistoryMessage[]): HistoryMessage[] {
  const messages: HistoryMessage[] = [];
  let waiting: ToolCallMessage[] = [];
  const standIn = (): void => {
    for (const { callId } of waiting) messages.push({ role: 'toolOutput', callId, output: NO_RESULT });
    waiting = [];
  };
  for (const message of history) {
    // Consecutive calls belong to one reply; a call after an output belongs to the next reply.
    const another = message.role === 'toolCall' && messages.at(-1)?.role === 'toolOutput';
    if ('text' in message || another) standIn();
    messages.push(message);
    if (message.role === 'toolCall') waiting.push(message);
    if (message.role === 'toolOutput') waiting = waiting.filter(({ callId }) => callId !== message.callId);
  }
  standIn();
  return messages;
}
