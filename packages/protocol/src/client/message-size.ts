import { MAX_FRAME_BYTES, MAX_MESSAGE_BYTES } from '../limits.js';

/** Messages that hold a picture or sound. */
const WITH_MEDIA = ['input_audio_buffer.append"', 'input_image"', 'input_background"', 'conversation.item.create"'];
/** The type of a message is its first member, or its last where a client sorts them. */
const EDGE_CHARS = 200;

/**
 * Whether a text frame is no larger than its kind may be: pictures and sound have {@link MAX_FRAME_BYTES}, every other
 * message has {@link MAX_MESSAGE_BYTES}. The kind is read from the frame's edges, since a parser would take the whole.
 *
 * @param bytes Size of the frame. @param slice Decodes part of it.
 */
export function isWithinLimit(bytes: number, slice: (from: number, to: number) => string): boolean {
  if (bytes <= MAX_MESSAGE_BYTES) return true;
  if (bytes > MAX_FRAME_BYTES) return false;
  const edges = slice(0, EDGE_CHARS) + slice(bytes - EDGE_CHARS, bytes);
  return WITH_MEDIA.some((name) => edges.includes(name));
}
