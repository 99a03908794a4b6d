/** Levels of nesting; tool schemas, the deepest of honest messages, stay below 20. */
const MAX_DEPTH = 64;
/** Values, names and separators; 128 kB of tool schemas hold about half as many. */
const MAX_MARKS = 40_000;
/** Characters outside of strings. */
const MAX_BARE_CHARS = 256 * 1024;

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Whether JSON text is simple enough to be parsed between two ticks of the media clock. A parser takes a hundred times as
 * long for a character of structure as for one of a long string, so that size alone says little. Reads each character at
 * most once; text that is no JSON may pass.
 */
export function isSimpleJson(text: string): boolean {
  let [depth, marks, inStrings] = [0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfString(text, at);
        inStrings += end - at;
        at = end;
        marks++;
        break;
      }
      case OPEN_LIST:
      case OPEN_OBJECT:
        depth++;
        marks++;
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth--;
        break;
      case COMMA:
      case COLON:
        marks++;
        break;
      default:
        continue;
    }
    if (depth > MAX_DEPTH || marks > MAX_MARKS) return false;
  }
  return text.length - inStrings <= MAX_BARE_CHARS;
}

/** @returns Index of the closing quote; of the last character where there is none. */
function endOfString(text: string, from: number): number {
  for (let end = text.indexOf('"', from + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return end;
  }
  return text.length - 1;
}
