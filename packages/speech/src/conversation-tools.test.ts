import { describe, expect, it } from 'vitest';
import { NO_RESULT } from './history-messages.js';
import type { ReplyPart, Tool } from './ports.js';
import { TestCall } from './testing/index.js';

const tools: Tool[] = [{ name: 'look_up', parameters: { type: 'object', properties: {} } }];
const calling = (callId: string, args = {}): ReplyPart => ({
  type: 'toolCall',
  callId,
  name: 'look_up',
  arguments: args,
});
const delta = (callId: string, text: string): ReplyPart => ({
  type: 'toolCallDelta',
  callId,
  name: 'look_up',
  delta: text,
});
const roles = (call: TestCall, request = -1): string[] =>
  call.brain.requests.at(request)?.history.map(({ role }) => role) ?? [];

describe('a tool call', () => {
  it('is emitted in pieces, then whole, under one id, without a sound', async () => {
    const call = new TestCall({ replies: [[delta('c1', '{"a":'), delta('c1', '1}'), calling('c1', { a: 1 })]] });
    call.conversation.configure({ tools });
    call.conversation.createResponse();
    await call.settle();
    expect(call.names('stateChanged')).toEqual([
      'replyStarted',
      'toolCallDelta',
      'toolCallDelta',
      'toolCalled',
      'replyDone',
    ]);
    const [called] = call.all('toolCalled');
    expect(called).toMatchObject({ callId: 'c1', name: 'look_up', arguments: { a: 1 } });
    expect(call.all('toolCallDelta').map(({ itemId }) => itemId)).toEqual([called?.itemId, called?.itemId]);
    expect(call.all('replyDone')).toMatchObject([{ text: '', toolCalls: 1, interrupted: false }]);
    expect(call.brain.requests[0]).toMatchObject({ tools });
    expect(call.conversation.state.name).toBe('listening');
  });

  it('leads to the next answer when its output arrives', async () => {
    const call = new TestCall({ replies: [[calling('c1')], ['It is in the hall.']] });
    call.conversation.addItem({ role: 'user', text: 'where is it' });
    call.conversation.createResponse();
    await call.settle();
    expect(call.conversation.addToolOutput('c1', '{"place":"hall"}')).toBe(true);
    await call.settle();
    expect(call.all('replyStarted')).toHaveLength(1);
    call.conversation.createResponse();
    await call.silence(1_200);
    expect(call.brain.requests[1]?.history.at(-1)).toEqual({
      role: 'toolOutput',
      callId: 'c1',
      output: '{"place":"hall"}',
    });
    expect(call.all('replyDone').at(-1)).toMatchObject({ text: 'It is in the hall.' });
  });

  it('may come several at once, among words; the answer to them lets the words finish', async () => {
    const call = new TestCall({ replies: [['One moment please.', calling('c1'), calling('c2')], ['Both are here.']] });
    call.conversation.createResponse();
    await call.silence(300);
    expect(call.all('toolCalled').map(({ callId }) => callId)).toEqual(['c1', 'c2']);
    for (const callId of ['c2', 'c1']) expect(call.conversation.addToolOutput(callId, 'here')).toBe(true);
    call.conversation.createResponse();
    await call.silence(2_400);
    expect(call.all('replyDone')).toMatchObject([
      { text: 'One moment please.', interrupted: false, toolCalls: 2 },
      { text: 'Both are here.', interrupted: false, toolCalls: 0 },
    ]);
    expect(roles(call)).toEqual(['assistant', 'toolCall', 'toolCall', 'toolOutput', 'toolOutput']);
  });

  it('that is never answered does not hold up the next turn', async () => {
    const call = new TestCall({ transcripts: ['are you there'], replies: [[calling('c1')], ['Yes.']] });
    call.conversation.createResponse();
    await call.settle();
    await call.userSays();
    await call.silence(1_200);
    expect(call.all('replyDone').at(-1)).toMatchObject({ text: 'Yes.' });
    expect(call.brain.requests[1]?.history).toMatchObject([
      { role: 'toolCall' },
      { role: 'toolOutput', callId: 'c1', output: NO_RESULT },
      { role: 'user' },
    ]);
    expect(call.conversation.addToolOutput('c1', 'late, but here')).toBe(true);
    expect(call.conversation.addToolOutput('c1', 'again')).toBe(false);
    expect(call.conversation.addToolOutput('c9', 'of no call')).toBe(false);
  });

  it('is not repeated when a cough cuts off the reply that contained it', async () => {
    const call = new TestCall({ transcripts: [''], replies: [[calling('c1'), 'hang']] });
    call.conversation.createResponse();
    await call.settle();
    await call.userSays(160);
    await call.silence(1_000);
    expect(call.brain.requests).toHaveLength(1);
    expect(call.conversation.addToolOutput('c1', 'done')).toBe(true);
  });

  it('that was unfinished at a barge-in leaves nothing behind', async () => {
    const call = new TestCall({ transcripts: ['no'], replies: [[delta('c1', '{"a'), 'hang'], ['All right.']] });
    call.conversation.createResponse();
    await call.settle();
    await call.userSays();
    await call.silence(1_200);
    expect(roles(call)).toEqual(['user']);
    expect(call.all('toolCalled')).toEqual([]);
  });

  it('never receives the id of an unfinished one, even if the brain repeats that id', async () => {
    const [begun, whole] = [delta('c1', '{"a'), delta('c1', '{"b":1}')];
    const call = new TestCall({
      transcripts: ['no'],
      replies: [[begun, 'hang'], [whole, calling('c1', { b: 1 })], ['Done.']],
    });
    call.conversation.createResponse();
    await call.settle();
    await call.userSays();
    await call.silence(1_200);
    expect(call.all('toolCallDelta').map(({ callId, delta }) => [callId, delta])).toEqual([
      ['c1', '{"a'],
      ['c1_2', '{"b":1}'],
    ]);
    expect(call.all('toolCalled')).toMatchObject([{ callId: 'c1_2', arguments: { b: 1 } }]);
    expect(call.conversation.addToolOutput('c1', 'done')).toBe(false);
    expect(call.conversation.addToolOutput('c1_2', 'done')).toBe(true);
    call.conversation.createResponse();
    await call.silence(1_200);
    expect(call.brain.requests.at(-1)?.history.slice(-2)).toMatchObject([{ callId: 'c1_2' }, { callId: 'c1_2' }]);
  });

  it('whose id was used before in the reply is dropped with a warning, and so is the seventeenth', async () => {
    const many = Array.from({ length: 17 }, (_, i) => calling(`c${i}`));
    const call = new TestCall({ replies: [[...many, calling('c3')]] });
    call.conversation.createResponse();
    await call.settle();
    expect(call.all('toolCalled')).toHaveLength(16);
    expect(call.all('toolCallDelta')).toHaveLength(16);
    expect(call.all('warning').map(({ code }) => code)).toEqual(['tool.invalid_call', 'tool.invalid_call']);
  });

  it('whose answer is requested while the user speaks waits for the user', async () => {
    const call = new TestCall({ transcripts: ['and hurry'], replies: [[calling('c1')], ['Here.']] });
    call.conversation.createResponse();
    await call.settle();
    await call.userSpeaks(400);
    call.conversation.addToolOutput('c1', 'ready');
    call.conversation.createResponse();
    await call.settle();
    expect(call.brain.requests).toHaveLength(1);
    await call.silence(1_800);
    expect(call.brain.requests).toHaveLength(2);
    expect(roles(call)).toEqual(['toolCall', 'toolOutput', 'user']);
  });
});
