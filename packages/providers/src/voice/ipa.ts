/** Sounds of the IPA by the ARPAbet phone that looks most like them on a mouth. */
const PHONES: Readonly<Record<string, string>> = {
  aa: 'ɑ ɒ a ɐ',
  ae: 'æ',
  ah: 'ʌ ɜ ɞ ɘ ɤ',
  ax: 'ə ᵊ',
  ao: 'ɔ',
  aw: 'aʊ aw',
  ay: 'aɪ ɑɪ aj',
  b: 'b ɓ',
  ch: 'tʃ ʧ t͡ʃ tɕ ʨ ts',
  d: 'd ɖ ɗ',
  dh: 'ð',
  eh: 'ɛ',
  er: 'ɝ ɚ ɜː ɜɹ əɹ',
  ey: 'eɪ e ej',
  f: 'f ɸ',
  g: 'g ɡ ɢ ɣ',
  hh: 'h ɦ ħ x χ ʔ',
  ih: 'ɪ ɨ ᵻ',
  iy: 'i',
  jh: 'dʒ ʤ d͡ʒ dʑ ʥ dz',
  k: 'k q c',
  l: 'l ɫ ɭ ʎ ɬ',
  m: 'm ɱ',
  n: 'n ɳ ɲ ɴ',
  ng: 'ŋ',
  ow: 'oʊ əʊ o ow œ ø',
  oy: 'ɔɪ oɪ ɔj',
  p: 'p',
  r: 'ɹ r ɾ ɻ ʁ ʀ ɽ',
  s: 's',
  sh: 'ʃ ɕ ʂ ç',
  t: 't ʈ',
  th: 'θ',
  uh: 'ʊ',
  uw: 'u y ʉ ɯ ʏ',
  v: 'v ʋ β',
  w: 'w ʍ ɰ ɥ',
  y: 'j ʝ',
  z: 'z',
  zh: 'ʒ ʑ ʐ ɮ',
  pau: 'sil pau sp spn _ | .',
};
const BY_SOUND = new Map(
  Object.entries(PHONES).flatMap(([phone, sounds]) => sounds.split(' ').map((sound) => [sound, phone] as const)),
);
const LONGEST = Math.max(...[...BY_SOUND.keys()].map(({ length }) => length));
/** Stress, length, tone, ties and everything that changes a sound a little. */
const MARKS = /[\p{M}\p{Lm}\p{Sk}\p{Nd}‿'’‘\s]/gu;

/** @returns The phones of one sound of the IPA, of which it may have two; none for a mark. */
export function phonesOf(sound: string): string[] {
  const whole = BY_SOUND.get(sound);
  if (whole !== undefined) return [whole];
  const phones: string[] = [];
  const letters = sound.normalize('NFD').replace(MARKS, '');
  for (let at = 0; at < letters.length;) {
    const length = longestAt(letters, at);
    const phone = BY_SOUND.get(letters.slice(at, at + length));
    if (phone !== undefined) phones.push(phone);
    at += length;
  }
  return phones;
}

/** @returns Length of the longest known sound there, at least 1. */
function longestAt(letters: string, at: number): number {
  for (let length = Math.min(LONGEST, letters.length - at); length > 1; length--)
    if (BY_SOUND.has(letters.slice(at, at + length))) return length;
  return 1;
}
