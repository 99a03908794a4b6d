/** The command line cannot be understood; the message is one line for the person who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @param what Is wrong with the words, as one sentence without its full stop. @returns An error that says where help is. */
export const misused = (what: string): UsageError => new UsageError(`${what}; visavis --help shows how it is written`);
