import { errorFacts } from '../http/error-facts.js';
import { recordOf } from '../http/json.js';

/** The two forms of session settings: that of today, and the earlier one that many servers have kept. */
export type RealtimeForm = 'ga' | 'beta';

/** An event of the service, as far as it is understood. `replyId` is absent where the service names no reply. */
export type RealtimeEvent =
  | { readonly type: 'opened'; readonly form: RealtimeForm; readonly expiresAtS: number | undefined }
  | { readonly type: 'committed' | 'notTranscribed'; readonly itemId: string }
  | { readonly type: 'transcribed'; readonly itemId: string; readonly text: string }
  | { readonly type: 'replyBegun'; readonly replyId: string }
  | ({ readonly type: 'item' } & OfItem & Partial<OfCall>)
  | ({ readonly type: 'words'; readonly text: string } & OfItem)
  /** Base64 of PCM16 at 24 kHz. */
  | ({ readonly type: 'sound'; readonly base64: string } & OfItem)
  | ({ readonly type: 'callDelta'; readonly delta: string; readonly callId: string | undefined } & OfItem)
  | ({ readonly type: 'call'; readonly arguments: string } & OfItem & Partial<OfCall>)
  | { readonly type: 'replyOver'; readonly replyId: string; readonly failure: string | undefined }
  | {
      readonly type: 'error';
      /** Code and parameter; none of the service's prose. */
      readonly details: string;
      readonly code: string | undefined;
      readonly parameter: string | undefined;
      /** The event of ours that it is about. */
      readonly about: string | undefined;
    };

interface OfItem {
  readonly replyId: string | undefined;
  readonly itemId: string;
}

interface OfCall {
  readonly callId: string;
  readonly name: string;
}

type Fields = Readonly<Record<string, unknown>>;

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** @returns The event; `undefined` for one that means nothing here, and for anything that is no event. Never throws. */
export function readRealtimeEvent(message: unknown): RealtimeEvent | undefined {
  const fields = recordOf(message);
  const type = textOf(fields?.['type']) ?? '';
  return fields && Object.hasOwn(READERS, type) ? READERS[type]?.(fields) : undefined;
}

const ofItem = (fields: Fields): OfItem | undefined => {
  const itemId = textOf(fields['item_id']);
  return itemId === undefined ? undefined : { replyId: textOf(fields['response_id']), itemId };
};

const words = (fields: Fields): RealtimeEvent | undefined => {
  const [of, text] = [ofItem(fields), textOf(fields['delta'])];
  return of && text !== undefined ? { type: 'words', text, ...of } : undefined;
};

const sound = (fields: Fields): RealtimeEvent | undefined => {
  const [of, base64] = [ofItem(fields), textOf(fields['delta'])];
  return of && base64 !== undefined ? { type: 'sound', base64, ...of } : undefined;
};

/** What an item of a reply is: a call where it has a name. */
const itemOf = (fields: Fields) => {
  const item = recordOf(fields['item']);
  const itemId = textOf(item?.['id']);
  if (!item || itemId === undefined) return undefined;
  const [callId, name] = [textOf(item['call_id']), textOf(item['name'])];
  const call = callId !== undefined && name !== undefined ? { callId, name } : {};
  return { replyId: textOf(fields['response_id']), itemId, ...call, arguments: textOf(item['arguments']) };
};

const transcript = (fields: Fields): RealtimeEvent | undefined => {
  const [itemId, text] = [textOf(fields['item_id']), textOf(fields['transcript'])];
  return itemId !== undefined && text !== undefined ? { type: 'transcribed', itemId, text } : undefined;
};

const opened = (fields: Fields): RealtimeEvent => {
  const session = recordOf(fields['session']) ?? {};
  const isBeta = !('audio' in session) && ('modalities' in session || 'input_audio_format' in session);
  const expires = session['expires_at'];
  return {
    type: 'opened',
    form: isBeta ? 'beta' : 'ga',
    expiresAtS: typeof expires === 'number' ? expires : undefined,
  };
};

/** The names of today, and those of before. */
const READERS: Readonly<Record<string, (fields: Fields) => RealtimeEvent | undefined>> = {
  'session.created': opened,
  'conversation.created': opened,
  'input_audio_buffer.committed': (fields) => {
    const itemId = textOf(fields['item_id']);
    return itemId === undefined ? undefined : { type: 'committed', itemId };
  },
  'conversation.item.input_audio_transcription.completed': transcript,
  'conversation.item.input_audio_transcription.failed': (fields) => {
    const itemId = textOf(fields['item_id']);
    return itemId === undefined ? undefined : { type: 'notTranscribed', itemId };
  },
  'response.created': (fields) => {
    const replyId = textOf(recordOf(fields['response'])?.['id']);
    return replyId === undefined ? undefined : { type: 'replyBegun', replyId };
  },
  'response.output_item.added': (fields) => {
    const item = itemOf(fields);
    return item && { ...item, type: 'item' };
  },
  'response.output_item.done': (fields) => {
    const item = itemOf(fields);
    return item?.callId !== undefined && item.arguments !== undefined
      ? { ...item, type: 'call', arguments: item.arguments }
      : undefined;
  },
  'response.output_audio.delta': sound,
  'response.audio.delta': sound,
  'response.output_audio_transcript.delta': words,
  'response.audio_transcript.delta': words,
  'response.output_text.delta': words,
  'response.text.delta': words,
  'response.function_call_arguments.delta': (fields) => {
    const [of, delta] = [ofItem(fields), textOf(fields['delta'])];
    return of && delta !== undefined
      ? { type: 'callDelta', delta, callId: textOf(fields['call_id']), ...of }
      : undefined;
  },
  'response.function_call_arguments.done': (fields) => {
    const [of, given] = [ofItem(fields), textOf(fields['arguments'])];
    const [callId, name] = [textOf(fields['call_id']), textOf(fields['name'])];
    const call = callId !== undefined && name !== undefined ? { callId, name } : {};
    return of && given !== undefined ? { type: 'call', arguments: given, ...of, ...call } : undefined;
  },
  'response.done': (fields) => {
    const response = recordOf(fields['response']);
    const replyId = textOf(response?.['id']);
    if (replyId === undefined) return undefined;
    const { details } = errorFacts(recordOf(response?.['status_details']));
    return { type: 'replyOver', replyId, failure: response?.['status'] === 'failed' ? details : undefined };
  },
  error: (fields) => {
    const { code, parameters, details } = errorFacts(fields);
    const about = textOf(recordOf(fields['error'])?.['event_id']);
    return { type: 'error', code, parameter: parameters[0], details, about };
  },
};
