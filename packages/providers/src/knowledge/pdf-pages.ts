/**
 * Reads the text of a PDF file.
 *
 * @returns The text of each page, in the order of the file; paragraphs are not known.
 * @throws {Error} One sentence: the file is damaged, or locked with a password.
 */
export async function pdfPages(bytes: Uint8Array): Promise<string[]> {
  // Two megabytes of code, which most operators never need.
  const { extractText, getDocumentProxy } = await import('unpdf');
  // PDF.js takes the bytes for itself, and runs no code of the file.
  const document = await getDocumentProxy(new Uint8Array(bytes), { isEvalSupported: false, verbosity: 0 });
  try {
    const { text } = await extractText(document, { mergePages: false });
    return text.map(joinLines);
  } finally {
    await document.destroy();
  }
}

/** A word that is divided at the end of a line becomes whole. */
function joinLines(page: string): string {
  return page
    .replace(/(\p{L})-\n(?=\p{Ll})/gu, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}
