/** Letters of English to a token of the usual models. */
const LETTERS_PER_TOKEN = 4;

/** @returns As many whole sentences as fit, or whole words where not even one sentence does. */
export function withinTokens(text: string, maxTokens: number | undefined): string {
  const maxChars = (maxTokens ?? Infinity) * LETTERS_PER_TOKEN;
  if (text.length <= maxChars) return text;
  const head = text.slice(0, Math.floor(maxChars) + 1);
  const sentences = /^.*[.!?…](?=\s)/s.exec(head)?.[0];
  if (sentences !== undefined) return sentences;
  let end = head.length;
  while (end > 0 && /\S/.test(head.charAt(end - 1))) end--;
  return head.slice(0, end).trimEnd();
}
