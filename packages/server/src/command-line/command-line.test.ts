import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeSettings } from '../config/describe.js';
import { runCommandLine } from './command-line.js';
import { COMMANDS } from './commands.js';
import { UsageError } from './usage-error.js';

let printed: string;
beforeEach(() => {
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
});
afterEach(() => vi.restoreAllMocks());

describe('the command line', () => {
  it.each([[['--help']], [['-h']], [['start', '--help']]])('%j lists every command and every setting', async (args) => {
    await runCommandLine(args);
    const variables = [...describeSettings().values()].flat().map(({ variable }) => variable);
    for (const name of [...COMMANDS.keys(), ...variables]) expect(printed).toContain(`\n  ${name} `);
  });

  it.each([
    [['stop'], 'There is no command "stop"'],
    [['toString'], 'There is no command "toString"'],
    [['--quick'], "Unknown option '--quick'"],
    [['start', 'now'], "Unexpected argument 'now'"],
  ])('refuses %j in one line that says where to look', async (args, why) => {
    const refused = runCommandLine(args);
    await expect(refused).rejects.toBeInstanceOf(UsageError);
    await expect(refused).rejects.toThrow(new RegExp(`^${why}[^\n]*visavis --help[^\n]*$`));
    expect(printed).toBe('');
  });

  it.each([[[]], [['start']]])('%j starts the server', async (args) => {
    const run = vi.spyOn(COMMANDS.get('start')!, 'run').mockResolvedValue();
    await runCommandLine(args);
    expect(run).toHaveBeenCalledOnce();
  });
});
