import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chunk, FakeChatService, fakeElevenLabs, fakeFlux, FakeVendor, streams } from '@visavis/providers/testing';
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

describe('visavis check', () => {
  const engines = async (scenario: { readonly status?: number } = {}) => {
    const ears = await FakeVendor.open(fakeFlux(() => 'normal'));
    const voice = await FakeVendor.open({
      ...fakeElevenLabs(() => 'normal'),
      refusal: () => (scenario.status === undefined ? undefined : { status: scenario.status }),
    });
    const mind = await FakeChatService.open((response) => streams(response, chunk('Hello.')));
    const environment = {
      VISAVIS_EARS: 'deepgram',
      DEEPGRAM_API_KEY: 'key-of-the-ears',
      DEEPGRAM_BASE_URL: ears.baseUrl,
      VISAVIS_VOICE: 'elevenlabs',
      ELEVENLABS_API_KEY: 'key-of-the-voice',
      ELEVENLABS_BASE_URL: voice.baseUrl,
      OPENAI_BASE_URL: mind.baseUrl,
      OPENAI_REALTIME_API_KEY: 'unused',
      VISAVIS_KNOWLEDGE: join(folder, 'k.md'),
    };
    await writeFile(environment.VISAVIS_KNOWLEDGE, '# A place\n\n## Where is the marmalade?\n\nOn the table.\n');
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    return { ears, voice, mind };
  };

  it('tries each engine, one line each, and sends nothing of what is known', async () => {
    const { ears, voice, mind } = await engines();
    await runCommandLine(['check']);
    expect(printed.split('\n')).toEqual([
      'The configuration can be used.',
      'OPENAI_REALTIME_API_KEY is set, and not used: VISAVIS_MIND=openai-realtime uses it',
      'ears: deepgram: works, at Deepgram',
      'voice: elevenlabs: works, at ElevenLabs',
      'mind: openai gpt-4o-mini: works, on this machine',
      '',
    ]);
    const sent = [...ears.connections, ...voice.connections].map(({ received }) => received);
    expect(mind.bodies.length).toBeGreaterThan(0);
    expect(JSON.stringify([sent, mind.bodies])).not.toContain('marmalade');
    for (const fake of [ears, voice, mind]) await fake.close();
  });

  it('fails with the number of those that cannot be used, each named with its reason', async () => {
    const fakes = await engines({ status: 401 });
    await expect(runCommandLine(['check'])).rejects.toThrow(/^1 of 3 engines cannot be used$/);
    expect(printed).toContain('voice: elevenlabs: cannot be used: ElevenLabs refuses the key\n');
    expect(printed).not.toContain('key-of-the-voice');
    for (const fake of Object.values(fakes)) await fake.close();
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
