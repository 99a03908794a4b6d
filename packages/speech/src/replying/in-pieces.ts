import type { Clock } from '@visavis/core';
import type { Words } from './reply.js';

/** Letters of a reply that are worked on in one turn of the event loop; a millisecond, more or less. */
const MAX_PIECE = 800;

/**
 * Cuts long texts into pieces that come in turns of the event loop of their own: a text that comes at once, as one to be
 * said does, would hold it for some hundredths of a second.
 */
export function inPieces(words: Words, clock: Clock): Words {
  return async function* (signal) {
    for await (const part of words(signal)) {
      if (part.type !== 'text' || part.text.length <= MAX_PIECE) yield part;
      else yield* pieces(part, clock);
    }
  };
}

async function* pieces<Part extends { readonly text: string }>(part: Part, clock: Clock): AsyncGenerator<Part> {
  const { text } = part;
  for (let from = 0; from < text.length;) {
    if (from > 0) await new Promise<void>((resolve) => clock.after(0, resolve));
    const to = pieceEnd(text, from);
    yield { ...part, text: text.slice(from, to) };
    from = to;
  }
}

/** A character outside of the basic plane is two units, which stay together. */
function pieceEnd(text: string, from: number): number {
  const to = from + MAX_PIECE;
  return isHighSurrogate(text.charCodeAt(to - 1)) ? to + 1 : to;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
