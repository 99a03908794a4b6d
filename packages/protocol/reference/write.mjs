// Writes the reference into docs/, from the build. Run it by `npm run reference`.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { referenceFiles } from '../dist/reference/files.js';

const docs = new URL('../../../docs/', import.meta.url);
const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
for (const [name, text] of referenceFiles(version)) {
  const file = new URL(name, docs);
  await mkdir(new URL('.', file), { recursive: true });
  await writeFile(file, text);
}
