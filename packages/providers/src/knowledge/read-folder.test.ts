import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pdfFile } from '../testing/pdf-file.js';
import { KnowledgeFile } from './knowledge-file.js';
import { readFolder } from './read-folder.js';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'knowledge-'))));
afterEach(() => rm(folder, { recursive: true }));

async function write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

const QUESTIONS = '# The mill\n\n## Who are you?\n\n- what are you\n\nThe miller.\n';
const DOCUMENT = '# Guide\n\n### Parking\n\nBehind the barn.\n';

describe('a folder of knowledge', () => {
  it('has the questions of its knowledge files, and the passages of all others', async () => {
    await write({
      'a.md': QUESTIONS,
      'more/guide.md': DOCUMENT,
      'note.TXT': 'The well is dry.',
      'plan.pdf': pdfFile([['The sails are exam-', 'ined in May.'], ['Ask (twice).']]),
      'picture.png': 'no text',
      '.hidden/secret.md': DOCUMENT,
      '.draft.md': DOCUMENT,
    });
    const { parsed, notes, paths } = await readFolder(folder);
    expect(parsed).toMatchObject({
      ok: true,
      knowledge: {
        name: 'The mill',
        topics: [{ question: 'Who are you?', answer: 'The miller.' }],
        passages: [
          { source: 'more/guide.md, Guide, Parking', text: 'Behind the barn.' },
          { source: 'note.TXT', text: 'The well is dry.' },
          { source: 'plan.pdf, page 1', text: 'The sails are examined in May.' },
          { source: 'plan.pdf, page 2', text: 'Ask (twice).' },
        ],
      },
    });
    expect(notes).toEqual([
      expect.stringMatching(/^more\/guide\.md is read as a document, not as questions: line 3: "###"/),
    ]);
    expect(paths).toEqual(expect.arrayContaining([folder, join(folder, 'more'), join(folder, 'plan.pdf')]));
  });

  it('answers a question that two files have as the first does, and says so', async () => {
    await write({ 'a.md': QUESTIONS, 'b.md': '## What are you?\n\n- who is there\n\nNobody.\n' });
    const { parsed, notes } = await readFolder(folder);
    expect(parsed).toMatchObject({
      knowledge: { topics: [{ question: 'Who are you?' }, { question: 'who is there', phrasings: ['who is there'] }] },
    });
    expect(notes).toEqual(['"What are you?" is asked in two files: the first counts']);
  });

  it('may have documents alone', async () => {
    await write({ 'note.txt': 'The well is dry.' });
    const { parsed } = await readFolder(folder);
    expect(parsed).toMatchObject({ ok: true, knowledge: { topics: [], passages: [{ text: 'The well is dry.' }] } });
  });

  it.each<[string, Record<string, string | Uint8Array>, object]>([
    ['nothing to read', { 'a.png': '' }, { message: expect.stringContaining('no Markdown') as unknown }],
    ['a damaged PDF file', { 'a.pdf': '%PDF-1.4\nrubbish' }, { file: 'a.pdf' }],
    ['no PDF file', { 'a.pdf': 'rubbish' }, { file: 'a.pdf' }],
    ['a huge text', { 'a.txt': 'x'.repeat(5_000_000) }, { file: 'a.txt', message: 'the file is too large' }],
  ])('is refused with %s', async (_what, files, mistake) => {
    await write(files);
    expect((await readFolder(folder)).parsed).toMatchObject({ ok: false, mistakes: [mistake] });
  });
});

describe('a folder that is used', () => {
  it('is read again when a file of it changes, and keeps its last version past a damaged one', async () => {
    await write({ 'a.md': QUESTIONS });
    const file = await KnowledgeFile.open(folder);
    const changed = vi.fn();
    file.events.on('changed', changed);
    await write({ 'a.md': QUESTIONS.replace('The miller', 'The baker'), 'b.txt': 'The well is dry.' });
    await file.reload();
    expect(file.current.topics[0]?.answer).toBe('The baker.');
    expect(file.current.passages).toHaveLength(1);
    expect(changed).toHaveBeenCalledOnce();
    await write({ 'c.pdf': 'rubbish' });
    await file.reload();
    expect(file.current.passages).toHaveLength(1);
    file.close();
  });

  it('is refused at the start, naming the file', async () => {
    await write({ 'a.md': QUESTIONS, 'plans/c.pdf': 'rubbish' });
    await expect(KnowledgeFile.open(folder)).rejects.toMatchObject({
      code: 'knowledge.invalid',
      message: expect.stringMatching(/^plans\/c\.pdf:1: /) as unknown,
    });
  });
});
