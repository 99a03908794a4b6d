/** Words that must agree before they are taken for an echo: a user repeats one or two of a question in the answer to it. */
const LEAST = 3;
/** One word in so many may have been recognised wrongly: an echo is softer than a voice. */
const WORDS_PER_MISTAKE = 4;

/**
 * Finds an echo in front of what a user says: the longest beginning that the face has said, in one stretch, apart from single
 * mistakes. The work is bounded by the product of both lengths.
 *
 * @param heard Words as they were recognised. @param said Words of the face. Both in lower case.
 * @returns The number of words that are the echo.
 */
export function echoedWords(heard: readonly string[], said: readonly string[]): number {
  let echoed = 0;
  // Edit distances between the words heard so far and the best stretch of those said that ends at each of them.
  let before = said.map(() => 0);
  for (const [index, word] of heard.entries()) {
    let corner = index;
    let left = index + 1;
    let agrees = false;
    const distances = said.map((one, at) => {
      const above = before[at] as number;
      const kept = corner + (one === word ? 0 : 1);
      corner = above;
      left = Math.min(kept, above + 1, left + 1);
      if (one === word && left === kept && left <= (index + 1) / WORDS_PER_MISTAKE) agrees = true;
      return left;
    });
    if (agrees && index + 1 >= LEAST) echoed = index + 1;
    before = distances;
  }
  return echoed;
}
