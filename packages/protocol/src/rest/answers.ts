import { z } from 'zod';

/** Around every answer of the REST side: the code is the HTTP status. */
export const envelope = <T extends z.ZodType>(data: T) =>
  z.object({ code: z.literal(200), message: z.literal('SUCCESS'), data });

/** What a refused or failed request is answered. */
export const failure = z.object({
  code: z.number().int().min(400).describe('The HTTP status.'),
  message: z.string().min(1),
  data: z.null(),
});

const picture = z.url().describe('Of a picture of the face.');

/** `avatar/detail` and `avatar/getByName`: every field that some client refuses to connect without. */
export const avatarDetail = z.object({
  id: z.string(),
  name: z.string().describe('As it was asked for, where that is one of the preset names.'),
  url: picture,
  thumbnailUrl: picture,
  providerId: z.string(),
  providerName: z.literal('openai').describe('Clients offer pictures and tools for no other.'),
  providerLabel: z.string().describe('What answers, in words.'),
  model: z.string(),
  voice: z.string(),
  firstMessage: z.string().describe('Said at the beginning; empty for none.'),
  prompt: z.string().describe('Empty for whoever asks with a token.'),
  videoFile: z.literal(false),
  status: z.literal('Success'),
});

/** One line of `avatar/list`. Its status is in capitals, the single record’s is not: clients compare to the letter. */
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

/** Clients look in either place. */
export const iceServersAnswer = envelope(z.object({ iceServers: z.array(iceServer) })).extend({
  iceServers: z.array(iceServer),
});

export type AvatarDetail = z.infer<typeof avatarDetail>;
export type AvatarSummary = z.infer<typeof avatarSummary>;
export type IssuedToken = z.infer<typeof issuedToken>;
