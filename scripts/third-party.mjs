// Writes THIRD-PARTY.md from package-lock.json: every package that an installation without development tools brings.
import { readFile, writeFile } from 'node:fs/promises';

const ROOT = new URL('../', import.meta.url);
export const NOTICES = new URL('THIRD-PARTY.md', ROOT);

/** Packages whose manifest names no licence, with the one of their licence file. */
const UNSTATED = { '@shinyoshiaki/jspack': 'BSD-3-Clause' };

/** @returns The text of THIRD-PARTY.md. @throws {Error} When a package's licence is not known. */
export async function notices() {
  const { packages } = JSON.parse(await readFile(new URL('package-lock.json', ROOT), 'utf8'));
  const rows = Object.entries(packages)
    .filter(([path, { dev, link }]) => path.includes('node_modules/') && !dev && !link)
    .map(([path, { version, license }]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      const known = license ?? UNSTATED[name];
      if (!known) throw new Error(`${name} states no licence: look it up and add it to UNSTATED`);
      return `| ${name} | ${version} | ${known} |`;
    });
  return [
    '# Third-party notices',
    '',
    'Visavis is licensed under [Apache-2.0](LICENSE). An installation brings the packages below, each under a licence of its own, whose text is in the package. `npm run reference` makes this page from the lock file.',
    '',
    '`node-av` contains FFmpeg built with x264 and is therefore distributed under GPL-3.0; `@visavis/codecs` alone depends on it.',
    '',
    '`sherpa-onnx-node` and the packages of its native library contain eSpeak NG and are therefore distributed under GPL-3.0; `@visavis/local-speech` alone depends on them.',
    '',
    '| package | version | licence |',
    '| --- | --- | --- |',
    ...[...new Set(rows)].sort(),
    '',
  ].join('\n');
}

if (process.argv[1] === new URL(import.meta.url).pathname) await writeFile(NOTICES, await notices());
