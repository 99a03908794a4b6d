import { ERRORS } from '@visavis/core';
import type { AvatarJobStatus } from '@visavis/protocol/rest';
import type { JobView } from './avatar-workshop.js';

/** @returns A job as clients read it. */
export function jobStatus({ job, stage, fraction, ahead }: JobView): AvatarJobStatus {
  const { failure, report } = job;
  return {
    jobId: job.id,
    avatarId: job.avatar.id,
    name: job.avatar.name,
    status: job.state,
    stage,
    progress: fraction,
    ahead,
    report: [...report],
    error: failure
      ? {
          code: failure.code,
          message: failure.message,
          advice: ERRORS[failure.code].advice,
          faces: [...(failure.faces ?? [])],
        }
      : null,
  };
}
