import { readEngines, type TalkingEngines } from './engines.js';
import { readIceServers } from './ice-servers.js';
import { firstString, isObject, parseObject, type Json } from './json.js';
import { problem, problemFromReason, type Problem } from './problem.js';

/** Duration of each stage of one answer, ms; the server names the stages. */
export type StageTimes = Readonly<Record<string, number>>;

/** The server lets the client resume the session with this token, for this long after a loss. */
export interface ResumeOffer {
  readonly token: string;
  readonly windowMs: number;
}

/** The session was resumed; `received` is the number of the last client message that the server has. */
export interface Resumed {
  readonly received: number;
}

/** Every message of a server that the SDK understands; the spellings of the wire are folded into one. */
export type ServerMessage =
  | { type: 'connected'; sessionId: string; iceServers: RTCIceServer[]; resume?: ResumeOffer; resumed?: Resumed }
  | { type: 'queued'; position: number; estimatedWaitS?: number }
  | { type: 'warned'; code: string; message: string }
  | { type: 'refused'; problem: Problem }
  | { type: 'created'; capabilities: readonly string[]; engines?: TalkingEngines }
  | { type: 'configured' }
  | { type: 'userStarted' | 'userStopped'; itemId: string | undefined }
  | { type: 'userTranscribed'; itemId: string | undefined; text: string; final: boolean; unclear?: true }
  | { type: 'replyDelta' | 'replyDone'; replyId: string; text: string }
  | { type: 'replyResumed'; replyId: string; resumes: string }
  | { type: 'playbackStarted' | 'replyEnded'; replyId: string | undefined }
  | { type: 'replyHeard'; replyId: string; text: string; heardMs: number }
  | { type: 'measured'; replyId: string | undefined; stages: StageTimes }
  | { type: 'toolCalled'; callId: string; name: string; arguments: Json }
  | { type: 'offer' | 'answer'; sdp: string }
  | { type: 'candidate'; candidate: RTCIceCandidateInit };

type Reader = (data: Json, message: Json) => ServerMessage | undefined;

const text = (data: Json, message: Json): string =>
  firstString(data['content'], data['transcript'], data['delta'], message['transcript'], message['delta']) ?? '';

const replyIdOf = (data: Json, message: Json): string | undefined =>
  firstString(data['response_id'], data['id'], message['response_id']);

const itemIdOf = (data: Json, message: Json): string | undefined => firstString(data['item_id'], message['item_id']);

const words = (data: Json, message: Json): string => firstString(message['message'], data['message']) ?? '';

/** A server that lists nothing can do what the common dialect has, and nothing else. */
const created: Reader = (data) => {
  const session = isObject(data['session']) ? data['session'] : {};
  const listed = Array.isArray(session['capabilities']) ? (session['capabilities'] as unknown[]) : [];
  const engines = readEngines(session['engines']);
  return {
    type: 'created',
    capabilities: listed.filter((name) => typeof name === 'string'),
    ...(engines && { engines }),
  };
};

const connected: Reader = (data, message) => {
  const { token, window_s: windowS } = isObject(data['resume']) ? data['resume'] : {};
  const resumable = typeof token === 'string' && typeof windowS === 'number';
  const received = typeof data['received'] === 'number' ? data['received'] : 0;
  return {
    type: 'connected',
    sessionId: firstString(data['sessionId'], message['session_id']) ?? '',
    iceServers: readIceServers(data),
    ...(resumable ? { resume: { token, windowMs: windowS * 1000 } } : {}),
    ...(data['resumed'] === true ? { resumed: { received } } : {}),
  };
};

const warned: Reader = (data, message) => ({
  type: 'warned',
  code: firstString(data['code']) ?? 'unnamed',
  message: words(data, message),
});

const voice =
  (type: 'userStarted' | 'userStopped'): Reader =>
  (data, message) => ({ type, itemId: itemIdOf(data, message) });

function errorCode({ error_code: code }: Json): { code?: string } {
  return typeof code === 'string' ? { code } : {};
}

const refusal =
  (kind: 'limit' | 'capacity' | 'backend' | 'closed', fallback: string): Reader =>
  (data, message) => {
    const seconds = data['retry_after_s'];
    const retry = typeof seconds === 'number' ? { retryAfterMs: seconds * 1000 } : {};
    return {
      type: 'refused',
      problem: problem(kind, words(data, message) || fallback, { ...retry, ...errorCode(data) }),
    };
  };

const reply =
  (type: 'replyDelta' | 'replyDone'): Reader =>
  (data, message) => ({ type, replyId: replyIdOf(data, message) ?? '', text: text(data, message) });

const progress: Reader = (data, message) => {
  const [replyId, heardMs] = [replyIdOf(data, message), data['audio_ms']];
  if (replyId === undefined) return undefined;
  return { type: 'replyHeard', replyId, text: text(data, message), heardMs: typeof heardMs === 'number' ? heardMs : 0 };
};

const description =
  (type: 'offer' | 'answer'): Reader =>
  (data, message) => {
    const found = data['sdp'] ?? message['sdp'];
    const sdp = isObject(found) ? found['sdp'] : found;
    return typeof sdp === 'string' && sdp !== '' ? { type, sdp } : undefined;
  };

const candidate: Reader = (data, message) => {
  const found = data['candidate'] ?? message['candidate'];
  const fields = isObject(found) ? (isObject(found['candidate']) ? found['candidate'] : found) : { candidate: found };
  if (typeof fields['candidate'] !== 'string' || fields['candidate'] === '') return undefined;
  const { sdpMid, sdpMLineIndex } = fields;
  return {
    type: 'candidate',
    candidate: {
      candidate: fields['candidate'],
      ...(typeof sdpMid === 'string' && sdpMid !== '' ? { sdpMid } : {}),
      sdpMLineIndex: typeof sdpMLineIndex === 'number' ? sdpMLineIndex : sdpMid ? null : 0,
    },
  };
};

const place: Reader = (data) => {
  const { position, estimated_wait_s: estimatedWaitS } = data;
  if (typeof position !== 'number') return undefined;
  return { type: 'queued', position, ...(typeof estimatedWaitS === 'number' ? { estimatedWaitS } : {}) };
};

const measured: Reader = (data, message) => {
  const given = isObject(data['stages']) ? data['stages'] : data;
  const stages: Record<string, number> = {};
  for (const [name, value] of Object.entries(given))
    if (typeof value === 'number' && Number.isFinite(value)) stages[name] = value;
  return { type: 'measured', replyId: replyIdOf(data, message), stages };
};

const toolCall: Reader = (data, message) => {
  const raw = isObject(message['raw_data']) ? message['raw_data'] : {};
  const name = firstString(data['function_name'], data['name'], raw['name'], message['name']);
  const callId = firstString(data['call_id'], raw['call_id'], message['call_id']);
  if (name === undefined || callId === undefined) return undefined;
  const given = data['arguments'] ?? raw['arguments'] ?? message['arguments'];
  return { type: 'toolCalled', callId, name, arguments: parseObject(given) ?? {} };
};

const userTranscribed =
  (final: boolean): Reader =>
  (data, message) => ({
    type: 'userTranscribed',
    itemId: itemIdOf(data, message),
    text: text(data, message),
    final,
    ...(data['unclear'] === true ? { unclear: true } : {}),
  });

const resumed: Reader = (data, message) => {
  const [replyId, resumes] = [replyIdOf(data, message), data['previous_id']];
  return replyId !== undefined && typeof resumes === 'string' ? { type: 'replyResumed', replyId, resumes } : undefined;
};

/** Readers by event name, without the `realtime.` prefix, which some events of the wire carry and some do not. */
const READERS: Readonly<Record<string, Reader>> = {
  'conversation.connected.success': connected,
  'conversation.queue.updated': place,
  'conversation.connected.warning': warned,
  warning: warned,
  'conversation.connected.fail': (data, message) => {
    const status = typeof data['code'] === 'number' ? data['code'] : undefined;
    return { type: 'refused', problem: { ...problemFromReason(words(data, message), status), ...errorCode(data) } };
  },
  'conversation.connected.close': refusal('closed', 'The server ended the session'),
  'conversation.connected.insufficient_balance': refusal('limit', 'The balance of this key is used up'),
  'conversation.connected.connection_limit_exceeded': refusal('limit', 'This key has too many sessions'),
  'conversation.connected.gpu_full': refusal('capacity', 'The server is full'),
  'conversation.connected.backend_error': refusal('backend', 'The server had an error'),
  'session.created': created,
  'session.updated': () => ({ type: 'configured' }),
  'input_audio_buffer.speech_started': voice('userStarted'),
  'input_audio_buffer.speech_stopped': voice('userStopped'),
  'conversation.item.input_audio_transcription.delta': userTranscribed(false),
  'conversation.item.input_audio_transcription.completed': userTranscribed(true),
  'response.audio_transcript.delta': reply('replyDelta'),
  'response.audio_transcript.done': reply('replyDone'),
  'response.resumed': resumed,
  'response.audio.done': (data, message) => ({ type: 'replyEnded', replyId: replyIdOf(data, message) }),
  'playback.started': (data, message) => ({ type: 'playbackStarted', replyId: replyIdOf(data, message) }),
  'playback.progress': progress,
  metrics: measured,
  'response.function_call_arguments.done': toolCall,
  'webrtc.signaling.offer': description('offer'),
  'webrtc.signaling.answer': description('answer'),
  'webrtc.signaling.iceCandidate': candidate,
};

/**
 * Reads one frame of the socket, as text or parsed; never throws.
 * @returns `undefined` for a frame that this SDK does not know or cannot read, so that a server may be newer.
 */
export function readServerMessage(frame: unknown): ServerMessage | undefined {
  const message = parseObject(frame);
  if (!message || typeof message['type'] !== 'string') return undefined;
  const name = message['type'].replace(/^realtime\./, '');
  if (!Object.hasOwn(READERS, name)) return undefined;
  return READERS[name]!(isObject(message['data']) ? message['data'] : {}, message);
}
