import { EXPRESSIONS } from '@visavis/core';
import { z } from 'zod';
import { MAX_INSTRUCTIONS_CHARS, MAX_TEXT_CHARS } from '../limits.js';
import { background } from '../background.js';
import { nullsLeftOut } from '../nulls.js';
import { pronunciations } from './avatar-record.js';

/** Forms send an empty text for what is left out. */
const optionalText = (maxChars: number) => z.string().trim().max(maxChars).optional();

/** Forms send an object as JSON; text that is none stays what it is, and is refused. */
function fromForm(given: unknown): unknown {
  if (typeof given !== 'string') return given;
  try {
    return JSON.parse(given || '{}');
  } catch {
    return given;
  }
}

const shared = {
  providerId: optionalText(200).describe('From `provider/list`; empty for the choice of the server.'),
  model: optionalText(200).describe('From `model/list`; empty for the choice of the server.'),
  voice: optionalText(200).describe('From `voice/list`.'),
  pronunciations: z
    .preprocess(fromForm, pronunciations)
    .optional()
    .describe(
      'How its voice says certain words: an object of spellings by what is written, as JSON in a form; empty for none.',
    ),
  firstMessage: optionalText(MAX_TEXT_CHARS).describe('Text spoken at the beginning; empty for none.'),
  prompt: optionalText(MAX_INSTRUCTIONS_CHARS).describe('Instructions; empty for none.'),
  expression: z
    .enum([...EXPRESSIONS, ''])
    .optional()
    .describe('What its face expresses where nothing else is set; empty for neutral.'),
};
const name = z.string().trim().min(1).max(100).describe('Unique among the avatars that the license sees, in any case.');

/** Body of `POST /api/open/v1/avatar/add`: JSON with an address, or a form with the picture as its file. */
export const avatarAddRequest = nullsLeftOut(
  z.object({
    name,
    ...shared,
    url: optionalText(2_000).describe(
      'Address of the picture, where the request does not hold it as the file `picture`.',
    ),
    shape: z
      .preprocess((given) => (given === '' ? undefined : given), z.enum(['square', 'portrait']).optional())
      .describe('`square`, 512 × 512, or `portrait`, 720 × 1280; square where it is left out.'),
    background: z
      .preprocess((given) => (given === '' ? undefined : given), background.optional())
      .describe(
        'What is seen behind the face: `own`, `blurred`, `transparent`, a colour as `#1a2b3c`, or `picture:<name>`, one that the operator has added.',
      ),
    face: z
      .preprocess((given) => (given === '' ? undefined : given), z.coerce.number().int().min(1).max(99).optional())
      .describe('Which face of the picture, counted from 1, from left to right; needed where there are several.'),
  }),
);

/** Body of `POST /api/open/v1/avatar/update`. What is left out stays as it is. */
export const avatarUpdateRequest = nullsLeftOut(
  z.object({
    id: z.string().trim().min(1).max(64),
    name: name.optional(),
    ...shared,
    shape: z
      .never('is that of the face, whose picture is not kept: add an avatar of that shape')
      .optional()
      .describe('Refused: the shape of a face is chosen when it is made.'),
    background: z
      .union([z.literal(''), background])
      .optional()
      .describe('What is seen behind the face; empty for what its picture shows.'),
  }),
);

/** Body of `POST /api/open/v1/avatar/delete`. */
export const avatarDeleteRequest = nullsLeftOut(z.object({ id: z.string().trim().min(1).max(64) }));

/** Body of `POST /api/open/v1/avatar/job/cancel`. */
export const avatarJobRequest = nullsLeftOut(z.object({ jobId: z.string().trim().min(1).max(64) }));

/** What is to be made of a picture. */
export type AvatarAddRequest = z.output<typeof avatarAddRequest>;
/** What is to be changed about an avatar. */
export type AvatarUpdateRequest = z.output<typeof avatarUpdateRequest>;
