import { z } from 'zod';

/** The query parameters of the unified socket's address. */
export const QUERY = z.object({
  license: z.string().optional().describe('The key, or a token made with it. Needed unless the session is resumed.'),
  avatarId: z.string().optional().describe('Id of the avatar; takes precedence over a name.'),
  name: z.string().optional().describe('An avatar’s name; `characterName` and `character` are understood too.'),
  model: z.string().optional().describe('`transparency`: no brain; the face says what the client sends.'),
  input_sample_rate: z.string().optional().describe('Sample rate of the client’s sound, Hz. Allows binary frames.'),
  audio_back: z.enum(['1']).optional().describe('The server sends the reply’s sound on the socket too.'),
  arguments: z.enum(['object', 'string']).optional().describe('Form of a tool call’s arguments. Default: `object`.'),
  queue: z.enum(['1']).optional().describe('Waits for a place where the server is full.'),
  resume: z
    .string()
    .optional()
    .describe('`1`: the client can resume its session after a loss. A token: resumes the session that issued it.'),
  after: z.string().optional().describe('With a token: number of the last frame that the client received.'),
});
