import { describeSettings, type SettingText } from '../config/describe.js';
import { COMMANDS } from './commands.js';

const OPTIONS = [
  ['--check', 'checks the settings and the files they name, and starts nothing'],
  ['-h, --help', 'prints this'],
  ['-v, --version', 'prints the version'],
] as const;

/** The text that `visavis --help` prints. */
export function usage(): string {
  const settings = [...describeSettings().values()].flat();
  return [
    'Usage: visavis [command]',
    section(
      'Commands',
      [...COMMANDS].map(([name, { summary }]) => [name, summary]),
    ),
    ['Forms:', ...[...COMMANDS.values()].flatMap(({ forms = [] }) => forms.map((form) => `  ${form}`))].join('\n'),
    section('Options', OPTIONS),
    section(
      'Settings (environment variables)',
      settings.map((setting) => [setting.variable, phrase(setting)]),
    ),
  ].join('\n\n');
}

function section(title: string, rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return [`${title}:`, ...rows.map(([name, meaning]) => `  ${name.padEnd(width)}  ${meaning}`)].join('\n');
}

function phrase({ description, standard }: SettingText): string {
  const text = standard ? `${description} (default: ${standard})` : description;
  return text.replaceAll('`', '');
}
