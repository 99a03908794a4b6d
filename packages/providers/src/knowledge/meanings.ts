/** Facts by their vectors: those of the likest direction first. */
export class Meanings {
  readonly #vectors = new Map<number, Float32Array>();

  add(position: number, vector: Float32Array): void {
    this.#vectors.set(position, vector);
  }

  /** @param vector Of length 1. @returns Positions of the nearest facts; none without vectors of this kind. */
  nearest(vector: Float32Array, count: number): number[] {
    const scored: { position: number; score: number }[] = [];
    for (const [position, other] of this.#vectors)
      if (other.length === vector.length) scored.push({ position, score: product(vector, other) });
    scored.sort((one, other) => other.score - one.score);
    return scored.slice(0, count).map(({ position }) => position);
  }
}

function product(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += (one[i] as number) * (other[i] as number);
  return sum;
}

/** Tempers the first places of each ranking. @see Cormack, Clarke, Büttcher: Reciprocal Rank Fusion, SIGIR 2009 */
const TEMPER = 60;

/** @returns All that stands in one of the rankings; what stands high in both comes first. */
export function fused(...rankings: readonly (readonly number[])[]): number[] {
  const scores = new Map<number, number>();
  for (const ranking of rankings)
    for (const [rank, position] of ranking.entries())
      scores.set(position, (scores.get(position) ?? 0) + 1 / (TEMPER + rank));
  return [...scores].sort(([, one], [, other]) => other - one).map(([position]) => position);
}
