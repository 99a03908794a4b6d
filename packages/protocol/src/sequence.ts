import { isJsonObject, parseJson } from './json.js';

/** The member that numbers a text frame of a session that can be resumed: 1, 2, … in each direction. */
const MEMBER = 'seq';

/** Adds its number to a text frame. @param frame One JSON object as text, with at least one member. */
export function numberedFrame(frame: string, number: number): string {
  return `${frame.slice(0, -1)},"${MEMBER}":${number}}`;
}

/** The number as the last member, where clients write it: no string of a JSON text can end so. */
const AT_END = new RegExp(`,"${MEMBER}":(\\d{1,15})\\}$`);
/** Longer than the number with its name. */
const END_CHARS = 40;

/** Reads the number at the end of a client's message. @param text The message, or its end. */
export function numberAtEnd(text: string): number | undefined {
  const number = Number(AT_END.exec(text.slice(-END_CHARS))?.[1]);
  return number > 0 ? number : undefined;
}

/**
 * Reads the number of a client's message, wherever it stands. Sound carries none and costs no more than a text search: a frame without the
 * member's name is not parsed.
 *
 * @returns `undefined` where there is no number, or none that is a positive integer.
 */
export function numberOf(text: string): number | undefined {
  const last = numberAtEnd(text);
  if (last !== undefined || !text.includes(`"${MEMBER}"`)) return last;
  const frame = parseJson(text);
  const number = isJsonObject(frame) ? frame[MEMBER] : undefined;
  return Number.isSafeInteger(number) && (number as number) > 0 ? (number as number) : undefined;
}
