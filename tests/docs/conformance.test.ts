import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

/**
 * A requirement of docs/conformance.md: its number, and the tests that hold it, by their paths from the root. Where a figure
 * depends on the machine, a benchmark takes the place of a test.
 */
interface Entry {
  readonly number: string;
  readonly tests: readonly string[];
  /** It is required of something that does not exist yet. */
  readonly ahead: boolean;
}

/** How many scenarios of each kind there are. */
const SCENARIOS = { L: 8, F: 9, U: 6, S: 21, G: 6 };

const ROOT = new URL('../../', import.meta.url);
const PAGE = 'docs/conformance.md';
/** Holds examples of what no other file may hold. */
const THIS_FILE = 'tests/docs/conformance.test.ts';
const NOT_OURS = new Set(['node_modules', 'dist', 'data', 'results', 'test-results']);
const TEXT_FILE = /\.(?:[cm]?[jt]sx?|md|json|html)$/;

const NUMBER = /\b(?:Rule [1-9]\d*|[ACRS]-\d\d|B[0-3]\d|Scenario [FGLSU][1-9]\d?)\b/g;
/** Forms in which a comment or a title cites a document that is no part of the project. */
const CITES_ELSEWHERE = [
  /\bprotocol,? (?:rules? |section )?\d[\d.]*/gi,
  /\brules? \d+/g,
  /\binvariants? \d+/gi,
  /\bprotocol['’]s (?:own )?(?:advice|appendix|ledger)\b/gi,
  /(?:(?<!\.)\b(?:it|describe)|\]\))\(['"`]\d+(?:\.\d+)*: /g, // A title that begins with the number of a section.
];

const numbersIn = (text: string): Set<string> => new Set(text.match(NUMBER));
const citationsElsewhere = (text: string): string[] => CITES_ELSEWHERE.flatMap((form) => text.match(form) ?? []);

/** The whole text of a file on one line, so that a citation may be broken at the end of a line, in a comment too. */
async function textOf(path: string): Promise<string> {
  const text = await readFile(new URL(path, ROOT), 'utf8');
  return text.replace(/\s*\n\s*(?:\* |\/\/ )?\s*/g, ' ');
}

async function filesUnder(folder: string): Promise<string[]> {
  const found = await readdir(new URL(folder, ROOT), { withFileTypes: true });
  const paths = await Promise.all(
    found
      .filter(({ name }) => !name.startsWith('.') && !NOT_OURS.has(name))
      .map((one) =>
        one.isDirectory() ? filesUnder(`${folder}${one.name}/`) : Promise.resolve([`${folder}${one.name}`]),
      ),
  );
  return paths.flat().filter((path) => TEXT_FILE.test(path) && path !== THIS_FILE);
}

function entriesOf(page: string): Entry[] {
  return page
    .split(/^### /m)
    .slice(1)
    .map((section) => ({
      number: section.slice(0, section.indexOf(':')),
      tests: [...section.matchAll(/\]\(\.\.\/(\S+\.test\.ts|bench\/\S+\.mjs)\)/g)].map(([, path = '']) => path),
      ahead: section.includes('\nTest: none until then.\n'),
    }));
}

const entries = entriesOf(await readFile(new URL(PAGE, ROOT), 'utf8'));
const files = await Promise.all((await filesUnder('')).map(async (path) => ({ path, text: await textOf(path) })));

describe('the conformance page', () => {
  it('explains each number once', () => {
    const numbers = entries.map(({ number }) => number);
    expect(numbers.filter((number, at) => numbers.indexOf(number) !== at)).toEqual([]);
    expect(numbers.filter((number) => !numbersIn(number).has(number))).toEqual([]);
  });

  it('explains every number that the project cites', () => {
    const explained = new Set(entries.map(({ number }) => number));
    const unknown = files.flatMap(({ path, text }) =>
      [...numbersIn(text)].filter((number) => !explained.has(number)).map((number) => `${path}: ${number}`),
    );
    expect(unknown).toEqual([]);
  });

  it('has every scenario', () => {
    const all = Object.entries(SCENARIOS).flatMap(([kind, count]) =>
      Array.from({ length: count }, (_, i) => `Scenario ${kind}${i + 1}`),
    );
    expect(entries.map(({ number }) => number).filter((number) => number.startsWith('Scenario'))).toEqual(all);
  });

  it.each(entries.filter(({ ahead }) => ahead))('links no test to $number, which is yet to come', ({ tests }) => {
    expect(tests).toEqual([]);
  });

  it.each(entries.filter(({ ahead }) => !ahead))(
    'links tests that cite $number, and nothing but such tests',
    ({ number, tests }) => {
      const citing = files.filter(({ text }) => numbersIn(text).has(number)).map(({ path }) => path);
      expect(tests).not.toEqual([]);
      expect(tests.filter((test) => !citing.includes(test))).toEqual([]);
    },
  );
});

describe('a citation of a document outside the project', () => {
  it('is nowhere', () => {
    const found = files.flatMap(({ path, text }) => citationsElsewhere(text).map((words) => `${path}: ${words}`));
    expect(found).toEqual([]);
  });

  it.each([
    'Sends it once (protocol rule 7).',
    'Body of the request (protocol 8.6).',
    'Before it is given up (protocol, invariant 15).',
    'Messages that come late are answered (rule 8).',
    'By their numbers in the protocol’s ledger.',
    "it('6.7: a greeting is heard once', async () => {",
    "])('3.4: a message, as %s, is understood', async (form) => {",
  ])('is recognised: %s', (text) => {
    expect(citationsElsewhere(text)).not.toEqual([]);
  });

  it('is not taken for one of a standard, nor of this page', () => {
    expect(citationsElsewhere("it('Rule 7: once (RFC 8445 §6.1.1)', () => {")).toEqual([]);
  });
});
