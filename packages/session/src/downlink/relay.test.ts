import { TypedEmitter } from '@visavis/core';
import type { ServerEvent } from '@visavis/protocol';
import type { ConversationEvents } from '@visavis/speech';
import { beforeEach, describe, expect, it } from 'vitest';
import { relayConversation, type Relay } from './relay.js';

let conversation: TypedEmitter<ConversationEvents>;
let sent: ServerEvent[];
let relay: Relay;
beforeEach(() => {
  conversation = new TypedEmitter();
  sent = [];
  relay = relayConversation(conversation, (event) => sent.push(event));
});

describe('what the client receives of the conversation', () => {
  it('is a user turn in order', () => {
    conversation.emit('speechStarted', { itemId: 'i', audioStartMs: 100 });
    conversation.emit('interimTranscribed', { itemId: 'i', text: 'what' });
    conversation.emit('speechStopped', { itemId: 'i', audioEndMs: 900 });
    conversation.emit('transcribed', { itemId: 'i', text: 'what time is it', unclear: false });
    expect(sent.map(({ type }) => type)).toEqual([
      'speechStarted',
      'transcribedInterim',
      'speechStopped',
      'transcribed',
    ]);
  });

  it('is a reply under one name, with its times and its sound', () => {
    conversation.emit('replyStarted', { replyId: 'r', itemId: 'i' });
    conversation.emit('replyDelta', { replyId: 'r', text: 'It is noon.' });
    conversation.emit('latency', { replyId: 'r', stages: { replyMs: 1, synthesisMs: 2, playoutMs: 3, totalMs: 6 } });
    relay.sendAudio('AAAA');
    conversation.emit('replyDone', {
      replyId: 'r',
      itemId: 'i',
      text: 'It is noon.',
      interrupted: false,
      toolCalls: 0,
    });
    conversation.emit('audioDone', { replyId: 'r' });
    expect(sent.map((event) => [event.type, 'responseId' in event && event.responseId])).toEqual(
      [
        'replyStarted',
        'replyDelta',
        'playbackStarted',
        'measured',
        'audioDelta',
        'replyDone',
        'audioDone',
        'playbackDone',
      ].map((type) => [type, 'r']),
    );
  });

  it('is how much of a reply was heard, and that the rest never will be', () => {
    conversation.emit('replyProgress', { replyId: 'r', itemId: 'i', text: 'It is', heardMs: 400 });
    conversation.emit('replyDone', { replyId: 'r', itemId: 'i', text: 'It is', interrupted: true, toolCalls: 0 });
    expect(sent).toEqual([
      { type: 'playbackProgress', responseId: 'r', text: 'It is', heardMs: 400 },
      { type: 'replyDone', responseId: 'r', text: 'It is' },
      { type: 'replyCancelled', responseId: 'r' },
    ]);
  });

  it('B20, S-21: is that a reply goes on after a murmur, as one of its own', () => {
    conversation.emit('transcribed', { itemId: 'i', text: '', unclear: true });
    conversation.emit('replyStarted', { replyId: 'r2', itemId: 'j' });
    conversation.emit('replyResumed', { replyId: 'r2', itemId: 'j', resumes: 'r' });
    expect(sent).toEqual([
      { type: 'transcribed', itemId: 'i', text: '', unclear: true },
      { type: 'replyStarted', responseId: 'r2', itemId: 'j' },
      { type: 'replyResumed', responseId: 'r2', resumes: 'r' },
    ]);
  });

  it('is a tool call in pieces as they are written, then whole, and no empty words beside it', () => {
    const call = { replyId: 'r', itemId: 'i', callId: 'c', name: 'end', arguments: { why: 'bye' } };
    for (const delta of ['{"why":', '"bye"}'])
      conversation.emit('toolCallDelta', { replyId: 'r', itemId: 'i', callId: 'c', name: 'end', delta });
    conversation.emit('toolCalled', call);
    conversation.emit('replyDone', { replyId: 'r', itemId: 'i', text: '', interrupted: false, toolCalls: 1 });
    const { replyId: responseId, ...rest } = call;
    expect(sent).toEqual([
      { type: 'toolCallDelta', callId: 'c', delta: '{"why":' },
      { type: 'toolCallDelta', callId: 'c', delta: '"bye"}' },
      { type: 'toolCalled', responseId, ...rest, argumentsAs: 'object' },
    ]);
  });

  it('is the pieces of a call that the user cut off, and that its reply was cancelled', () => {
    conversation.emit('toolCallDelta', { replyId: 'r', itemId: 'i', callId: 'c', name: 'end', delta: '{"why":' });
    conversation.emit('replyDone', { replyId: 'r', itemId: 'i', text: '', interrupted: true, toolCalls: 0 });
    expect(sent.map(({ type }) => type)).toEqual(['toolCallDelta', 'replyDone', 'replyCancelled']);
  });

  it('is trouble as trouble, never as an error', () => {
    conversation.emit('warning', { code: 'provider.failed', message: 'no voice' });
    expect(sent).toEqual([{ type: 'problem', code: 'provider.failed', message: 'no voice' }]);
  });
});
