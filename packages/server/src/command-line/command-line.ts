import { readFile } from 'node:fs/promises';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Command, CommandWords } from './command.js';
import { COMMANDS, DEFAULT_COMMAND } from './commands.js';
import { say } from './say.js';
import { usage } from './usage.js';
import { UsageError } from './usage-error.js';

const OPTIONS = {
  check: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const satisfies ParseArgsConfig['options'];

/**
 * Runs one command to its end; that of `start` is its server listening and ready.
 *
 * @param args The arguments behind `visavis`.
 * @throws {UsageError} For a command or an option that does not exist.
 */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  const isNamed = args[0] !== undefined && !args[0].startsWith('-');
  const [name, rest] = isNamed ? [args[0] as string, args.slice(1)] : [DEFAULT_COMMAND, args];
  const command = COMMANDS.get(name);
  if (!command) throw new UsageError(`There is no command "${name}"; visavis --help lists them`);
  const { help, version, check, line } = parsed(rest, command);
  if (help) return say(usage());
  if (version) return say(await ownVersion());
  if (!check) return command.run(line);
  if (!command.check) throw new UsageError(`There is nothing to check for "${name}"`);
  await command.check();
}

interface Parsed {
  readonly help: boolean;
  readonly version: boolean;
  readonly check: boolean;
  readonly line: CommandWords;
}

function parsed(args: readonly string[], { options = {}, forms }: Command): Parsed {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...options, ...OPTIONS },
      allowPositionals: forms !== undefined,
    });
    const { help, version, check, ...own } = values as Readonly<Record<string, string | boolean | undefined>>;
    const given = Object.entries(own);
    const flags = new Set(given.flatMap(([name, value]) => (value === true ? [name] : [])));
    const texts = Object.fromEntries(
      given.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    );
    const line = { words: positionals, options: texts, flags };
    return { help: help === true, version: version === true, check: check === true, line };
  } catch (error) {
    // Node adds advice on positional arguments to its first sentence.
    const [what] = (error as Error).message.split('. ');
    throw new UsageError(`${what}; visavis --help lists what there is`, { cause: error });
  }
}

/** All packages of one release have the same version. */
async function ownVersion(): Promise<string> {
  const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
