/** A stretch this long is synthesised in well under 90 ms. */
const COMFORTABLE_CHARS = 60;
/** Shorter pieces sound chopped. */
const SHORTEST_CHARS = 18;
/** Places to cut, best first: after punctuation, else before a joining word. */
const BREAKS = [/[,;:—–](?=\s)/g, /(?=\s(?:and|but|because|which|that|so|or)\s)/g];

/**
 * Cuts a long sentence where a speaker would breathe, so that its first words are heard while the rest is being
 * synthesised.
 */
export function splitClauses(sentence: string): string[] {
  const clauses: string[] = [];
  let rest = sentence.trim();
  while (rest.length > COMFORTABLE_CHARS) {
    const cut = findBreak(rest);
    if (cut === undefined) break;
    clauses.push(rest.slice(0, cut).trim());
    rest = rest.slice(cut).trim();
  }
  if (rest !== '') clauses.push(rest);
  return clauses;
}

/** The last comfortable break, else the first one behind it. */
function findBreak(text: string): number | undefined {
  for (const pattern of BREAKS) {
    const cuts = [...text.matchAll(pattern)]
      .map((match) => match.index + match[0].length)
      .filter((cut) => cut >= SHORTEST_CHARS && text.length - cut >= SHORTEST_CHARS);
    const cut = cuts.findLast((at) => at <= COMFORTABLE_CHARS) ?? cuts[0];
    if (cut !== undefined) return cut;
  }
  return undefined;
}
