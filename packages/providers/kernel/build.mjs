// Assembles kernel/rows.wat into src/silero/rows-kernel.ts. Run after a change of the former: node kernel/build.mjs
import { readFile, writeFile } from 'node:fs/promises';
import { assemble } from '../../../scripts/assemble.mjs';

const source = await readFile(new URL('rows.wat', import.meta.url), 'utf8');
const base64 = Buffer.from(await assemble(source)).toString('base64');
await writeFile(
  new URL('../src/silero/rows-kernel.ts', import.meta.url),
  `/** kernel/rows.wat, assembled by kernel/build.mjs; its test fails when the two differ. */\nexport const ROWS_KERNEL =\n  '${base64}';\n`,
);
