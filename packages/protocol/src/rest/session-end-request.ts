import { z } from 'zod';

/** Body of `POST /api/session/end`. */
export const sessionEndRequest = z.strictObject({
  token: z.string().min(1).max(200).describe('The newest token with which the session could be resumed.'),
});
