import type { TimedPhone } from '@visavis/sound';

/** Name of an acoustic model in SoundSwallower's package. */
export type ModelName = 'en-us' | 'fr-fr';

/** An acoustic model, and what its sounds are for a mouth. */
export interface ModelLanguage {
  readonly model: ModelName;
  /** The phones of {@link TimedPhone} by those of the model. */
  readonly phones: ReadonlyMap<string, TimedPhone['phone']>;
}

/** The sounds of American English in the acoustic model (CMU dictionary). */
export const ENGLISH_PHONES =
  'AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH'.split(' ');

/** The sounds of French, and the English ones that look most like them on the lips. */
const FRENCH_PHONES: Readonly<Record<string, string>> = {
  aa: 'aa',
  ai: 'eh',
  an: 'aa',
  au: 'ow',
  bb: 'b',
  ch: 'sh',
  dd: 'd',
  ee: 'uh',
  ei: 'ey',
  eu: 'uw',
  ff: 'f',
  gg: 'g',
  gn: 'n',
  ii: 'iy',
  in: 'ae',
  jj: 'zh',
  kk: 'k',
  ll: 'l',
  mm: 'm',
  nn: 'n',
  oe: 'ao',
  on: 'ow',
  oo: 'ao',
  ou: 'uw',
  pp: 'p',
  rr: 'hh',
  ss: 's',
  tt: 't',
  un: 'ao',
  uu: 'uw',
  uy: 'w',
  vv: 'v',
  ww: 'w',
  yy: 'y',
  zz: 'z',
};

const ENGLISH: ModelLanguage = {
  model: 'en-us',
  phones: new Map(ENGLISH_PHONES.map((phone) => [phone, phone.toLowerCase()])),
};
const FRENCH: ModelLanguage = { model: 'fr-fr', phones: new Map(Object.entries(FRENCH_PHONES)) };

/** @returns The model and its sounds. */
export function languageOfModel(model: ModelName): ModelLanguage {
  return model === 'fr-fr' ? FRENCH : ENGLISH;
}
