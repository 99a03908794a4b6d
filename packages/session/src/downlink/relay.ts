import type { Events } from '@visavis/core';
import type { ServerEvent } from '@visavis/protocol';
import type { ConversationEvents } from '@visavis/speech';

export interface Relay {
  /** Sends a piece of the reply's sound, PCM16 24 kHz, under the reply's name. */
  sendAudio(audioBase64: string): void;
}

/**
 * Sends the events of the conversation to the client.
 *
 * @param options.argumentsAs Form of a tool call's arguments that this client reads.
 */
export function relayConversation(
  events: Events<ConversationEvents>,
  send: (event: ServerEvent) => void,
  { argumentsAs }: { argumentsAs: 'object' | 'string' } = { argumentsAs: 'object' },
): Relay {
  let responseId = '';
  events.on('replyStarted', ({ replyId, itemId }) => {
    responseId = replyId;
    send({ type: 'replyStarted', responseId, itemId });
  });
  events.on('speechStarted', ({ itemId, audioStartMs }) => send({ type: 'speechStarted', itemId, audioStartMs }));
  events.on('speechStopped', ({ itemId, audioEndMs }) => send({ type: 'speechStopped', itemId, audioEndMs }));
  events.on('transcribed', ({ itemId, text, unclear }) =>
    send({ type: 'transcribed', itemId, text, ...(unclear && { unclear }) }),
  );
  events.on('interimTranscribed', ({ itemId, text }) => send({ type: 'transcribedInterim', itemId, text }));
  events.on('replyResumed', ({ replyId, resumes }) => send({ type: 'replyResumed', responseId: replyId, resumes }));
  events.on('replyDelta', ({ replyId, text }) => send({ type: 'replyDelta', responseId: replyId, text }));
  events.on('toolCallDelta', ({ callId, delta }) => send({ type: 'toolCallDelta', callId, delta }));
  events.on('toolCalled', ({ replyId, ...call }) =>
    send({ type: 'toolCalled', responseId: replyId, ...call, argumentsAs }),
  );
  events.on('replyProgress', ({ replyId, text, heardMs }) =>
    send({ type: 'playbackProgress', responseId: replyId, text, heardMs }),
  );
  events.on('replyDone', ({ replyId, text, toolCalls, interrupted }) => {
    // Where a tool was called instead of anything said, the words come with the reply to its output.
    if (text !== '' || toolCalls === 0) send({ type: 'replyDone', responseId: replyId, text });
    if (interrupted) send({ type: 'replyCancelled', responseId: replyId });
  });
  events.on('latency', ({ replyId, stages }) => {
    // The times are known the moment the first packet has left.
    send({ type: 'playbackStarted', responseId: replyId });
    send({ type: 'measured', responseId: replyId, stages: { ...stages } });
  });
  events.on('audioDone', ({ replyId }) => {
    send({ type: 'audioDone', responseId: replyId });
    send({ type: 'playbackDone', responseId: replyId });
  });
  events.on('warning', ({ code, message }) => send({ type: 'problem', code, message }));
  return { sendAudio: (audioBase64) => send({ type: 'audioDelta', responseId, audioBase64 }) };
}
