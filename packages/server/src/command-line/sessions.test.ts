import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SessionRecord } from '@visavis/store';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from './command-line.js';
import { UsageError } from './usage-error.js';
import { withStore } from './with-store.js';

let data: string;
let printed: string[];
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'visavis-sessions-'));
  vi.stubEnv('VISAVIS_DATA', data);
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => (printed.push(String(text).trimEnd()), true));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(data, { recursive: true });
});

/** @returns The lines that the command prints. */
async function visavis(...words: string[]): Promise<string> {
  printed = [];
  await runCommandLine(words);
  return printed.join('\n');
}

/** Records one session of two turns, and one that is open. */
async function talk(): Promise<void> {
  const common = { sessionId: 'one', atMs: Date.UTC(2026, 0, 31, 12) };
  const turn = { ...common, type: 'turn', interrupted: false, toolCalls: 0, stagesMs: {} } as const;
  const opened = { ...common, type: 'opened', nodeId: 'node', licenceId: 'shop', avatarId: 'iris' } as const;
  const records: readonly SessionRecord[] = [
    opened,
    { ...turn, turnId: '1', user: 'Hello?', heard: 'Hi, I am Iris.' },
    { ...turn, turnId: '2', user: 'What are you?', heard: 'A face that', interrupted: true },
    {
      ...{ ...common, type: 'closed', code: 1011, reason: 'Failed' },
      usage: { durationMs: 61_400, turns: 2, heardChars: 20 },
    },
    { ...opened, sessionId: 'two', atMs: common.atMs + 1 },
  ];
  await withStore(async ({ records: kept }) => {
    for (const record of records) kept.append(record);
    await kept.settled();
  });
}

describe('visavis sessions', () => {
  it('lists them, for people and for programs', async () => {
    await talk();
    expect(await visavis('sessions')).toBe(
      'one  2026-01-31T12:00:00Z  iris  shop  61 s, 2 turns, failed\ntwo  2026-01-31T12:00:00Z  iris  shop  open',
    );
    expect(JSON.parse(await visavis('sessions', 'list', '--json'))).toMatchObject([{ id: 'one' }, { id: 'two' }]);
  });

  it('deletes one with all that was said in it', async () => {
    await talk();
    expect(await visavis('sessions', 'delete', 'one')).toBe('one is deleted, with all that was said in it.');
    expect(await visavis('sessions')).not.toContain('one ');
    await expect(visavis('transcript', 'one')).rejects.toThrow('There is no session "one"');
    await expect(visavis('sessions', 'delete', 'one')).rejects.toThrow('There is no session "one"');
  });

  it.each([
    [['sessions', 'end'], 'Name what is done'],
    [['sessions', 'delete'], 'Name what is done'],
    [['sessions', 'delete', 'one', 'two'], '"two" is one word too many'],
    [['transcript'], 'Name the session'],
    [['transcript', 'one', 'two'], '"two" is one word too many'],
    [['transcript', 'one', '--format', 'film'], '--format is text, json'],
  ])('refuses %j in one line', async (words, why) => {
    const refused = visavis(...words);
    await expect(refused).rejects.toBeInstanceOf(UsageError);
    await expect(refused).rejects.toThrow(new RegExp(`^${why}[^\n]*$`));
  });
});

describe('visavis transcript', () => {
  it('prints what was said, and where the face was cut off', async () => {
    await talk();
    expect(await visavis('transcript', 'one')).toBe(
      'You: Hello?\nFace: Hi, I am Iris.\nYou: What are you?\nFace: A face that —',
    );
    expect(JSON.parse(await visavis('transcript', 'one', '--format', 'json'))).toMatchObject({
      ...{ id: 'one', closed: { code: 1011 } },
      turns: [{ user: 'Hello?' }, { heard: 'A face that', interrupted: true }],
    });
  });
});
