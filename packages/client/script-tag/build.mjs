// The SDK as one classic script for pages without modules: everything of index.ts in a global `Visavis`.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const file = (path) => fileURLToPath(new URL(path, import.meta.url));

await build({
  entryPoints: [file('../src/index.ts')],
  outfile: file('../dist/visavis.js'),
  bundle: true,
  minify: true,
  sourcemap: true,
  format: 'iife',
  globalName: 'Visavis',
  target: 'es2022',
  // A classic script can read its own address only while it first runs.
  define: { 'import.meta.url': 'ownAddress' },
  inject: [file('own-address.js')],
});
