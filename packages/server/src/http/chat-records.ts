import { chatMessagesQuery, chatSessionsQuery, type ChatMessage, type ChatSession } from '@visavis/protocol/rest';
import { stateOf, type RecordedSession, type RecordedTurn, type Records, type SessionState } from '@visavis/store';
import { Hono, type Context } from 'hono';
import { cors } from 'hono/cors';
import { z } from 'zod';
import type { Authorisation } from '../keys/keys.js';
import { checked, parse, refuse, succeed, type Env } from './envelope.js';

/** Options of {@link chatRecords}. */
export interface ChatRecordsOptions {
  readonly records: Pick<Records, 'session' | 'sessions' | 'turns' | 'remove'>;
  /** Checks the key of a request. */
  authorise(context: Context<Env>): Promise<Authorisation>;
}

/** The states by the numbers that clients know. */
const STATES: readonly SessionState[] = ['open', 'completed', 'failed'];

/**
 * What was said (conformance S-22): the sessions of a licence, and their messages, in pages. Tokens are for visitors, who
 * read no records; sessions of other licences are as if there were none.
 */
export function chatRecords({ records, authorise }: ChatRecordsOptions): Hono<Env> {
  const api = new Hono<Env>();
  api.use(
    '/api/chat/*',
    cors({ origin: '*', allowHeaders: ['license', 'content-type', 'authorization'], maxAge: 86_400 }),
  );
  api.use('/api/chat/*', async (context, next) => {
    const authorisation = await authorise(context);
    if (!authorisation.granted) return refuse(context, authorisation.why);
    if (authorisation.by === 'token')
      return refuse(context, 'request.needs_license', 'A token reads no records: use the license');
    context.set('authorisation', authorisation);
    await next();
  });
  api.get('/api/chat/sessions', (context) => sessions(context, records));
  api.get('/api/chat/sessions/:id', async (context) => {
    const found = await records.session(context.req.param('id'), context.get('authorisation').licenceId);
    return found ? succeed(context, sessionOf(found)) : refuse(context, 'request.not_found');
  });
  api.delete('/api/chat/sessions/:id', async (context) => {
    const removed = await records.remove(context.req.param('id'), context.get('authorisation').licenceId);
    return removed ? succeed(context, null) : refuse(context, 'request.not_found');
  });
  api.get('/api/chat/messages', (context) => messages(context, records));
  api.all('/api/chat/*', (context) => refuse(context, 'request.not_found'));
  return api;
}

async function sessions(context: Context<Env>, records: ChatRecordsOptions['records']): Promise<Response> {
  const query = checked(context, chatSessionsQuery, context.req.query());
  if (query instanceof Response) return query;
  const { startTime: fromMs, endTime: beforeMs, status, limit, cursor } = query.data;
  const [openedAtMs, id] = readCursor(cursor);
  const { licenceId } = context.get('authorisation');
  const found = await records.sessions({
    ...{ licenceId, fromMs, beforeMs, limit: limit + 1 },
    ...(status !== undefined && { state: STATES[status] }),
    ...(id !== undefined && { from: { openedAtMs: Number(openedAtMs), id } }),
  });
  const next = found[limit];
  return succeed(context, {
    data: found.slice(0, limit).map(sessionOf),
    nextCursor: next ? writeCursor(String(next.openedAtMs), next.id) : null,
  });
}

async function messages(context: Context<Env>, records: ChatRecordsOptions['records']): Promise<Response> {
  const query = checked(context, chatMessagesQuery, context.req.query());
  if (query instanceof Response) return query;
  const { startTime: fromMs, endTime: beforeMs, sessionId, limit, cursor } = query.data;
  const [from, firstPart] = readCursor(cursor);
  const { licenceId } = context.get('authorisation');
  const turns = await records.turns({ licenceId, sessionId, fromMs, beforeMs, from, limit: limit + 1 });
  const entries = turns
    .slice(0, limit)
    .flatMap((turn) => messagesOf(turn).map((message, part) => ({ message, position: turn.position, part })))
    // A page may end between the two messages of one turn.
    .filter(({ position, part }) => position !== from || part >= Number(firstPart));
  const behind = turns[limit];
  const next = entries[limit] ?? (behind && { position: behind.position, part: 0 });
  return succeed(context, {
    data: entries.slice(0, limit).map(({ message }) => message),
    nextCursor: next ? writeCursor(next.position, String(next.part)) : null,
  });
}

/** The place of an entry in its list, which only the next request has to understand. */
const writeCursor = (...parts: readonly [string, string]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url');

/** @returns Nothing for a cursor that is none: its page is the first one. */
function readCursor(cursor: string | undefined): readonly [string, string] | readonly [] {
  const read = CURSOR.safeParse(parse(Buffer.from(cursor ?? '', 'base64url').toString()));
  return read.success ? read.data : [];
}

const CURSOR = z.tuple([z.string(), z.string()]);

const sessionOf = (session: RecordedSession): ChatSession => ({
  id: session.id,
  status: STATES.indexOf(stateOf(session)),
  startTime: stamp(session.openedAtMs),
  endTime: session.closed ? stamp(session.closed.atMs) : null,
  videoUrl: null,
  avatarId: session.avatarId,
  turns: session.closed?.usage.turns ?? null,
});

/** Up to two: where the face spoke unasked, or was cut off before its first word, there is but one. */
function messagesOf({ sessionId, turnId, atMs, user, heard, interrupted }: RecordedTurn): ChatMessage[] {
  const message = (role: ChatMessage['role'], content: string): ChatMessage[] =>
    content === ''
      ? []
      : [
          {
            id: `${turnId}.${role}`,
            sessionId,
            role,
            content,
            interrupted: interrupted && role === 'ai',
            createTime: stamp(atMs),
          },
        ];
  return [...message('user', user), ...message('ai', heard)];
}

/** As clients of the records read it: UTC, to the second. */
const stamp = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
