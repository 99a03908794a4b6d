import { z } from 'zod';

/** The schema of a successful JSON response with this data: its `code` is the HTTP status. */
export const envelope = <T extends z.ZodType>(data: T) =>
  z.object({ code: z.literal(200), message: z.literal('SUCCESS'), data });

/** The response to a request that is refused or fails. */
export const failure = z.object({
  code: z.number().int().min(400).describe('The HTTP status.'),
  message: z.string().min(1),
  data: z.null(),
  error: z.string().optional().describe('The code in the table of errors, where it has one.'),
  advice: z.string().optional().describe('What helps.'),
});

const picture = z.url().describe('Address of a picture of the face.');

/** Data of `avatar/detail` and `avatar/getByName`: every field without which some client refuses to connect. */
export const avatarDetail = z.object({
  id: z.string(),
  name: z.string().describe('The name in the request, where that is one of the preset names.'),
  url: picture,
  thumbnailUrl: picture,
  providerId: z.string(),
  providerName: z.literal('openai').describe('Always `openai`: clients offer pictures and tools for no other.'),
  providerLabel: z.string().describe('Name of the engine that answers, for people.'),
  model: z.string(),
  voice: z.string(),
  firstMessage: z.string().describe('Text spoken at the beginning; empty for none.'),
  background: z.string().describe('What is seen behind the face: `own` for what its picture shows.'),
  pronunciations: z.record(z.string(), z.string()).describe('How its voice says certain words.'),
  expression: z.string().describe('What the face expresses where nothing else is set.'),
  prompt: z.string().describe('Instructions; empty where the request was made with a token.'),
  videoFile: z.literal(false),
  status: z.literal('Success'),
});

/** One entry of `avatar/list`. Its status is in capitals, unlike that of a single avatar: clients compare it exactly. */
export const avatarSummary = z.object({
  id: z.string(),
  avatarId: z.string(),
  name: z.string(),
  url: picture,
  thumbnailUrl: picture,
  videoFile: z.literal(false),
  status: z.literal('SUCCESS'),
});

/** A provider, model or voice to choose from. */
export const choice = z.object({ id: z.string(), name: z.string() });

/** Data of a token request's response. */
export const issuedToken = z.object({
  token: z.string().startsWith('vvt_'),
  expires_at: z.iso.datetime(),
  expires_in_s: z.number().int(),
});

const iceServer = z.object({
  urls: z.array(z.string()).min(1),
  username: z.string().optional(),
  credential: z.string().optional(),
});

/** Response with the ICE servers, in both places where clients look for them. */
export const iceServersAnswer = envelope(z.object({ iceServers: z.array(iceServer) })).extend({
  iceServers: z.array(iceServer),
});

/** The full record of one avatar. */
export type AvatarDetail = z.infer<typeof avatarDetail>;
/** One avatar in the list. */
export type AvatarSummary = z.infer<typeof avatarSummary>;
/** A new token, with the time at which it expires (ISO 8601) and its life in seconds. */
export type IssuedToken = z.infer<typeof issuedToken>;
