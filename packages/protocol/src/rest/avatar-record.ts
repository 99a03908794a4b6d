import { EXPRESSIONS } from '@visavis/core';
import { z } from 'zod';
import { background } from '../background.js';
import { MAX_INSTRUCTIONS_CHARS, MAX_TEXT_CHARS } from '../limits.js';

/** The longest word and spelling of a dictionary, and how many there may be. */
const MAX_SPELLING_CHARS = 100;
const MAX_PRONUNCIATIONS = 500;

const filled = z.string().trim().min(1);

/**
 * One avatar in the operator's file: its names and its defaults (conformance S-14). These are the fields of the hosted
 * service's avatars that have a meaning here.
 */
const id = filled.regex(/^[\w.-]{1,64}$/, 'must be letters, digits, dots and dashes, 64 at most');

/** How words are said: what is written, in any case, and the spelling that the voice receives in its place. */
export const pronunciations = z
  .record(filled.max(MAX_SPELLING_CHARS), filled.max(MAX_SPELLING_CHARS))
  .refine(
    (entries) => Object.keys(entries).length <= MAX_PRONUNCIATIONS,
    `must be ${MAX_PRONUNCIATIONS} words at most`,
  );

/** How a face takes turns: the settings of the server of the same names. */
export const turns = z.strictObject({
  endOfTurn: z.enum(['adaptive', 'fixed']).optional(),
  interruptWords: z.int().min(0).max(20).optional(),
  fillerAfterMs: z.int().min(0).max(60_000).optional(),
  askAfterS: z.int().min(0).max(3_600).optional(),
  preemptive: z.boolean().optional(),
});

/** The schema of one avatar. */
export const avatarRecord = z.strictObject({
  id,
  name: filled.max(100),
  /** Instructions of sessions whose client sets none. */
  prompt: filled.max(MAX_INSTRUCTIONS_CHARS).optional(),
  /** Voice of sessions whose client sets none. */
  voice: filled.max(200).optional(),
  /** The provider whose engines talk as it, where the server uses several. */
  providerName: filled.max(64).optional(),
  /** The model that answers as it, where there is a choice. */
  model: filled.max(200).optional(),
  /** How its voice says certain words, by the way that they are written. */
  pronunciations: pronunciations.optional(),
  temperature: z.number().min(0).max(2).optional(),
  /** What its face expresses in sessions whose client sets nothing else. */
  expression: z.enum(EXPRESSIONS).optional(),
  /** Text spoken at the beginning of a session, before the user has said anything. */
  firstMessage: filled.max(MAX_TEXT_CHARS).optional(),
  /** The MCP servers of the server whose tools its mind may call; absent: all. */
  mcpServers: z.array(filled.max(64)).max(50).optional(),
  /** How it takes turns with its user, where that is not the server's way. */
  turns: turns.optional(),
  /** What is seen behind its face in sessions whose client sets nothing else. */
  background: background.optional(),
  /** Id of the face that it wears, where that is not the one that ships. */
  face: id.optional(),
  /** Id of the licence that it belongs to, and that alone sees it; without one every licence does. */
  owner: filled.max(64).optional(),
});

/** One avatar: in the operator's file, or added to a server. */
export type AvatarRecord = z.infer<typeof avatarRecord>;

/** The whole file: no two avatars share an id or a name, in any case. */
export const avatarRecords = z
  .array(avatarRecord)
  .max(1_000)
  .superRefine((records, context) => {
    const taken = new Set<string>();
    records.forEach(({ id, name }, index) => {
      const names = new Set([id.toLowerCase(), name.toLowerCase()]);
      for (const one of names)
        if (taken.has(one)) context.addIssue({ code: 'custom', path: [index], message: `"${one}" is taken already` });
      for (const one of names) taken.add(one);
    });
  });
