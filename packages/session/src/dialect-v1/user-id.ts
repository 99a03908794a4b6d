/** Longer than any key. */
const MAX_CHARS = 500;

/** @returns The session that the signalling socket at this address asks for: its id, or the key it was opened with. */
export function readUserId(query: string): string {
  const parameters = new URLSearchParams(query);
  return (parameters.get('userId') ?? parameters.get('license') ?? '').trim().slice(0, MAX_CHARS);
}
