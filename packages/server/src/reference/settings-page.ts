import { describeSettings, type SettingText } from '../config/describe.js';
import { markdownTable } from './markdown-table.js';

const INTRODUCTION = `# Settings

Generated from \`packages/server/src/config\` by \`npm run reference\`.

Each setting is an environment variable of \`visavis start\` and an option of \`createServer\` from [\`@visavis/server\`](../packages/server); nothing has to be set. A variable that is empty counts as unset. A bad one keeps the server from starting, with one line that names it. In the options, lists are arrays, \`0\` and \`1\` are booleans, and the JSON files of licences and avatars are lists of the same records.`;

/** The text of `docs/settings.md`. */
export function settingsPage(): string {
  const sections = [...describeSettings()].map(([title, settings]) => `## ${title}\n\n${fullTable(settings)}`);
  return [INTRODUCTION, ...sections].join('\n\n') + '\n';
}

const fullTable = (settings: readonly SettingText[]): string =>
  markdownTable(
    ['variable', 'option', 'default', 'meaning'],
    settings.map(({ variable, option, standard, description }) => [
      `\`${variable}\``,
      `\`${option}\``,
      standard || '–',
      description,
    ]),
  );
