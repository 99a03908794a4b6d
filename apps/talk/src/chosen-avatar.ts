/** An avatar that the page talks to in place of the standard one. */
export interface ChosenAvatar {
  id: string;
  name: string;
  /** Path of its picture. */
  poster: string;
}

const PARAMETER = 'avatar';

/** @returns Id of the avatar in the address of the page. */
export const askedAvatar = (): string | undefined => new URLSearchParams(location.search).get(PARAMETER) ?? undefined;

/** Writes an avatar into the address, so that a reload and a bookmark lead to it; `undefined` takes it out. */
export function askFor(id: string | undefined): void {
  const url = new URL(location.href);
  if (id === undefined) url.searchParams.delete(PARAMETER);
  else url.searchParams.set(PARAMETER, id);
  history.replaceState(null, '', url);
}

/** @returns The avatar with this id; `undefined` where the key does not open it. @throws {TypeError} Without an answer. */
export async function findAvatar(id: string, license: string): Promise<ChosenAvatar | undefined> {
  const path = `/api/open/v1/avatar/detail?avatarId=${encodeURIComponent(id)}`;
  const response = await fetch(path, { headers: { license } });
  if (!response.ok) return undefined;
  const { data } = (await response.json()) as { data: { id: string; name: string } };
  return { id: data.id, name: data.name, poster: `/api/avatars/${encodeURIComponent(data.id)}/poster` };
}
