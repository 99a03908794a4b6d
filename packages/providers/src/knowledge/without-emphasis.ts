/** A run of marks in front of or behind emphasised words. */
interface Run {
  readonly marks: string;
  readonly from: number;
  readonly to: number;
}

const RUNS = /\*{1,3}|_{1,3}/g;
const WORD = /[\p{L}\p{N}]/u;

/**
 * Removes the marks of bold and italic words, each pair of equal ones; a mark without its partner is text, as in "2 * 3" and
 * "snake_case". Looks at each mark once: an expression that searches the partner of each would take a time that grows with
 * the square of their number.
 *
 * @see CommonMark 0.31 §6.2, of which this is the part that people write
 */
export function withoutEmphasis(text: string): string {
  const open = new Map<string, Run[]>();
  const paired: Run[] = [];
  for (const { 0: marks, index: from } of text.matchAll(RUNS)) {
    const run = { marks, from, to: from + marks.length };
    const waiting = open.get(marks) ?? [];
    open.set(marks, waiting);
    const partner = canClose(text, run) ? waiting.pop() : undefined;
    if (partner) paired.push(partner, run);
    else if (canOpen(text, run)) waiting.push(run);
  }
  return without(
    text,
    paired.sort((a, b) => a.from - b.from),
  );
}

function canOpen(text: string, { marks, from, to }: Run): boolean {
  return isWritten(text.charAt(to)) && (marks.length > 1 || !WORD.test(text.charAt(from - 1)));
}

function canClose(text: string, { marks, from, to }: Run): boolean {
  return isWritten(text.charAt(from - 1)) && (marks.length > 1 || !WORD.test(text.charAt(to)));
}

const isWritten = (character: string): boolean => /\S/.test(character);

function without(text: string, runs: readonly Run[]): string {
  let rest = '';
  let at = 0;
  for (const { from, to } of runs) {
    rest += text.slice(at, from);
    at = to;
  }
  return rest + text.slice(at);
}
