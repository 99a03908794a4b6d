import type { Events } from '@visavis/core';
import type { ServerEvent } from '@visavis/protocol';
import type { ConversationEvents } from '@visavis/speech';

/** What happens in the conversation, told to the client in its own dialect. */
export function relayConversation(events: Events<ConversationEvents>, send: (event: ServerEvent) => void): void {
  events.on('speechStarted', ({ itemId, audioStartMs }) => send({ type: 'speechStarted', itemId, audioStartMs }));
  events.on('speechStopped', ({ itemId, audioEndMs }) => send({ type: 'speechStopped', itemId, audioEndMs }));
  events.on('transcribed', ({ itemId, text }) => send({ type: 'transcribed', itemId, text }));
  events.on('replyDelta', ({ replyId, text }) => send({ type: 'replyDelta', responseId: replyId, text }));
  events.on('replyDone', ({ replyId, text }) => send({ type: 'replyDone', responseId: replyId, text }));
  events.on('audioDone', ({ replyId }) => send({ type: 'audioDone', responseId: replyId }));
  events.on('latency', ({ replyId, stages }) => send({ type: 'measured', responseId: replyId, stages }));
  events.on('warning', ({ code, message }) => send({ type: 'problem', code, message }));
}
