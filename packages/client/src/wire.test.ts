import {
  closeOf,
  eventBeforeClose,
  readClientMessage,
  writeServerEvents,
  type CloseCode,
  type ServerEvent,
  type WarningCode,
} from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { readServerMessage } from './incoming.js';
import { outgoing } from './outgoing.js';
import { problemFromClose, type ProblemKind } from './problem.js';

/** Kind of the problem that each close code means to the user; the compiler requires an entry for each. */
const KINDS: Record<CloseCode, ProblemKind> = {
  'auth.invalid_license': 'auth',
  'auth.token_expired': 'auth',
  'auth.token_spent': 'auth',
  'auth.wrong_avatar': 'avatar',
  'auth.wrong_page': 'auth',
  'avatar.not_found': 'avatar',
  'capacity.full': 'capacity',
  'capacity.license_full': 'limit',
  flood: 'closed',
  internal: 'backend',
  'protocol.early_size': 'closed',
  'session.gone': 'backend',
  'session.idle': 'closed',
  'session.resumed_elsewhere': 'closed',
  'session.server_stopping': 'closed',
};

const tool = { name: 'end', description: 'Ends the call', parameters: { type: 'object', properties: {} } };

describe('the SDK and the protocol package', () => {
  it.each([
    [
      'settings',
      outgoing.config({ voice: 'marin', expression: 'warm', prompt: 'Be brief.', tools: [tool] }),
      ['config.update'],
    ],
    [
      'a picture for behind the face, beside other settings',
      outgoing.config({ voice: 'marin', background: 'data:image/jpeg;base64,/9j/4AAQ' }),
      ['config.update', 'background'],
    ],
    ['a picture for behind the face', outgoing.config({ background: 'data:image/webp;base64,AAAA' }), ['background']],
    ['sound', [outgoing.audio('AAAA')], ['audio.append']],
    ['typed text', outgoing.typedText('Hello'), ['item.create', 'response.create']],
    ['words as they are', outgoing.verbatim('Hello'), ['say']],
    ['an expression', outgoing.motion({ expression: 'sad' }), ['motion']],
    ['an attention', outgoing.motion({ attention: 'listening' }), ['motion']],
    ['something to know', outgoing.context('It rains.'), ['item.create']],
    ['a picture', outgoing.image('data:image/png;base64,iVBORw0K', true), ['image']],
    ['an interruption', outgoing.interrupt(), ['response.cancel', 'audio.clear']],
    ['a tool result', outgoing.toolResult('c1', '{}'), ['tool.output', 'response.create']],
    ['an answer', outgoing.description('answer', 'v=0'), ['signaling.answer']],
    ['an offer', outgoing.description('offer', 'v=0'), ['signaling.offer']],
    [
      'a candidate',
      outgoing.candidate({ candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 }),
      ['signaling.candidate'],
    ],
  ])('agree on %s that a client sends', (_name, messages, types) => {
    const read = messages.map((message) => readClientMessage(JSON.stringify(message)));
    expect(read.map((result) => (result.ok ? result.message.type : result.detail))).toEqual(types);
  });

  it.each<[ServerEvent, object]>([
    [
      { type: 'connected', sessionId: 's', iceServers: [{ urls: ['stun:a'] }] },
      { type: 'connected', sessionId: 's' },
    ],
    [
      { type: 'sessionCreated', session: { id: 's', capabilities: ['say'] } },
      { type: 'created', capabilities: ['say'] },
    ],
    [
      { type: 'playbackProgress', responseId: 'r', text: 'It is', heardMs: 400 },
      { type: 'replyHeard', replyId: 'r', text: 'It is', heardMs: 400 },
    ],
    [{ type: 'sessionUpdated', session: { id: 's' } }, { type: 'configured' }],
    [
      { type: 'speechStarted', itemId: 'i', audioStartMs: 1 },
      { type: 'userStarted', itemId: 'i' },
    ],
    [
      { type: 'speechStopped', itemId: 'i', audioEndMs: 2 },
      { type: 'userStopped', itemId: 'i' },
    ],
    [
      { type: 'transcribedInterim', itemId: 'i', text: 'Hel' },
      { type: 'userTranscribed', text: 'Hel', final: false },
    ],
    [
      { type: 'transcribed', itemId: 'i', text: 'Hello' },
      { type: 'userTranscribed', text: 'Hello', final: true },
    ],
    [
      { type: 'replyDelta', responseId: 'r', text: 'Hi' },
      { type: 'replyDelta', replyId: 'r', text: 'Hi' },
    ],
    [
      { type: 'replyDone', responseId: 'r', text: 'Hi' },
      { type: 'replyDone', replyId: 'r', text: 'Hi' },
    ],
    [
      { type: 'playbackStarted', responseId: 'r' },
      { type: 'playbackStarted', replyId: 'r' },
    ],
    [
      { type: 'queued', position: 3, estimatedWaitS: 20, message: 'm' },
      { type: 'queued', position: 3, estimatedWaitS: 20 },
    ],
    [
      { type: 'queued', position: 1, estimatedWaitS: null, message: 'm' },
      { type: 'queued', position: 1 },
    ],
    [
      { type: 'audioDone', responseId: 'r' },
      { type: 'replyEnded', replyId: 'r' },
    ],
    [
      { type: 'measured', responseId: 'r', stages: { a: 1 } },
      { type: 'measured', replyId: 'r', stages: { a: 1 } },
    ],
    [
      { type: 'problem', code: 'config.voice', message: 'm' },
      { type: 'warned', code: 'config.voice' satisfies WarningCode, message: 'm' },
    ],
    [
      { type: 'offer', sdp: 'v=0' },
      { type: 'offer', sdp: 'v=0' },
    ],
    [
      { type: 'answer', sdp: 'v=0' },
      { type: 'answer', sdp: 'v=0' },
    ],
    [
      { type: 'closed', message: 'bye' },
      { type: 'refused', problem: { kind: 'closed', message: 'bye' } },
    ],
    [
      { type: 'failed', failure: 'gpu_full', message: 'full', retryAfterS: 10 },
      { type: 'refused', problem: { kind: 'capacity', message: 'full', retryAfterMs: 10_000 } },
    ],
  ])('agree on %o that a server sends', (event, message) => {
    expect(readServerMessage(writeServerEvents(event)[0])).toMatchObject(message);
  });

  it.each(Object.entries(KINDS) as [CloseCode, ProblemKind][])('agree on what ends a session with %s', (code, kind) => {
    const event = eventBeforeClose(code);
    if (event) {
      const message = readServerMessage(writeServerEvents(event)[0]);
      return expect(message).toMatchObject({ type: 'refused', problem: { kind, code } });
    }
    const close = closeOf(code);
    expect(problemFromClose(close.code, close.reason, true)).toMatchObject({ kind });
  });
});
