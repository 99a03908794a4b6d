import type { ClientMessage } from '../client/client-message.js';
import { readClientFrame } from '../client/read-client-message.js';
import { isJsonObject, parseJson } from '../json.js';
import type { Parsed } from '../parsed.js';

/** The names on the signalling socket, and those of the same messages on the unified one. */
const SIGNALLING = {
  offer: 'webrtc.signaling.offer',
  answer: 'webrtc.signaling.answer',
  iceCandidate: 'webrtc.signaling.iceCandidate',
} as const;

/** Characters of a `create`; a longer one cannot name a session. */
const MAX_CREATE_CHARS = 4_000;

/**
 * Reads one text frame from either socket of a v1 client (conformance S-17, S-18). The conversation's messages are the
 * bare ones of the unified socket. Never throws.
 */
export function readV1Message(raw: string): Parsed<ClientMessage> {
  const frame = parseJson(raw);
  if (!isJsonObject(frame)) return readClientFrame(frame);
  const name = frame['type'];
  return readClientFrame(isSignalling(name) ? { ...frame, type: SIGNALLING[name] } : frame);
}

/**
 * Reads the message by which a client asks for the offer on its signalling socket.
 *
 * @returns The name that the client uses for the session, to be repeated in every answer; `undefined` for any other
 * message.
 */
export function readV1Create(raw: string): string | undefined {
  const frame = raw.length > MAX_CREATE_CHARS ? undefined : parseJson(raw);
  if (!isJsonObject(frame) || frame['type'] !== 'create') return undefined;
  const target = frame['targetSessionId'];
  return typeof target === 'string' || typeof target === 'number' ? String(target) : '';
}

function isSignalling(name: unknown): name is keyof typeof SIGNALLING {
  return typeof name === 'string' && Object.hasOwn(SIGNALLING, name);
}
