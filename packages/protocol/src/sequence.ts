import { isJsonObject, parseJson } from './json.js';

/** The member that numbers a text frame of a session that can be resumed: 1, 2, … in each direction. */
const MEMBER = 'seq';

/** Adds its number to a text frame. @param frame One JSON object as text, with at least one member. */
export function numberedFrame(frame: string, number: number): string {
  return `${frame.slice(0, -1)},"${MEMBER}":${number}}`;
}

/**
 * Reads the number of a client's message. Sound carries none and costs no more than a text search: a frame without the
 * member's name is not parsed.
 *
 * @returns `undefined` where there is no number, or none that is a positive integer.
 */
export function numberOf(text: string): number | undefined {
  if (!text.includes(`"${MEMBER}"`)) return undefined;
  const frame = parseJson(text);
  const number = isJsonObject(frame) ? frame[MEMBER] : undefined;
  return Number.isSafeInteger(number) && (number as number) > 0 ? (number as number) : undefined;
}
