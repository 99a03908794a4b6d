/** Removes Markdown's marks from a paragraph, so that it can be spoken and shown as it is. */
export function withoutMarkdown(markdown: string): string {
  return markdown
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<(https?:[^>]+)>/g, '$1')
    .replace(/`+([^`]*)`+/g, '$1')
    .replace(/(\*\*|__)(?=\S)(.*?\S)\1/g, '$2')
    .replace(/(?<![\w*])([*_])(?=\S)(.*?\S)\1(?![\w*])/g, '$2')
    .replace(/\\([\\`*_{}[\]()#+\-.!>])/g, '$1')
    .replace(/^\s*>\s?/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * Joins paragraphs without their Markdown; one that ends without punctuation gets a full stop, so that the voice
 * pauses.
 */
export function joinParagraphs(paragraphs: readonly string[]): string {
  return paragraphs
    .map(withoutMarkdown)
    .filter((text) => text !== '')
    .map((text) => (/[.!?…:;,]["')\]]?$/.test(text) ? text : `${text}.`))
    .join(' ');
}
