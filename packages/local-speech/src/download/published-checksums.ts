import { readFile, rm } from 'node:fs/promises';
import { transfer, type TransferOptions } from './transfer.js';

/**
 * The SHA-256 of an archive as its publisher states it, in a list beside it.
 *
 * @param url Of the archive. @param path Where the list may be kept for a moment.
 * @returns `undefined` where there is no list, or it does not name the archive.
 */
export async function publishedChecksum(
  url: string,
  path: string,
  options: Omit<TransferOptions, 'onProgress'>,
): Promise<string | undefined> {
  const { proxy, signal, pause } = options;
  try {
    await transfer(new URL('checksum.txt', url).href, path, { proxy, signal, pause });
    return checksumOf(await readFile(path, 'utf8'), url.slice(url.lastIndexOf('/') + 1));
  } catch {
    signal?.throwIfAborted();
    return undefined;
  } finally {
    for (const file of [path, `${path}.part`, `${path}.tag`]) await rm(file, { force: true });
  }
}

/** Reads one line of a list, in which name and sum stand in either order. */
function checksumOf(list: string, name: string): string | undefined {
  for (const line of list.split('\n')) {
    const words = line.trim().split(/\s+/);
    if (!words.some((word) => word.replace(/^\*/, '') === name)) continue;
    const sum = words.find((word) => /^[0-9a-f]{64}$/i.test(word));
    if (sum) return sum.toLowerCase();
  }
  return undefined;
}
