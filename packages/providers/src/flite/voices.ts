/** Voices inside flite: slt is a woman's, rms and awb are men's (CMU ARCTIC), kal16 is an older and quicker one. */
export const FLITE_VOICES = ['slt', 'rms', 'awb', 'kal16'] as const;
export type FliteVoice = (typeof FLITE_VOICES)[number];

export const DEFAULT_VOICE: FliteVoice = 'slt';

/** Names that hosted services use for voices generally heard as a man's. */
const MALE = new Set(['ash', 'ballad', 'cedar', 'echo', 'fable', 'onyx', 'verse', 'male', 'man']);

/** @returns The voice of that name, else the nearest one: no name is rejected. */
export function fliteVoice(name: string | undefined): FliteVoice {
  const wanted = name?.trim().toLowerCase() ?? '';
  const own = FLITE_VOICES.find((voice) => voice === wanted);
  return own ?? (MALE.has(wanted) ? 'rms' : DEFAULT_VOICE);
}
