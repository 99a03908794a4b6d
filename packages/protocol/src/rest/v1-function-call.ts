import { z } from 'zod';
import { nullsLeftOut } from '../nulls.js';

/** Characters of one sentence: more than a person says in one breath, and short enough for any model. */
const MAX_INPUT_CHARS = 8_000;

/** Body of `POST /api/realtime_function_call` (conformance S-15). */
export const v1FunctionCall = nullsLeftOut(
  z.object({
    userInput: z.string().trim().min(1).max(MAX_INPUT_CHARS),
    license: z.string().max(500).optional(),
    /** For the client's own records; the server ignores it. */
    chatId: z.unknown().optional(),
  }),
);
