import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from './command-line.js';
import { checkOpenFiles } from './open-files.js';

let folder: string;
let printed: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visavis-check-'));
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
  vi.stubEnv('VISAVIS_DATA', join(folder, 'data'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

describe('Scenario G4: --check', () => {
  it.each([[['--check']], [['start', '--check']]])(
    '%j accepts what a start would, and writes nothing',
    async (args) => {
      await runCommandLine(args);
      expect(printed).toBe('The configuration can be used.\n');
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it.each([
    ['VISAVIS_LICENSES', 'list.json', '[{"key":"short"}]', /^VISAVIS_LICENSES: .*0\.key: must be 8 to 200/],
    ['VISAVIS_AVATARS', 'list.json', '[{"id":"a"}]', /^VISAVIS_AVATARS: .*0\.name/],
    ['VISAVIS_KNOWLEDGE', 'k.md', '# No question\n', /k\.md/],
    ['VISAVIS_DATA', 'license', 'x', /^The key in .*license must be 8 to 200/],
    ['VISAVIS_DATA', 'file', '', /^VISAVIS_DATA must be a folder/],
  ])('names %s in one line when its %s is wrong', async (variable, file, text, line) => {
    await writeFile(join(folder, file), text);
    vi.stubEnv(variable, variable === 'VISAVIS_DATA' && file === 'license' ? folder : join(folder, file));
    const refused = runCommandLine(['--check']);
    await expect(refused).rejects.toThrow(line);
    expect(printed).toBe('');
  });
});

it.each([
  [
    'R-25: refuses to start with too few descriptors',
    'Max open files            64                   64    files',
    '64',
  ],
  ['starts with enough of them', 'Max open files            1024                 524288  files', undefined],
  ['starts where the limit is not known', '', undefined],
  ['starts without a limit', 'Max open files            unlimited            unlimited  files', undefined],
])('%s', async (_what, limits, named) => {
  const checked = checkOpenFiles(Promise.resolve(limits));
  if (named === undefined) await checked;
  else await expect(checked).rejects.toThrow(`The limit of open files (ulimit -n) is ${named}`);
});
