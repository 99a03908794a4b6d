import { describe, expect, it } from 'vitest';
import { ADDITIONS, FAILURE_FIXTURES, SERVER_FIXTURES } from '../testing/index.js';
import { MAX_CLOSE_REASON_BYTES } from '../limits.js';
import { CLOSE_CODES } from '@visavis/core';
import { closeOf, eventBeforeClose } from './closes.js';
import type { ServerEvent } from './server-event.js';
import { serverFrame } from './server-frame.js';
import { writeServerEvents } from './write-server-events.js';

const ALL: readonly ServerEvent[] = [
  ...[...SERVER_FIXTURES, ...FAILURE_FIXTURES].map(({ event }) => event),
  ...ADDITIONS,
];
const written = (event: ServerEvent) =>
  writeServerEvents(event).map((text) => JSON.parse(text) as Record<string, unknown>);

describe('a frame of the server', () => {
  it.each([...SERVER_FIXTURES, ...FAILURE_FIXTURES])('is what clients expect: $event.type', ({ event, wire }) => {
    expect(written(event)).toEqual(wire);
  });

  it.each(ALL)('is valid by its own schema, with an object data: $type', (event) => {
    const frames = written(event);
    expect(frames.length).toBeGreaterThan(0);
    for (const frame of frames) {
      expect(serverFrame.safeParse(frame).error).toBeUndefined();
      expect(frame['data']).toBeTypeOf('object');
    }
  });

  it('never is a bare error, nor the bare form of a namespaced event', () => {
    const names = ALL.flatMap(written).map(({ type }) => type as string);
    expect(names.filter((name) => /(^|\.)error$/.test(name))).toEqual([]);
    expect(
      names.filter((name) => !/^(realtime|conversation\.(connected|queue)|webrtc\.signaling)\./.test(name)),
    ).toEqual([]);
  });

  it('holds a tool’s arguments as text for clients that parse them', () => {
    const call = { responseId: 'r', itemId: 'i', callId: 'c', name: 'f', arguments: { a: 1 } };
    const [done] = written({ type: 'toolCalled', ...call, argumentsAs: 'string' });
    expect(done).toMatchObject({ data: { arguments: '{"a":1}' }, raw_data: { arguments: '{"a":1}' } });
  });
});

describe('the schema of server frames', () => {
  it.each([
    [
      'a URL that is no list',
      {
        type: 'conversation.connected.success',
        message: 'm',
        session_id: 's',
        data: { sessionId: 's', iceServers: [{ urls: 'stun:a' }], ice_servers: [] },
      },
    ],
    [
      'no ICE server',
      {
        type: 'conversation.connected.success',
        message: 'm',
        session_id: 's',
        data: { sessionId: 's', iceServers: [], ice_servers: [] },
      },
    ],
    ['no data', { type: 'realtime.response.audio.done' }],
    ['two names for one reply', { type: 'realtime.response.audio.done', data: { id: 'a', response_id: 'b' } }],
    ['two messages', { type: 'conversation.connected.fail', message: 'a', data: { message: 'b' } }],
    ['bare line ends', { type: 'webrtc.signaling.offer', data: { sdp: { type: 'offer', sdp: 'v=0\n' } } }],
    [
      'an empty candidate',
      { type: 'webrtc.signaling.iceCandidate', data: { candidate: { candidate: '', sdpMid: '0', sdpMLineIndex: 0 } } },
    ],
    ['a bare error', { type: 'error', data: { message: 'x' } }],
  ])('refuses %s', (_name, frame) => {
    expect(serverFrame.safeParse(frame).success).toBe(false);
  });
});

describe('S-19: close frames', () => {
  it.each(CLOSE_CODES)(
    '%s has a reason that every client can read, and an event before it where one is due',
    (error) => {
      const { code, reason, event } = closeOf(error);
      expect(reason).toMatch(/^[\x20-\x7e]+$/);
      expect(reason.length).toBeLessThanOrEqual(MAX_CLOSE_REASON_BYTES);
      expect([1000, 1001, 1008, 1009, 1011, 1013]).toContain(code);
      const before = eventBeforeClose(error);
      expect(before === undefined).toBe(event === null);
      for (const frame of before ? written(before) : []) {
        expect(serverFrame.safeParse(frame).error).toBeUndefined();
        expect(frame['data']).toMatchObject({ error_code: error });
      }
    },
  );

  it.each([
    ['auth.invalid_license', 1008, 'Invalid license', 'Invalid license', 401],
    ['auth.token_expired', 1008, 'Invalid license', 'The token has expired', 401],
    ['auth.token_spent', 1008, 'Invalid license', 'The token was used before', 401],
    ['auth.wrong_avatar', 1008, 'Invalid license', 'The token is for another avatar', 401],
    ['auth.wrong_page', 1008, 'Invalid license', 'The license may not be used from this page', 401],
    ['avatar.not_found', 1008, 'Avatar not found', 'Avatar not found', 404],
    ['capacity.full', 1013, 'All renderers are busy', 'All renderers are busy', undefined],
    ['capacity.license_full', 1008, 'Connection limit exceeded', 'Connection limit exceeded', undefined],
    ['flood', 1008, 'Too many messages', 'Too many messages', undefined],
    ['internal', 1011, 'Internal error', 'Internal error', undefined],
    ['session.gone', 1008, 'Session gone', 'Session gone', 410],
    ['session.idle', 1000, 'Idle for too long', 'Idle for too long', undefined],
    ['session.resumed_elsewhere', 1000, 'Resumed elsewhere', undefined, undefined],
    ['session.server_stopping', 1001, 'Server is shutting down', 'Server is shutting down', undefined],
  ] as const)('%s keeps the words and numbers that clients compare', (error, code, reason, message, status) => {
    expect(closeOf(error)).toMatchObject({ code, reason });
    const [frame] = [eventBeforeClose(error)].flatMap((event) => (event ? written(event) : []));
    expect([frame?.['message'], (frame?.['data'] as { code?: number } | undefined)?.code]).toEqual([message, status]);
  });
});
