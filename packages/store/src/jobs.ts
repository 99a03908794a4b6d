import { ERRORS, type ThrownCode } from '@visavis/core';
import { avatarRecord } from '@visavis/protocol/rest';
import { z } from 'zod';

const area = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });

/** Schema of a job: files of an earlier process are checked by it. */
export const avatarJob = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  /** The licence that may ask about it. */
  licenceId: z.string(),
  /** The avatar that is added when its face is made; it wears a face of its own id. */
  avatar: avatarRecord,
  /** Which face of the picture is meant, counted from 1, from left to right; absent where there is no doubt. */
  face: z.number().int().min(1).optional(),
  /** Absent for a square face. */
  shape: z.enum(['square', 'portrait']).optional(),
  /** `waiting` and `making` go on after a restart; the others are final. */
  state: z.enum(['waiting', 'making', 'done', 'failed', 'cancelled']),
  /** How often its making was begun: more than once after a process has ended meanwhile. */
  attempts: z.number().int(),
  /** Why it has failed. */
  failure: z
    .object({
      code: z.custom<ThrownCode>((code) => typeof code === 'string' && code in ERRORS),
      message: z.string(),
      /** The faces in the picture, from left to right, where there are several. */
      faces: z.array(area).readonly().optional(),
    })
    .optional(),
  /** What could be better about the picture, for people; known once the face is made. */
  report: z.array(z.object({ what: z.string(), howMuch: z.string(), advice: z.string() })).readonly(),
  /** Wall clock, ms since 1970. */
  createdAtMs: z.number(),
  endedAtMs: z.number().optional(),
});

/** The making of an avatar's face from a picture, which outlives the request for it and the process. */
export type AvatarJob = Readonly<z.output<typeof avatarJob>>;

/** Ended jobs of one licence that are remembered. */
export const MAX_ENDED_JOBS = 100;

/** Jobs and the pictures that they work on. */
export interface AvatarJobs {
  /** Keeps a new job. Resolves when it survives a restart, as far as this adapter's state does. */
  add(job: AvatarJob, picture: Uint8Array): Promise<void>;
  /**
   * Replaces the job with the same id. The picture of one that has ended is deleted, and of the ended jobs of its licence
   * all but the latest {@link MAX_ENDED_JOBS} are.
   */
  save(job: AvatarJob): Promise<void>;
  find(id: string): Promise<AvatarJob | undefined>;
  /** @throws {Error} When the job is unknown or has ended. */
  picture(id: string): Promise<Uint8Array>;
  /** Jobs that have not ended, the oldest first. */
  unfinished(): Promise<readonly AvatarJob[]>;
  /** Deletes jobs that ended before this time. */
  forget(endedBeforeMs: number): Promise<void>;
}

/** Whether nothing more happens to a job in this state. */
export const isFinal = ({ state }: Pick<AvatarJob, 'state'>): boolean => state !== 'waiting' && state !== 'making';
