import { z } from 'zod';

const area = z
  .object({ x: z.number().int(), y: z.number().int(), width: z.number().int(), height: z.number().int() })
  .describe('Pixels of the picture, turned upright.');

/** Data of `avatar/add`, `avatar/job` and of each event of `avatar/job/events`: how far the making of an avatar is. */
export const avatarJobStatus = z.object({
  jobId: z.string(),
  avatarId: z.string().describe('The avatar can be used as soon as the job is done.'),
  name: z.string(),
  status: z
    .enum(['waiting', 'making', 'done', 'failed', 'cancelled'])
    .describe('`waiting` and `making` go on, also when the server is started anew; the others are final.'),
  stage: z
    .string()
    .describe(
      'What is being done: `waiting`, `start`, `decode`, `find`, `landmarks`, `anatomy`, `matte`, `background`, `prepare`, or `ended`.',
    ),
  progress: z.number().min(0).max(1),
  ahead: z.number().int().describe('How many jobs are made before this one.'),
  report: z
    .array(z.object({ what: z.string(), howMuch: z.string(), advice: z.string() }))
    .describe('What could be better about the picture: what, how much of it, and what helps.'),
  error: z
    .object({
      code: z.string().describe('From the table of errors.'),
      message: z.string(),
      advice: z.string(),
      faces: z.array(area).describe('The faces in the picture, from left to right, where there are several.'),
    })
    .nullable()
    .describe('Why the job has failed.'),
});

/** How far the making of an avatar is. */
export type AvatarJobStatus = z.infer<typeof avatarJobStatus>;
