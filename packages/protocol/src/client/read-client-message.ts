import type { z } from 'zod';
import { isJsonObject, parseJson } from '../json.js';
import type { Parsed } from '../parsed.js';
import { CLIENT_MESSAGES, type ClientMessage } from './client-message.js';

/**
 * Reads one text frame from a client. Never throws, on any input.
 * Members may stand at the top or under `data`; those under `data` take precedence.
 */
export function readClientMessage(raw: string): Parsed<ClientMessage> {
  return readClientFrame(parseJson(raw));
}

/** Reads a frame that has been parsed already, in the same way. */
export function readClientFrame(frame: unknown): Parsed<ClientMessage> {
  if (!isJsonObject(frame)) return malformed('not a JSON object');
  const name = frame['type'];
  if (typeof name !== 'string' || name === '') return malformed('type: not a string');
  const schema = schemaOf(name);
  if (!schema) return { ok: true, message: { type: 'unknown', name: name.slice(0, 128) } };
  return read(name, schema, isJsonObject(frame['data']) ? { ...frame, ...frame['data'] } : frame);
}

function schemaOf(name: string): z.ZodType<ClientMessage> | undefined {
  const bare = name.replace(/^realtime\./, '');
  return Object.hasOwn(CLIENT_MESSAGES, bare) ? CLIENT_MESSAGES[bare as keyof typeof CLIENT_MESSAGES] : undefined;
}

function read(name: string, schema: z.ZodType<ClientMessage>, fields: object): Parsed<ClientMessage> {
  try {
    const result = schema.safeParse(fields);
    if (result.success) return { ok: true, message: result.data };
    const issue = result.error.issues[0];
    return malformed([name, ...(issue?.path ?? [])].map(String).join('.') + `: ${issue?.message ?? 'wrong'}`);
  } catch {
    // Values nested many thousand levels deep overflow the stack when they are serialised again.
    return malformed(`${name}: nested too deeply`);
  }
}

function malformed(detail: string): Parsed<never> {
  return { ok: false, code: 'protocol.malformed', detail };
}
