import { CodedError } from '@visavis/core';
import { eventData } from '../http/event-data.js';
import { listOf, parsedJson, recordOf } from '../http/json.js';
import { piecesOf, textOf } from '../http/response-body.js';

/** Limit of a transcript and of one event, bytes. */
const MAX_BYTES = 1024 * 1024;

/**
 * The text that a service has recognised, in the shapes of their answers: JSON or plain text, and events, which carry
 * deltas and the whole text (OpenAI), chunks of a chat (vLLM), or segments. Yields the text so far, the last one being the
 * whole of it.
 *
 * @param what The subject of an error's message: the service.
 * @throws {CodedError} `provider.failed` when the answer breaks off or is none.
 */
export async function* transcripts(response: Response, what: string): AsyncGenerator<string> {
  const type = response.headers.get('content-type') ?? '';
  const pieces = piecesOf(response, what);
  if (type.includes('text/event-stream')) yield* fromEvents(eventData({ pieces, maxBytes: MAX_BYTES, what }), what);
  else if (type.includes('html')) throw new CodedError('provider.failed', `${what} answered with a page`);
  else yield wholeText(await textOf(pieces, MAX_BYTES), what);
}

function wholeText(body: string, what: string): string {
  const parsed = parsedJson(body);
  if (parsed === undefined || typeof parsed !== 'object') return body;
  const text = recordOf(parsed)?.['text'];
  if (typeof text === 'string') return text;
  throw new CodedError('provider.failed', `${what} answered without a transcript`);
}

async function* fromEvents(events: AsyncIterable<readonly string[]>, what: string): AsyncGenerator<string> {
  let text = '';
  let state: Increment['state'] = 'open';
  for await (const batch of events) {
    for (const data of batch) {
      const increment = incrementOf(parsedJson(data), what);
      text = increment.whole ?? text + increment.more;
      if (increment.state !== 'unchanged') state = increment.state;
    }
    yield text;
  }
  if (state === 'open') throw new CodedError('provider.failed', `${what} broke the transcript off`);
}

/** What one event adds to the text. */
interface Increment {
  readonly more: string;
  readonly whole?: string;
  /** Whether more must come: an answer in deltas has an end of its own. */
  readonly state: 'open' | 'complete' | 'unchanged';
}

function incrementOf(event: unknown, what: string): Increment {
  const { type, delta, text, error, choices } = recordOf(event) ?? {};
  if (error || type === 'error') throw new CodedError('provider.failed', `${what} broke the transcript off`);
  if (type === 'transcript.text.done' && typeof text === 'string') return { more: '', whole: text, state: 'complete' };
  if (type === 'transcript.text.delta' && typeof delta === 'string') return { more: delta, state: 'open' };
  const choice = recordOf(listOf(choices)[0]);
  if (choice) {
    const content = recordOf(choice['delta'])?.['content'];
    const isLast = typeof choice['finish_reason'] === 'string';
    return { more: typeof content === 'string' ? content : '', state: isLast ? 'complete' : 'open' };
  }
  // A segment of the text; its server marks the end by that of the stream.
  if (typeof text === 'string' && type === undefined) return { more: text, state: 'complete' };
  return { more: '', state: 'unchanged' };
}
