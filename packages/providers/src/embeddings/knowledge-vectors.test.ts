import { appendFile, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import type { EngineContext, Knowledge } from '@visavis/speech';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openAi } from '../openai/openai-provider.js';
import { FactFinder } from '../knowledge/fact-finder.js';
import { answersJson, FakeEmbeddings } from '../testing/index.js';
import { KnowledgeVectors, type FactVector } from './knowledge-vectors.js';

const THEMES = [/bread|bakery|rolls/i, /ferry|boat|harbour/i];
const place = (...texts: readonly string[]): Knowledge => ({
  name: 'A place',
  topics: [],
  passages: texts.map((text) => ({ source: 'guide.md', text })),
});
const BREAD = 'The bakery opens at six.';
const BOAT = 'The ferry leaves at noon.';

// A file, a socket or a thread may take seconds on a busy machine.
const SOON = { timeout: 25_000 };
const LIMIT = { timeout: 30_000 };

let dataDir: string;
let endpoint: FakeEmbeddings;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'visavis-vectors-'));
  endpoint = await FakeEmbeddings.open(THEMES);
});
afterEach(async () => {
  await endpoint.close();
  await rm(dataDir, { recursive: true });
});

const open = (more: object = {}): KnowledgeVectors =>
  new KnowledgeVectors({ baseUrl: endpoint.baseUrl, model: 'small', dataDir, ...more });

/** Resolves with the vectors of so many facts. */
function made(vectors: KnowledgeVectors, knowledge: Knowledge, count: number): Promise<FactVector[]> {
  const all: FactVector[] = [];
  const { signal } = new AbortController();
  return new Promise((resolve) => {
    const receive = (some: readonly FactVector[]): void => {
      all.push(...some);
      if (all.length === count) resolve(all);
    };
    vectors.follow(knowledge, receive, signal);
  });
}

const fileOf = async (): Promise<string> =>
  join(dataDir, 'embeddings', (await readdir(join(dataDir, 'embeddings')))[0] ?? '');

describe('the vectors of what a face knows', LIMIT, () => {
  it('are made once, in requests of bounded size, and kept for the next start', async () => {
    const long = place(...Array.from({ length: 150 }, (_, i) => `Fact ${i} of the bakery.`));
    const first = await made(open(), long, 150);
    expect(endpoint.asked.map(({ length }) => length)).toEqual([64, 64, 22]);
    const again = await made(open(), long, 150);
    expect(endpoint.asked.length).toBe(3);
    expect(again).toEqual(first);
    expect((await stat(await fileOf())).mode & 0o077).toBe(0);
  });

  it('are asked for where a text is new, and forgotten where it is gone', async () => {
    await made(open(), place(BREAD, BOAT), 2);
    const sizeOf = async () => (await stat(await fileOf())).size;
    const before = await sizeOf();
    const vectors = open();
    await made(vectors, place('A new boat.', BREAD), 2);
    expect(endpoint.asked.slice(1)).toEqual([['guide.md A new boat.']]);
    // A run begins when the one before it has forgotten what is gone.
    await made(vectors, place('A new boat.', BREAD), 2);
    expect(await sizeOf()).toBe(before);
    await made(open({ model: 'another' }), place(BREAD), 1);
    expect(endpoint.asked.length).toBe(3);
  });

  it('are made anew where a crash has cut the file, and only the one that was cut', async () => {
    await made(open(), place(BREAD), 1);
    await appendFile(await fileOf(), Buffer.alloc(40, 1));
    await made(open(), place(BREAD, BOAT), 2);
    await made(open(), place(BREAD, BOAT), 2);
    expect(endpoint.asked).toEqual([[`guide.md ${BREAD}`], [`guide.md ${BOAT}`]]);
  });

  it('are made when an endpoint that was away is back, which the log says once', async () => {
    const clock = new FakeClock();
    const warn = vi.fn();
    endpoint.answer = (response) => answersJson(response, 500, { error: {} });
    const vectors = open({ clock, logger: { ...silentLogger, warn } });
    let over = false;
    const all = made(vectors, place(BREAD), 1).finally(() => (over = true));
    while (!over) {
      if (endpoint.asked.length === 3) endpoint.answer = undefined;
      clock.advance(500);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect((await all).length).toBe(1);
    expect(endpoint.asked.length).toBeGreaterThan(3);
    expect(warn).toHaveBeenCalledOnce();
    expect(JSON.stringify(warn.mock.calls)).not.toContain('bakery');
  });

  it.each<[what: string, body: unknown]>([
    ['no list', { data: 'prose' }],
    ['too few', { data: [] }],
    ['words for numbers', { data: [{ index: 0, embedding: ['a'] }] }],
    ['nothing but zeros', { data: [{ index: 0, embedding: [0, 0] }] }],
  ])('are not believed to be %s', async (_what, body) => {
    endpoint.answer = (response) => answersJson(response, 200, body);
    const [vector] = await open().ofQuestions(['Where is the boat?']);
    expect(vector).toBeUndefined();
  });
});

describe('the vector of a question', LIMIT, () => {
  it('is not waited for longer than half a second, and is asked for once', async () => {
    const clock = new FakeClock();
    const vectors = open({ clock });
    endpoint.answer = () => undefined;
    const slow = vectors.ofQuestions(['Where is the boat?']);
    await endpoint.http.received(1);
    clock.advance(500);
    expect(await slow).toEqual([undefined]);
    endpoint.answer = undefined;
    for (let i = 0; i < 3; i++) expect((await vectors.ofQuestions(['And the bread?', '']))[0]?.length).toBe(3);
    expect(endpoint.asked.length).toBe(2);
  });
});

describe('facts', LIMIT, () => {
  const knowledge = place(BREAD, BOAT, 'The mayor is tall.');

  it('are found by meaning where no word fits, and by their words where the endpoint is away', async () => {
    const vectors = open();
    const finder = new FactFinder(silentLogger, vectors);
    const found = async (question: string) =>
      (await finder.nearest(knowledge, [question])).map((fact) => 'text' in fact && fact.text);
    try {
      finder.prepare(knowledge);
      const finds = (question: string, text: string) =>
        vi.waitFor(async () => expect((await found(question))[0]).toBe(text), SOON);
      await finds('Any rolls?', BREAD);
      await finds('How tall is the mayor?', 'The mayor is tall.');
      endpoint.answer = (response) => answersJson(response, 500, {});
      await finds('When does the ferry leave?', BOAT);
    } finally {
      await finder.close();
    }
  });

  it('go nowhere where no model for embeddings is set, nor where they fit into a prompt', async () => {
    const long = place(...Array.from({ length: 400 }, (_, i) => `Fact ${i} of the bakery, which is long enough.`));
    const settings = { openAiBaseUrl: endpoint.baseUrl };
    const context = (more: object, known: Knowledge): EngineContext<typeof openAi.settings> =>
      ({ settings: { ...settings, ...more }, knowledge: known, dataDir, logger: silentLogger }) as never;
    const model = { openAiEmbeddingsModel: 'small' };
    const minds = [
      await openAi.openMind?.(context({}, long)),
      await openAi.openMind?.(context(model, knowledge)),
      await openAi.openMind?.(context(model, long)),
    ];
    await endpoint.http.received(7);
    expect(endpoint.asked.flat()).not.toContain(`guide.md ${BREAD}`);
    expect(new Set(endpoint.asked.flat()).size).toBe(400);
    for (const mind of minds) await mind?.close();
  });

  it('are said to go where the endpoint is', async () => {
    const at = (openAiBaseUrl: string, openAiEmbeddingsBaseUrl: string) =>
      openAi.openMind?.({
        settings: { openAiBaseUrl, openAiEmbeddingsBaseUrl, openAiEmbeddingsModel: 'small' },
        knowledge,
        dataDir,
        logger: silentLogger,
      } as never);
    const [own, theirs] = ['http://127.0.0.1:1/v1', 'https://vectors.example/v1'];
    const chat = 'https://chat.example/v1';
    const minds = [await at(own, own), await at(own, theirs), await at(chat, theirs), await at(chat, own)];
    expect(minds.map((mind) => mind?.info.data)).toEqual([
      { at: 'thisMachine' },
      { at: 'service', service: 'vectors.example' },
      { at: 'service', service: 'chat.example and vectors.example' },
      { at: 'service', service: 'chat.example' },
    ]);
    for (const mind of minds) await mind?.close();
  });
});
