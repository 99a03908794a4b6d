import { readBackground } from '@visavis/core';
import { z } from 'zod';

/** What is seen behind a face, as clients and operators write it. */
export const background = z
  .string()
  .max(100)
  .transform((text, context) => {
    const read = readBackground(text);
    if (read) return read;
    context.addIssue({
      code: 'custom',
      message: 'must be own, blurred, transparent, a colour as #1a2b3c, or picture:name',
    });
    return z.NEVER;
  });
