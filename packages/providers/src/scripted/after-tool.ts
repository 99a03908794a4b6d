import { NO_RESULT, type HistoryMessage } from '@visavis/speech';
import { endsTheCall } from './expected-phrases.js';

/** Limit of a text that is read aloud. */
const MAX_SPOKEN_CHARS = 400;
/** Fields of a tool's output that hold a sentence for the user, the likeliest first. */
const SENTENCES = ['message', 'text', 'speech', 'answer', 'result', 'summary'];
const DONE = 'That is done.';
const FAILED = 'I am sorry, that did not work.';
const ACCEPTED = 'All right.';

/**
 * Words to say after the outputs of tools at the end of the history: the sentence in each output where there is one,
 * and a farewell after a tool that ends the call, since clients hang up when that was heard.
 *
 * @returns `undefined` when the history does not end with an output.
 */
export function sayAfterTools(history: readonly HistoryMessage[], farewell: string): string | undefined {
  const sentences = new Set<string>();
  for (const message of trailingOutputs(history)) {
    const name = history.find((item) => item.role === 'toolCall' && item.callId === message.callId);
    if (name?.role === 'toolCall' && endsTheCall(name.name)) return farewell;
    sentences.add(sayOf(message.output));
  }
  return sentences.size > 0 ? [...sentences].join(' ') : undefined;
}

function trailingOutputs(history: readonly HistoryMessage[]): Extract<HistoryMessage, { role: 'toolOutput' }>[] {
  const from = history.findLastIndex(({ role }) => role !== 'toolOutput') + 1;
  return history.slice(from).filter((message) => message.role === 'toolOutput');
}

function sayOf(output: string): string {
  if (output === NO_RESULT) return ACCEPTED;
  const value = parse(output);
  if (typeof value !== 'object' || value === null) return speakable(value) ?? DONE;
  const fields = value as Record<string, unknown>;
  const sentence = SENTENCES.map((name) => speakable(fields[name])).find((text) => text !== undefined);
  if (sentence) return sentence;
  return fields['error'] || fields['success'] === false ? FAILED : DONE;
}

/** Parses JSON; other text is returned as it is. */
function parse(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return output;
  }
}

/** A sentence rather than data: with a letter, without brackets and addresses, and not long. */
function speakable(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const plain = /\p{L}/u.test(text) && !/[{}<>[\]\\]|https?:/.test(text) && text.length <= MAX_SPOKEN_CHARS;
  if (!plain) return undefined;
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
