import { describe, expect, it } from 'vitest';
import type { ServerEvent } from '../server/server-event.js';
import { readV1Create, readV1Message } from './read-v1-message.js';
import { v1Frame, v1SignalFrame } from './v1-frame.js';
import { isSignallingEvent, V1Writer, writeV1Signal } from './write-v1-events.js';

const sdp = 'v=0\r\n';
const candidate = { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 };

describe('messages of v1 clients', () => {
  it.each<[object, object]>([
    [
      { type: 'answer', targetSessionId: '123', sdp: { type: 'answer', sdp } },
      { type: 'signaling.answer', sdp },
    ],
    [
      { type: 'offer', targetSessionId: '123', sdp: { type: 'offer', sdp } },
      { type: 'signaling.offer', sdp },
    ],
    [
      { type: 'iceCandidate', targetSessionId: '123', candidate },
      { type: 'signaling.candidate', candidate },
    ],
    [
      { type: 'session.update', session: { voice: 'cedar' } },
      { type: 'config.update', source: 'session.update' },
    ],
    [
      { type: 'input_audio_buffer.append', audio: 'AAAA' },
      { type: 'audio.append', audioBase64: 'AAAA' },
    ],
    [
      {
        type: 'conversation.item.create',
        item: { type: 'message', role: 'assistant', content: [{ type: 'text', text: 'Hi' }] },
      },
      { type: 'item.create' },
    ],
    [{ type: 'response.create' }, { type: 'response.create' }],
  ])('%o is understood', (message, expected) => {
    expect(readV1Message(JSON.stringify(message))).toMatchObject({ ok: true, message: expected });
  });

  it.each(['', '{', '[]', '{"type":7}', '{"type":"answer"}', `"${'x'.repeat(100)}"`])('%s is refused', (text) => {
    expect(readV1Message(text).ok).toBe(false);
  });

  it.each([
    [{ type: 'create', targetSessionId: 'target-s-1' }, 'target-s-1'],
    [{ type: 'create', targetSessionId: 123 }, '123'],
    [{ type: 'create' }, ''],
    [{ type: 'answer', targetSessionId: '1' }, undefined],
  ])('%o asks for the offer under the name %s', (message, name) => {
    expect(readV1Create(JSON.stringify(message))).toBe(name);
  });
});

describe('S-17: what v1 clients receive', () => {
  const write = (...events: ServerEvent[]): unknown[] => {
    const writer = new V1Writer();
    return events.flatMap((event) => writer.write(event).map((text) => JSON.parse(text) as unknown));
  };

  it.each<[ServerEvent, object]>([
    [
      { type: 'connected', sessionId: 's-1', iceServers: [] },
      { type: 'session.session_id', sessionId: 's-1', session_id: 's-1' },
    ],
    [
      { type: 'sessionCreated', session: { id: 's', capabilities: ['x'] } },
      { type: 'session.created', session: { id: 's' } },
    ],
    [
      { type: 'sessionUpdated', session: { id: 's', voice: 'v' } },
      { type: 'session.updated', session: { id: 's', voice: 'v' } },
    ],
    [
      { type: 'speechStarted', itemId: 'i', audioStartMs: 1.6 },
      { type: 'input_audio_buffer.speech_started', item_id: 'i', audio_start_ms: 2 },
    ],
    [
      { type: 'speechStopped', itemId: 'i', audioEndMs: 7 },
      { type: 'input_audio_buffer.speech_stopped', item_id: 'i', audio_end_ms: 7 },
    ],
    [
      { type: 'transcribed', itemId: 'i1', text: 'Hello' },
      { type: 'conversation.item.input_audio_transcription.completed', item_id: 'i1', transcript: 'Hello' },
    ],
    [
      { type: 'replyDelta', responseId: 'r1', text: 'Hi' },
      { type: 'response.audio_transcript.delta', response_id: 'r1', delta: 'Hi' },
    ],
    [
      { type: 'audioDelta', responseId: 'r1', audioBase64: 'AAAA' },
      { type: 'response.audio.delta', response_id: 'r1', delta: 'AAAA' },
    ],
    [
      { type: 'toolCalled', responseId: 'r', itemId: 'i', callId: 'c1', name: 'f', arguments: { a: 1 } },
      { type: 'response.function_call_arguments.done', name: 'f', call_id: 'c1', arguments: '{"a":1}' },
    ],
    [
      { type: 'failed', failure: 'gpu_full', message: 'Full', retryAfterS: 10 },
      { type: 'session.gpu_full', message: 'Full', retry_after_s: 10 },
    ],
    [
      { type: 'failed', failure: 'insufficient_balance', message: 'Empty' },
      { type: 'session.insufficient_balance', message: 'Empty' },
    ],
    [
      { type: 'failed', failure: 'fail', message: 'Invalid license' },
      { type: 'session.backend.error', message: 'Invalid license' },
    ],
    [
      { type: 'problem', code: 'config.voice', message: 'no such voice' },
      { type: 'session.warning', code: 'config.voice', message: 'no such voice' },
    ],
  ])('%o under the names of their day', (event, expected) => {
    const [frame, ...more] = write(event);
    expect([frame, more]).toMatchObject([expected, []]);
    expect(v1Frame.safeParse(frame).error).toBeUndefined();
  });

  it('the whole reply once more when its sound has ended', () => {
    const frames = write(
      { type: 'replyDone', responseId: 'r1', text: 'Hi' },
      { type: 'audioDone', responseId: 'r1' },
      { type: 'audioDone', responseId: 'r2' },
    );
    expect(frames.map((frame) => v1Frame.safeParse(frame).success)).not.toContain(false);
    expect(frames).toMatchObject([
      { type: 'response.audio_transcript.done', response_id: 'r1', transcript: 'Hi' },
      { type: 'response.audio.done', response_id: 'r1' },
      { type: 'response.done', response: { id: 'r1', output: [{ content: [{ type: 'audio', transcript: 'Hi' }] }] } },
      { type: 'response.audio.done', response_id: 'r2' },
      { type: 'response.done', response: { output: [{ content: [{ transcript: '' }] }] } },
    ]);
  });

  it('no event that has no name in their dialect', () => {
    expect(write({ type: 'closed', message: 'x' }, { type: 'itemCreated', itemId: 'i' })).toEqual([]);
  });

  it.each<ServerEvent>([
    { type: 'offer', sdp },
    { type: 'answer', sdp },
    { type: 'candidate', candidate },
  ])('descriptions and candidates under the name they chose for the session: %o', (event) => {
    if (!isSignallingEvent(event)) throw new Error('not of the signalling socket');
    const frame: unknown = JSON.parse(writeV1Signal(event, 'target-s-1'));
    expect(v1SignalFrame.safeParse(frame).error).toBeUndefined();
    expect(frame).toMatchObject({ targetSessionId: 'target-s-1' });
  });
});
