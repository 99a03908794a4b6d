import { z } from 'zod';

/** What the address of the unified socket may say behind the question mark. */
export const QUERY = z.object({
  license: z.string().optional().describe('The key, or a token made with it. Needed unless the session is resumed.'),
  avatarId: z.string().optional().describe('Exactly this avatar; goes before any name.'),
  name: z.string().optional().describe('An avatar’s name; `characterName` and `character` are understood too.'),
  model: z.string().optional().describe('`transparency`: no brain; the face says what it is sent.'),
  input_sample_rate: z.string().optional().describe('Of the sound the client sends, Hz. Lets it send binary frames.'),
  audio_back: z.enum(['1']).optional().describe('The reply’s sound is wanted on the socket too.'),
  arguments: z.enum(['object', 'string']).optional().describe('Form of a tool call’s arguments. Default: `object`.'),
  queue: z.enum(['1']).optional().describe('Waits for a place where the server is full.'),
  resume: z
    .string()
    .optional()
    .describe('`1`: the client can come back after a loss. A token: it does, to the session that gave the token.'),
  after: z.string().optional().describe('With a token: number of the last frame it received.'),
});
