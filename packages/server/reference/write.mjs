// Writes docs/settings.md and the README's table of settings, from the build. Run it by `npm run reference`.
import { readFile, writeFile } from 'node:fs/promises';
import { withCommonSettings } from '../dist/reference/readme-settings.js';
import { settingsPage } from '../dist/reference/settings-page.js';

const root = new URL('../../../', import.meta.url);
await writeFile(new URL('docs/settings.md', root), settingsPage());
const readme = new URL('README.md', root);
await writeFile(readme, withCommonSettings(await readFile(readme, 'utf8')));
