/**
 * Number of substitutions, insertions and deletions between the words said and those understood (Levenshtein over
 * words).
 */
export function wordErrors(said: readonly string[], understood: readonly string[]): number {
  let row = understood.map((_, i) => i + 1);
  said.forEach((word, i) => {
    let left = i + 1;
    const before = row;
    row = understood.map((other, j) => {
      const diagonal = j === 0 ? i : (before[j - 1] as number);
      const above = before[j] as number;
      const cost = Math.min(diagonal + (word === other ? 0 : 1), above + 1, left + 1);
      left = cost;
      return cost;
    });
  });
  return understood.length === 0 ? said.length : (row.at(-1) as number);
}
