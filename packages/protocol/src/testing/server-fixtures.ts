import type { ServerEvent } from '../server/server-event.js';

const sdp = 'v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\n';

/** An event, and the frames that must encode it. */
export interface ServerFixture {
  readonly event: ServerEvent;
  readonly wire: readonly object[];
}

const iceServers = [
  { urls: ['stun:192.0.2.10:3478'] },
  { urls: ['turn:192.0.2.10:3478?transport=udp'], username: 'u', credential: 'p' },
];
const session = { id: 's-0001', model: 'gpt-realtime', voice: 'cedar' };
const written = { ...session, ai_generated: true };
const resp = { id: 'resp_1', response_id: 'resp_1' };

/** The events of a session that succeeds. */
export const SERVER_FIXTURES: readonly ServerFixture[] = [
  {
    event: { type: 'connected', sessionId: 's-0001', iceServers },
    wire: [
      {
        type: 'conversation.connected.success',
        message: 'connected',
        session_id: 's-0001',
        data: { sessionId: 's-0001', iceServers, ice_servers: iceServers },
      },
    ],
  },
  {
    event: { type: 'warning', avatarId: 'a-77', message: '2 avatars share this name; using a-77' },
    wire: [
      {
        type: 'conversation.connected.warning',
        message: '2 avatars share this name; using a-77',
        data: { avatarId: 'a-77', message: '2 avatars share this name; using a-77' },
      },
    ],
  },
  {
    event: { type: 'offer', sdp },
    wire: [{ type: 'webrtc.signaling.offer', data: { sdp: { type: 'offer', sdp } } }],
  },
  {
    event: { type: 'sessionCreated', session },
    wire: [{ type: 'realtime.session.created', data: { session: written } }],
  },
  {
    event: { type: 'sessionUpdated', session },
    wire: [{ type: 'realtime.session.updated', data: { session: written } }],
  },
  {
    event: { type: 'speechStarted', itemId: 'item_1', audioStartMs: 1320 },
    wire: [
      {
        type: 'realtime.input_audio_buffer.speech_started',
        data: { item_id: 'item_1', audio_start_ms: 1320 },
      },
    ],
  },
  {
    event: { type: 'speechStopped', itemId: 'item_1', audioEndMs: 2780 },
    wire: [{ type: 'realtime.input_audio_buffer.speech_stopped', data: { item_id: 'item_1', audio_end_ms: 2780 } }],
  },
  {
    event: { type: 'transcribed', itemId: 'item_1', text: 'What time is it?' },
    wire: [
      {
        type: 'realtime.conversation.item.input_audio_transcription.completed',
        data: { item_id: 'item_1', content: 'What time is it?', transcript: 'What time is it?' },
      },
    ],
  },
  {
    event: { type: 'replyDelta', responseId: 'resp_1', text: 'It is ' },
    wire: [{ type: 'realtime.response.audio_transcript.delta', data: { ...resp, content: 'It is ', delta: 'It is ' } }],
  },
  {
    event: { type: 'replyDone', responseId: 'resp_1', text: 'It is noon.' },
    wire: [
      {
        type: 'realtime.response.audio_transcript.done',
        data: { ...resp, content: 'It is noon.', transcript: 'It is noon.' },
      },
    ],
  },
  {
    event: { type: 'audioDone', responseId: 'resp_1' },
    wire: [{ type: 'realtime.response.audio.done', data: resp }],
  },
  {
    event: { type: 'toolCallDelta', callId: 'call_1', delta: '{"reason":"bye"}' },
    wire: [
      {
        type: 'realtime.response.function_call_arguments.delta',
        data: { call_id: 'call_1', delta: '{"reason":"bye"}' },
      },
    ],
  },
  {
    event: {
      type: 'toolCalled',
      responseId: 'resp_2',
      itemId: 'item_7',
      callId: 'call_1',
      name: 'end_conversation',
      arguments: { reason: 'bye' },
    },
    wire: [
      {
        type: 'realtime.response.function_call_arguments.done',
        data: {
          function_name: 'end_conversation',
          name: 'end_conversation',
          call_id: 'call_1',
          arguments: { reason: 'bye' },
        },
        raw_data: {
          type: 'response.function_call_arguments.done',
          event_id: 'event_call_1',
          response_id: 'resp_2',
          item_id: 'item_7',
          output_index: 0,
          call_id: 'call_1',
          name: 'end_conversation',
          arguments: '{"reason":"bye"}',
        },
      },
    ],
  },
  {
    event: { type: 'answer', sdp },
    wire: [{ type: 'webrtc.signaling.answer', sdp: { type: 'answer', sdp }, data: { sdp: { type: 'answer', sdp } } }],
  },
  {
    event: { type: 'closed', message: 'Session ended' },
    wire: [{ type: 'conversation.connected.close', message: 'Session ended', data: { message: 'Session ended' } }],
  },
];

const failure = (name: string, message: string, more: object = {}): object => ({
  type: name,
  message,
  data: { message, ...more },
});

/** The events of a session that cannot begin or continue. */
export const FAILURE_FIXTURES: readonly ServerFixture[] = [
  {
    event: { type: 'failed', failure: 'fail', message: 'Invalid license', status: 401 },
    wire: [failure('conversation.connected.fail', 'Invalid license', { code: 401 })],
  },
  {
    event: { type: 'failed', failure: 'insufficient_balance', message: 'Insufficient balance' },
    wire: [
      failure('conversation.connected.insufficient_balance', 'Insufficient balance'),
      failure('realtime.session.insufficient_balance', 'Insufficient balance'),
    ],
  },
  {
    event: {
      type: 'failed',
      failure: 'connection_limit_exceeded',
      message: 'Maximum of 5 concurrent connections',
      limit: 5,
    },
    wire: [
      failure('conversation.connected.connection_limit_exceeded', 'Maximum of 5 concurrent connections', { limit: 5 }),
    ],
  },
  {
    event: { type: 'failed', failure: 'gpu_full', message: 'All renderers are busy', retryAfterS: 10 },
    wire: [
      failure('conversation.connected.gpu_full', 'All renderers are busy', { retry_after_s: 10 }),
      failure('realtime.session.gpu_full', 'All renderers are busy', { retry_after_s: 10 }),
    ],
  },
  {
    event: { type: 'failed', failure: 'backend_error', message: 'Renderer failed' },
    wire: [failure('conversation.connected.backend_error', 'Renderer failed')],
  },
];

/** Events that no other service sends. */
export const ADDITIONS: readonly ServerEvent[] = [
  { type: 'closed', message: 'Too many messages', error: 'flood' },
  { type: 'failed', failure: 'gpu_full', message: 'All renderers are busy', error: 'capacity.full', retryAfterS: 10 },
  { type: 'transcribedInterim', itemId: 'i', text: 'What' },
  { type: 'audioDelta', responseId: 'r', audioBase64: 'AAAA' },
  { type: 'problem', code: 'protocol.malformed', message: 'not a JSON object' },
  { type: 'measured', responseId: 'r', stages: { recognition: 12 } },
  { type: 'playbackStarted', responseId: 'r' },
  { type: 'queued', position: 2, estimatedWaitS: null, message: 'You are second in line' },
  {
    type: 'connected',
    sessionId: 's',
    iceServers: [{ urls: ['stun:192.0.2.10:3478'] }],
    resume: { token: 't', windowS: 30 },
    received: 7,
  },
  { type: 'playbackDone', responseId: 'r' },
  { type: 'playbackProgress', responseId: 'r', text: 'It is', heardMs: 412.5 },
  { type: 'replyStarted', responseId: 'r', itemId: 'item_2' },
  { type: 'replyCancelled', responseId: 'r' },
  { type: 'replyResumed', responseId: 'r2', resumes: 'r' },
  { type: 'transcribed', itemId: 'i', text: '', unclear: true },
  { type: 'itemCreated', itemId: 'mine' },
  { type: 'itemDeleted', itemId: 'mine' },
  { type: 'itemTruncated', itemId: 'item_2' },
  {
    type: 'candidate',
    candidate: { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0', sdpMLineIndex: 0 },
  },
];
