import { z } from 'zod';
import { isJsonObject } from '../json.js';
import { MAX_PARTS, MAX_TEXT_CHARS, MAX_TEXTS_CHARS } from '../limits.js';
import { nullsLeftOut } from '../nulls.js';
import { image, type Image } from './image.js';

const text = z.string().max(MAX_TEXT_CHARS);

/** One message of the conversation so far. */
export interface Item {
  role: 'user' | 'assistant' | 'system';
  /** Texts in order, without empty ones; several where one message carried several. */
  texts: string[];
  images: Image[];
  /** The id that the client chose, if any. */
  id?: string | undefined;
  /** Id of the preceding item; `root`: in front of all items. Absent: behind the last one. */
  afterId?: string | undefined;
}

/** Id of an item of the history, chosen by the side that creates the item. */
export const itemId = z.string().min(1).max(200);

export const messageItem = nullsLeftOut(
  z.object({
    id: itemId.optional(),
    role: z.enum(['user', 'assistant', 'system']).default('user'),
    content: z.union([text, z.array(z.unknown()).max(MAX_PARTS)]),
  }),
)
  .transform(({ id, role, content }) => ({
    type: 'item.create' as const,
    item: { role, ...readContent(content), ...(id && { id }) },
  }))
  .refine(({ item }) => item.texts.length + item.images.length > 0, { path: ['content'], message: 'holds nothing' });

/** No output is none, whether it is absent or `null`: its name is no word for the face to say. */
const toText = z
  .unknown()
  .transform((value) => (typeof value === 'string' ? value : (JSON.stringify(value ?? undefined) ?? '')));

/** Output of a tool. An object is passed on as its JSON text, since that is what a brain reads. */
export const toolOutput = z
  .object({ call_id: z.string().min(1).max(500), output: toText.pipe(z.string().max(MAX_TEXTS_CHARS)) })
  .transform(({ call_id, output }) => ({ type: 'tool.output' as const, callId: call_id, output }));

function readContent(content: string | unknown[]): { texts: string[]; images: Image[] } {
  const parts = typeof content === 'string' ? splitPrintedList(content) : content;
  return {
    texts: latest(parts.map(textOf).filter((part) => part.trim() !== '')),
    images: parts.flatMap((part) => {
      const read = isJsonObject(part) && part['type'] === 'input_image' ? image.safeParse(part) : undefined;
      return read?.success ? [read.data] : [];
    }),
  };
}

/** The last texts, of a message that holds more than a history keeps. */
function latest(texts: readonly string[]): string[] {
  let left = MAX_TEXTS_CHARS;
  return texts.slice(texts.findLastIndex((text) => (left -= text.length) < 0) + 1);
}

/** `input_text`, `text`, `output_text` name the words `text`; spoken parts name them `transcript`. */
function textOf(part: unknown): string {
  if (typeof part === 'string') return part;
  if (!isJsonObject(part)) return '';
  const words = part['text'] ?? part['transcript'];
  return typeof words === 'string' ? words.slice(0, MAX_TEXT_CHARS) : '';
}

/**
 * One native client sends its history as a list printed by its own language instead of JSON:
 * `[{type=input_text, text=Hello}, {type=input_text, text=How are you}]`. A text that holds the separator itself is
 * split too, because the printed form does not escape it.
 */
function splitPrintedList(content: string): string[] {
  const inner = /^\[\{type=(?:input_)?text, text=([\s\S]*)\}\]$/.exec(content.trim())?.[1];
  return inner === undefined ? [content] : inner.split(/\}, \{type=(?:input_)?text, text=/).slice(0, MAX_PARTS);
}
