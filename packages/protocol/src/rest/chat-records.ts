import { z } from 'zod';

/** Entries of a page at most, and where the request does not say. */
export const PAGE = { max: 100, default: 20 } as const;

/** `yyyy-MM-dd HH:mm:ss` in UTC, as existing clients write it, or ISO 8601. */
const time = z
  .string()
  .transform((text) => Date.parse(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? `${text.replace(' ', 'T')}Z` : text))
  .refine((ms) => Number.isFinite(ms), 'must be a time such as 2026-01-31 12:00:00')
  .optional();

const page = {
  startTime: time.describe('At this time or later: `yyyy-MM-dd HH:mm:ss` in UTC, or ISO 8601.'),
  endTime: time.describe('Before this time.'),
  limit: z.coerce.number().int().min(1).max(PAGE.max).default(PAGE.default).describe('Entries of the page at most.'),
  cursor: z.string().max(200).optional().describe('`nextCursor` of the page before.'),
};

/** Query of `GET /api/chat/sessions`. */
export const chatSessionsQuery = z.object({
  ...page,
  status: z.coerce.number().int().min(0).max(2).optional().describe('0 is open, 1 has ended, 2 has failed.'),
});

/** Query of `GET /api/chat/messages`. */
export const chatMessagesQuery = z.object({
  ...page,
  sessionId: z.string().max(100).optional().describe('Messages of this session only.'),
});

const stamp = z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);

/** A session as clients of the records read it. Times are in UTC. */
export const chatSession = z.object({
  id: z.string(),
  status: z.number().int().min(0).max(2).describe('0 is open, 1 has ended, 2 has failed.'),
  startTime: stamp,
  endTime: stamp.nullable().describe('None while it is open.'),
  videoUrl: z.string().nullable().describe('Address of its recording; none where it was not recorded.'),
  avatarId: z.string(),
  turns: z.number().int().nullable().describe('Known once it has ended.'),
});

/** Words of one side. */
export const chatMessage = z.object({
  id: z.string(),
  sessionId: z.string(),
  role: z.enum(['user', 'ai']),
  content: z.string().describe('What the user said or typed, or what of the face’s words was heard.'),
  interrupted: z.boolean().describe('Whether the user cut the face off.'),
  createTime: stamp,
});

/** A page of entries, the oldest in front. */
export const chatPage = <T extends z.ZodType>(entry: T) =>
  z.object({
    data: z.array(entry),
    nextCursor: z.string().nullable().describe('The `cursor` of the next page; none behind the last one.'),
  });

/** @see chatSession */
export type ChatSession = z.infer<typeof chatSession>;
/** @see chatMessage */
export type ChatMessage = z.infer<typeof chatMessage>;
