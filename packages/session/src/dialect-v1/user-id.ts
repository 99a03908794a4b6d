/** Longer than any key. */
const MAX_CHARS = 500;

/** @returns Whom the signalling socket at this address wants: a session's id, or the key that it was opened with. */
export function readUserId(query: string): string {
  const parameters = new URLSearchParams(query);
  return (parameters.get('userId') ?? parameters.get('license') ?? '').trim().slice(0, MAX_CHARS);
}
