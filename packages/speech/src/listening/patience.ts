/** Words after which an English sentence goes on: nobody's turn ends with them. */
const GOES_ON = new Set(
  'a about an and are at because but by can could for from how i if in is my of on or so than that the then to um uh what when where which who why will with would your'.split(
    ' ',
  ),
);
/** How much longer the silence after them may be than the configured one. */
const PATIENT = 1.6;

/**
 * Somebody who pauses after "and the" has not finished.
 *
 * @param interim What was recognised of the utterance so far.
 * @returns The silence that ends the utterance, ms: the configured one, or 1.6 times as much. Never less.
 */
export function silenceToEndMs(configuredMs: number, interim: string | undefined): number {
  const lastWord = /([\p{L}']+)[\s,…-]*$/u.exec(interim ?? '')?.[1];
  return lastWord !== undefined && GOES_ON.has(lastWord.toLowerCase()) ? configuredMs * PATIENT : configuredMs;
}
