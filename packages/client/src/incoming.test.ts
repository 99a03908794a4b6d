import { describe, expect, it } from 'vitest';
import { readServerMessage } from './incoming.js';

const read = (message: object): unknown => readServerMessage(JSON.stringify(message));

describe('reading the messages of a server', () => {
  it.each([
    ['content', { content: 'Hi', id: 'r1' }],
    ['delta', { delta: 'Hi', response_id: 'r1' }],
    ['all aliases at once', { content: 'Hi', delta: 'Hi', id: 'r1', response_id: 'r1' }],
  ])('finds the text of a reply under %s', (_name, data) => {
    expect(read({ type: 'realtime.response.audio_transcript.delta', data })).toEqual({
      type: 'replyDelta',
      replyId: 'r1',
      text: 'Hi',
    });
  });

  it('reads events without the realtime prefix and with their fields at the top', () => {
    expect(read({ type: 'response.audio_transcript.done', response_id: 'r1', transcript: 'Hi' })).toEqual({
      type: 'replyDone',
      replyId: 'r1',
      text: 'Hi',
    });
  });

  it.each([
    ['an array of addresses', { iceServers: [{ urls: ['stun:a'] }] }, [{ urls: ['stun:a'] }]],
    ['one address', { iceServers: [{ urls: 'stun:a' }] }, [{ urls: ['stun:a'] }]],
    ['the older name', { ice_servers: [{ urls: ['stun:a'] }] }, [{ urls: ['stun:a'] }]],
    [
      'credentials',
      { iceServers: [{ urls: ['turn:a'], username: 'u', credential: 'c' }] },
      [{ urls: ['turn:a'], username: 'u', credential: 'c' }],
    ],
    ['nothing usable', { iceServers: [{}, 7, { urls: '' }] }, []],
  ])('takes ICE servers sent as %s', (_name, data, iceServers) => {
    expect(read({ type: 'conversation.connected.success', data: { sessionId: 's', ...data } })).toMatchObject({
      iceServers,
    });
  });

  it.each([
    ['nested', { data: { sdp: { type: 'answer', sdp: 'v=0' } } }],
    ['at the top', { sdp: { type: 'answer', sdp: 'v=0' } }],
    ['as bare text', { data: { sdp: 'v=0' } }],
  ])('finds a session description %s', (_name, fields) => {
    expect(read({ type: 'webrtc.signaling.answer', ...fields })).toEqual({ type: 'answer', sdp: 'v=0' });
  });

  it.each([
    ['as usual', { data: { candidate: { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 } } }],
    [
      'one level deeper',
      { data: { candidate: { candidate: { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 } } } },
    ],
    ['at the top', { candidate: { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 } }],
  ])('finds a candidate %s', (_name, fields) => {
    expect(read({ type: 'webrtc.signaling.iceCandidate', ...fields })).toEqual({
      type: 'candidate',
      candidate: { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 },
    });
  });

  it('takes the end of candidates for nothing to do', () => {
    expect(read({ type: 'webrtc.signaling.iceCandidate', data: { candidate: null } })).toBeUndefined();
    expect(read({ type: 'webrtc.signaling.iceCandidate', data: { candidate: { candidate: '' } } })).toBeUndefined();
  });

  it.each([
    ['an object', { function_name: 'end', call_id: 'c', arguments: { why: 'bye' } }, {}],
    ['text', { name: 'end', call_id: 'c', arguments: '{"why":"bye"}' }, {}],
    ['raw data only', {}, { raw_data: { name: 'end', call_id: 'c', arguments: '{"why":"bye"}' } }],
  ])('reads a tool call whose arguments come as %s', (_name, data, top) => {
    const message = { type: 'realtime.response.function_call_arguments.done', data, ...top };
    expect(read(message)).toEqual({ type: 'toolCalled', callId: 'c', name: 'end', arguments: { why: 'bye' } });
  });

  it.each([
    ['conversation.connected.fail', { message: 'Invalid license' }, 'auth'],
    ['conversation.connected.fail', { message: 'Avatar not found' }, 'avatar'],
    ['conversation.connected.fail', { message: 'No.', code: 401 }, 'auth'],
    ['conversation.connected.insufficient_balance', {}, 'limit'],
    ['conversation.connected.connection_limit_exceeded', {}, 'limit'],
    ['conversation.connected.gpu_full', {}, 'capacity'],
    ['conversation.connected.backend_error', {}, 'backend'],
    ['conversation.connected.close', {}, 'closed'],
  ])('reads %s %o as %s', (type, data, kind) => {
    const message = readServerMessage(JSON.stringify({ type, data }));
    expect(message).toMatchObject({ type: 'refused', problem: { kind } });
  });

  it('reads how much of a reply was heard', () => {
    const data = { id: 'r', response_id: 'r', content: 'As I', audio_ms: 400 };
    const heard = { type: 'replyHeard', replyId: 'r', text: 'As I', heardMs: 400 };
    expect(read({ type: 'realtime.playback.progress', data })).toEqual(heard);
  });

  it('reports when trying again may help', () => {
    const message = read({ type: 'conversation.connected.gpu_full', data: { retry_after_s: 10 } });
    expect(message).toMatchObject({ problem: { retryAfterMs: 10_000 } });
  });

  it.each(['', 'null', '[]', '{"type":7}', '{"type":"toString"}', '{"type":"realtime.something_new","data":{}}', '{'])(
    'ignores %j',
    (frame) => {
      expect(readServerMessage(frame)).toBeUndefined();
      expect(readServerMessage(new ArrayBuffer(8))).toBeUndefined();
    },
  );
});
