// Assembles kernel/warp.wat into src/render/warp-kernel.ts. Run after a change of the former: node kernel/build.mjs
import { readFile, writeFile } from 'node:fs/promises';
import { assemble } from '../../../scripts/assemble.mjs';

const source = await readFile(new URL('warp.wat', import.meta.url), 'utf8');
const base64 = Buffer.from(await assemble(source)).toString('base64');
await writeFile(
  new URL('../src/render/warp-kernel.ts', import.meta.url),
  `/** kernel/warp.wat, assembled by kernel/build.mjs; its test fails when the two differ. */\nexport const WARP_KERNEL =\n  '${base64}';\n`,
);
