import { CodedError } from '@visavis/core';

/**
 * The body of a response as it comes.
 *
 * @param what The subject of an error's message: the service.
 * @throws {CodedError} `provider.failed` when the connection breaks. It is closed when the reader stops early.
 */
export async function* piecesOf({ body }: Response, what: string): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = body?.getReader();
  if (!reader) return;
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
  } catch (error) {
    throw new CodedError('provider.failed', `the connection to ${what} broke`, { cause: error });
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

/** @returns At most `maxBytes` of a body as text; the rest is not received. */
export async function textOf(pieces: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let left = maxBytes;
  for await (const piece of pieces) {
    text += decoder.decode(piece.subarray(0, left), { stream: true });
    left -= piece.length;
    if (left <= 0) break;
  }
  return text;
}
