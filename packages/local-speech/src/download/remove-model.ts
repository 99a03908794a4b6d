import { rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

/**
 * Removes a model, or what has arrived of one.
 *
 * @param name Of its folder.
 * @returns `false` when there is none.
 */
export async function removeModel(modelsDir: string, name: string): Promise<boolean> {
  // A name is no path: nothing outside of the folder of models is removed.
  if (name !== basename(name) || name === '' || name.startsWith('.')) return false;
  const folders = [join(modelsDir, name), join(modelsDir, `.adding-${name}`)];
  const there = await Promise.all(folders.map((folder) => stat(folder).catch(() => undefined)));
  const found = folders.filter((_, i) => there[i]?.isDirectory());
  for (const folder of found) await rm(folder, { recursive: true });
  return found.length > 0;
}
