import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The key of the server: the one that its operator has set, else the one that it keeps in its data folder. */
export async function licenseOfServer() {
  const { VISAVIS_LICENSE: license, VISAVIS_DATA: folder = 'data' } = process.env;
  return license ?? (await readFile(join(folder, 'license'), 'utf8')).trim();
}
