import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { pipeline } from 'node:stream/promises';
import { x as extract } from 'tar';

/** Decompresses block by block, and checks the sum of each. The package has no types. */
const unbzip2 = createRequire(import.meta.url)('unbzip2-stream') as () => NodeJS.ReadWriteStream;

/**
 * Unpacks files of a `.tar.bz2`, without the folder that holds all of them. Links are left out, and nothing is written
 * outside of the folder.
 *
 * @param folder Exists.
 * @param wanted Whether a file is unpacked, by its path in the archive below that folder, with slashes.
 * @throws {Error} When the archive is damaged.
 */
export async function unpack(archive: string, folder: string, wanted: (path: string) => boolean): Promise<void> {
  const writing = extract({
    cwd: folder,
    strip: 1,
    strict: true,
    filter: (path, entry) => 'type' in entry && entry.type === 'File' && wanted(path.slice(path.indexOf('/') + 1)),
  });
  await pipeline(createReadStream(archive), unbzip2(), writing);
}
