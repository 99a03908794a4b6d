import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KnowledgeFile } from './knowledge-file.js';
import { parseInThread } from './parse-in-thread.js';

describe('KnowledgeFile', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'knowledge-'));
    path = join(folder, 'mill.md');
    await writeFile(path, '## Who?\nThe miller.\n');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('takes a good change, and keeps the last good version past a bad one, naming the line', async () => {
    const file = await KnowledgeFile.open(path);
    const changed = vi.fn();
    const rejected = vi.fn();
    file.events.on('changed', changed);
    file.events.on('rejected', rejected);

    await writeFile(path, '## Who?\nThe baker.\n');
    await file.reload();
    expect(file.current.topics[0]?.answer).toBe('The baker.');
    expect(changed).toHaveBeenCalledOnce();

    await writeFile(path, '## Who?\nThe baker.\n\n## Where?\n');
    await file.reload();
    expect(rejected.mock.lastCall?.[0].mistakes).toMatchObject([{ line: 4 }]);
    expect(file.current.topics[0]?.answer).toBe('The baker.');

    await rm(path);
    await file.reload();
    expect(rejected.mock.lastCall?.[0].mistakes[0].message).toContain('ENOENT');
    expect(file.current.topics).toHaveLength(1);
    file.close();
  });

  it('R-22: reads a file that has changed in a thread', async () => {
    const parse = vi.fn(parseInThread);
    const file = await KnowledgeFile.open(path, { parse });
    await writeFile(path, `## Who?\n${'A. '.repeat(1_000)}\n`);
    await file.reload();
    expect(parse).toHaveBeenCalledOnce();
    expect(file.current.topics[0]?.answer).toHaveLength(2_999);
    file.close();
  });

  it('rejects a file with mistakes, naming file and line', async () => {
    await writeFile(path, '# Mill\n\n## Who?\n');
    await expect(KnowledgeFile.open(path)).rejects.toMatchObject({
      code: 'knowledge.invalid',
      message: 'mill.md:3: "Who?" has no answer',
    });
  });
});
