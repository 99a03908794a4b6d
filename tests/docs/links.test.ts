import { existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ROOT_PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md'];
/** Folders whose members each have a README. */
const SHELVES = ['packages', 'apps', 'examples'];
const DECISIONS = 'docs/decisions';

const withoutCode = (page: string): string => page.replace(/^```[^\n]*\n.*?^```/gms, '').replace(/(`+)[^`].*?\1/g, '');

/** Targets of the links and pictures of a page that lead to a file or a heading, not to another site. */
const linksOf = (page: string): string[] =>
  [...withoutCode(page).matchAll(/\]\(<?([^\s)>]+)>?(?:\s+"[^"]*")?\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z][a-z\d+.-]*:/i.test(target));

/** Anchors of the headings of a page, by GitHub's rule: a repeated one ends in `-1`, `-2`, …. */
function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of page.replace(/^```[^\n]*\n.*?^```/gms, '').matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const text = heading.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').trim();
    const base = text
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-');
    let anchor = base;
    for (let repetition = 1; anchors.has(anchor); repetition++) anchor = `${base}-${repetition}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** Says what is wrong with a link of the page at `path`; `undefined` when it leads somewhere. */
async function problemOf(path: string, link: string): Promise<string | undefined> {
  const [target = '', anchor] = link.split('#').map(decodeURIComponent);
  const file = target === '' ? join(ROOT, path) : join(ROOT, dirname(path), target);
  if (relative(ROOT, file).startsWith('..')) return 'leaves the project';
  if (!existsSync(file)) return 'leads to no file';
  if (anchor === undefined) return undefined;
  const page = statSync(file).isDirectory() ? join(file, 'README.md') : file;
  if (!page.endsWith('.md') || !existsSync(page)) return 'has an anchor into something that is no page';
  return anchorsOf(await readFile(page, 'utf8')).has(anchor) ? undefined : 'leads to no heading';
}

async function pagesOfTheProject(): Promise<string[]> {
  const docs = (await readdir(join(ROOT, 'docs'), { recursive: true })).map((name) => join('docs', name));
  const readmes = await Promise.all(
    SHELVES.map(async (shelf) => (await readdir(join(ROOT, shelf))).map((name) => join(shelf, name, 'README.md'))),
  );
  return [...ROOT_PAGES, ...docs.filter((name) => name.endsWith('.md')), ...readmes.flat()]
    .filter((path) => existsSync(join(ROOT, path)))
    .map((path) => path.replaceAll('\\', '/'));
}

const pages = await pagesOfTheProject();

describe('the documentation', () => {
  it.each(pages)('%s has no dead link', async (path) => {
    const page = await readFile(join(ROOT, path), 'utf8');
    const problems = linksOf(page).map(async (link) => ({ link, problem: await problemOf(path, link) }));
    expect((await Promise.all(problems)).filter(({ problem }) => problem !== undefined)).toEqual([]);
  });

  it('lists every decision once in their index', async () => {
    const names = (await readdir(join(ROOT, DECISIONS))).filter((name) => name !== 'README.md');
    const index = await readFile(join(ROOT, DECISIONS, 'README.md'), 'utf8');
    expect(linksOf(index).sort()).toEqual(names.sort());
  });
});

describe('a link', () => {
  it('is found beside code, and not inside it', () => {
    const page =
      'A [page](a.md#part) `[no](b.md)` ![picture](c.png "Title") [site](https://example.com)\n```\n[no](d.md)\n```';
    expect(linksOf(page)).toEqual(['a.md#part', 'c.png']);
  });

  it.each([
    ['no-such-page.md', 'leads to no file'],
    ['README.md#no-such-heading', 'leads to no heading'],
    ['packages/core#no-such-heading', 'leads to no heading'],
    ['package.json#name', 'has an anchor into something that is no page'],
    ['../elsewhere.md', 'leaves the project'],
    ['docs', undefined],
    ['#settings', undefined],
    ['packages/client#when-the-network-fails', undefined],
  ])('to %s from the README %s', async (link, problem) => {
    expect(await problemOf('README.md', link)).toBe(problem);
  });

  it('reaches headings under the anchors that GitHub makes of them', () => {
    const page =
      '# A `code` thing, *twice*\n## S-01: addresses\n## S-01: addresses\n```\n# no heading\n```\n### `realtime.say`';
    expect([...anchorsOf(page)]).toEqual(['a-code-thing-twice', 's-01-addresses', 's-01-addresses-1', 'realtimesay']);
  });
});
