/**
 * Cuts characters off both ends of a text. An expression such as `/[.!?]+$/` does the same, but is tried anew at each mark
 * inside the text, so that its time grows with the square of their number.
 *
 * @param marks The characters to cut off. @param ends Whether the front is left alone.
 */
export function withoutEnds(text: string, marks: string, ends: 'both' | 'behind' = 'both'): string {
  let from = 0;
  let to = text.length;
  while (to > from && marks.includes(text.charAt(to - 1))) to--;
  while (ends === 'both' && from < to && marks.includes(text.charAt(from))) from++;
  return text.slice(from, to);
}
