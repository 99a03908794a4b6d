import type { FailureKind, ServerEvent, ToolCall } from './server-event.js';
import type { ServerFrame } from './server-frame.js';

/**
 * Encodes one event for the wire, under every name that some client reads.
 *
 * @returns The text frames to send, in order; most events are one. Event names are never sent bare as well as
 * namespaced, since one client listens to both (conformance Rule 19).
 */
export function writeServerEvents(event: ServerEvent): string[] {
  return framesOf(event).map((frame) => JSON.stringify(frame));
}

function framesOf(event: ServerEvent): ServerFrame[] {
  switch (event.type) {
    case 'connected':
      return [connected(event)];
    case 'warning':
      return [withMessage('conversation.connected.warning', event.message, { avatarId: event.avatarId })];
    case 'queued':
      return [queued(event)];
    case 'failed':
      return failed(event);
    case 'closed':
      return [withMessage('conversation.connected.close', event.message, { error_code: event.error })];
    case 'sessionCreated':
    case 'sessionUpdated':
      return [session(event)];
    case 'speechStarted':
    case 'speechStopped':
    case 'transcribedInterim':
    case 'transcribed':
      return [ofUser(event)];
    case 'itemCreated':
    case 'itemDeleted':
    case 'itemTruncated':
      return [{ type: ITEM_EVENTS[event.type], data: { item_id: event.itemId } }];
    case 'replyStarted':
    case 'replyDelta':
    case 'replyDone':
    case 'replyCancelled':
    case 'replyResumed':
    case 'audioDelta':
    case 'audioDone':
    case 'measured':
    case 'playbackStarted':
    case 'playbackProgress':
    case 'playbackDone':
      return [ofReply(event)];
    case 'toolCallDelta':
      return [toolCallDelta(event)];
    case 'toolCalled':
      return [toolCalled(event)];
    case 'offer':
      return [{ type: 'webrtc.signaling.offer', data: { sdp: { type: 'offer', sdp: event.sdp } } }];
    case 'answer':
      return [answer(event.sdp)];
    case 'candidate':
      return [{ type: 'webrtc.signaling.iceCandidate', data: { candidate: event.candidate } }];
    case 'problem':
      return [withMessage('realtime.warning', event.message, { code: event.code })];
  }
}

type Of<T extends ServerEvent['type']> = Extract<ServerEvent, { type: T }>;

function withMessage<T extends string, D extends object>(type: T, message: string, data: D) {
  return { type, message, data: { ...data, message } };
}

function connected({ sessionId, iceServers, resume, received }: Of<'connected'>): ServerFrame {
  const servers = iceServers.map((server) => ({ ...server, urls: [...server.urls] }));
  return {
    type: 'conversation.connected.success',
    message: 'connected',
    session_id: sessionId,
    data: {
      sessionId,
      iceServers: servers,
      ice_servers: servers,
      ...(resume && { resume: { token: resume.token, window_s: resume.windowS } }),
      ...(received !== undefined && { resumed: true as const, received }),
    },
  };
}

function queued({ position, estimatedWaitS, message }: Of<'queued'>): ServerFrame {
  return withMessage('conversation.queue.updated', message, { position, estimated_wait_s: estimatedWaitS });
}

/** Older names that one client knows instead; every other client ignores them. */
const COURTESY = {
  gpu_full: 'realtime.session.gpu_full',
  insufficient_balance: 'realtime.session.insufficient_balance',
} as const satisfies Partial<Record<FailureKind, string>>;

function failed({ failure, message, error, status, retryAfterS, limit }: Of<'failed'>): ServerFrame[] {
  const data = { code: status, error_code: error, retry_after_s: retryAfterS, limit };
  const frames: ServerFrame[] = [withMessage(`conversation.connected.${failure}`, message, data)];
  if (failure === 'gpu_full' || failure === 'insufficient_balance')
    frames.push(withMessage(COURTESY[failure], message, { error_code: error, retry_after_s: retryAfterS }));
  return frames;
}

function session({ type, session }: Of<'sessionCreated' | 'sessionUpdated'>): ServerFrame {
  const capabilities = session.capabilities && [...session.capabilities];
  const data = { session: { ...session, capabilities, ai_generated: true as const } };
  return { type: type === 'sessionCreated' ? 'realtime.session.created' : 'realtime.session.updated', data };
}

type OfUser = Of<'speechStarted' | 'speechStopped' | 'transcribedInterim' | 'transcribed'>;

function ofUser(event: OfUser): ServerFrame {
  const item_id = event.itemId;
  switch (event.type) {
    case 'speechStarted':
      return {
        type: 'realtime.input_audio_buffer.speech_started',
        data: { item_id, audio_start_ms: Math.round(event.audioStartMs) },
      };
    case 'speechStopped':
      return {
        type: 'realtime.input_audio_buffer.speech_stopped',
        data: { item_id, audio_end_ms: Math.round(event.audioEndMs) },
      };
    case 'transcribedInterim':
      return {
        type: 'realtime.conversation.item.input_audio_transcription.delta',
        data: { item_id, content: event.text, delta: event.text },
      };
    case 'transcribed':
      return {
        type: 'realtime.conversation.item.input_audio_transcription.completed',
        data: { item_id, content: event.text, transcript: event.text, ...(event.unclear && { unclear: true }) },
      };
  }
}

const ITEM_EVENTS = {
  itemCreated: 'realtime.conversation.item.created',
  itemDeleted: 'realtime.conversation.item.deleted',
  itemTruncated: 'realtime.conversation.item.truncated',
} as const;

type OfReply = Of<
  | 'replyStarted'
  | 'replyDelta'
  | 'replyDone'
  | 'replyCancelled'
  | 'replyResumed'
  | 'audioDelta'
  | 'audioDone'
  | 'measured'
  | 'playbackStarted'
  | 'playbackProgress'
  | 'playbackDone'
>;

function ofReply(event: OfReply): ServerFrame {
  const ids = { id: event.responseId, response_id: event.responseId };
  switch (event.type) {
    case 'replyStarted':
      return { type: 'realtime.response.created', data: { ...ids, item_id: event.itemId } };
    case 'replyCancelled':
      return { type: 'realtime.response.cancelled', data: ids };
    case 'replyResumed':
      return { type: 'realtime.response.resumed', data: { ...ids, previous_id: event.resumes } };
    case 'replyDelta':
      return {
        type: 'realtime.response.audio_transcript.delta',
        data: { ...ids, content: event.text, delta: event.text },
      };
    case 'replyDone':
      return {
        type: 'realtime.response.audio_transcript.done',
        data: { ...ids, content: event.text, transcript: event.text },
      };
    case 'audioDelta':
      return { type: 'realtime.response.audio.delta', data: { ...ids, delta: event.audioBase64 } };
    case 'audioDone':
      return { type: 'realtime.response.audio.done', data: ids };
    case 'measured':
      return { type: 'realtime.metrics', data: { ...ids, stages: { ...event.stages } } };
    case 'playbackStarted':
      return { type: 'realtime.playback.started', data: ids };
    case 'playbackProgress':
      return {
        type: 'realtime.playback.progress',
        data: { ...ids, content: event.text, audio_ms: Math.round(event.heardMs) },
      };
    case 'playbackDone':
      return { type: 'realtime.playback.done', data: ids };
  }
}

function toolCallDelta({ callId: call_id, delta }: Of<'toolCallDelta'>): ServerFrame {
  return { type: 'realtime.response.function_call_arguments.delta', data: { call_id, delta } };
}

function toolCalled(call: ToolCall): ServerFrame {
  const text = JSON.stringify(call.arguments);
  const { callId: call_id, name, itemId: item_id, responseId: response_id } = call;
  return {
    type: 'realtime.response.function_call_arguments.done',
    data: { function_name: name, name, call_id, arguments: call.argumentsAs === 'string' ? text : call.arguments },
    raw_data: {
      type: 'response.function_call_arguments.done',
      event_id: `event_${call_id}`,
      response_id,
      item_id,
      output_index: 0,
      call_id,
      name,
      arguments: text,
    },
  };
}

/** Native clients read the description at the top, the others under `data` (conformance Rule 13). */
function answer(sdp: string): ServerFrame {
  const description = { type: 'answer' as const, sdp };
  return { type: 'webrtc.signaling.answer', sdp: description, data: { sdp: description } };
}
