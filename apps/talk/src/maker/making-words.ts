import type { JobStatus } from './making.js';

const STAGES: Readonly<Record<string, string>> = {
  decode: 'Reading the picture…',
  find: 'Looking for the face…',
  landmarks: 'Finding eyes, nose and mouth…',
  anatomy: 'Finding eyes, nose and mouth…',
  matte: 'Separating the person from the background…',
  background: 'Painting what is behind…',
  prepare: 'Getting ready to show it…',
};

/** Says what is being done. Pure. */
export function describeMaking({ status, stage, ahead }: Pick<JobStatus, 'status' | 'stage' | 'ahead'>): string {
  if (status === 'waiting' && ahead > 0)
    return ahead === 1 ? 'One face is made before…' : `${ahead} faces are made before…`;
  return STAGES[stage] ?? 'Starting…';
}
