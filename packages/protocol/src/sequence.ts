import { isJsonObject, parseJson } from './json.js';

/** The member that numbers a text frame of a session that can be resumed: 1, 2, … in each direction. */
const MEMBER = 'seq';

/** @param frame One JSON object as text, with at least one member. */
export function numberedFrame(frame: string, number: number): string {
  return `${frame.slice(0, -1)},"${MEMBER}":${number}}`;
}

/**
 * The number a client gave its message. Sound carries none, and costs no more than a look: nothing is parsed that does
 * not hold the member's name.
 *
 * @returns `undefined` where there is none, or none that counts anything.
 */
export function numberOf(text: string): number | undefined {
  if (!text.includes(`"${MEMBER}"`)) return undefined;
  const frame = parseJson(text);
  const number = isJsonObject(frame) ? frame[MEMBER] : undefined;
  return Number.isSafeInteger(number) && (number as number) > 0 ? (number as number) : undefined;
}
