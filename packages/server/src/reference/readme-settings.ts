import { describeSettings } from '../config/describe.js';
import { markdownTable } from './markdown-table.js';

/** The text between these lines of the README is generated here. */
const MARKED = /(?<=<!-- settings: `npm run reference` -->\n\n).*?(?=\n\n<!-- \/settings -->)/s;

/**
 * Puts the settings that most operators need into the README.
 *
 * @throws {Error} When the lines are missing between which they stand.
 */
export function withCommonSettings(readme: string): string {
  if (!MARKED.test(readme)) throw new Error('The README has no place for the table of settings');
  return readme.replace(MARKED, () => commonTable());
}

function commonTable(): string {
  const common = [...describeSettings().values()].flat().filter((setting) => setting.common);
  return markdownTable(
    ['variable', 'default', 'meaning'],
    common.map(({ variable, standard, description }) => [`\`${variable}\``, standard || '–', description]),
  );
}
