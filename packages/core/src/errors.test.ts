import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CLOSE_CODES, ERRORS, isWarningCode, WARNING_CODES, type ErrorCode, type ErrorFacts } from './errors.js';

const codes = Object.keys(ERRORS) as ErrorCode[];
const entries: [string, ErrorFacts][] = Object.entries(ERRORS);

/** These files name codes without using them: the table, and the form of each end on the wire. */
const NAMING = ['core/src/errors.ts', 'protocol/src/server/closes.ts'];
const packages = new URL('../../', import.meta.url);
const sources = readdirSync(packages, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /^[^/]+\/src\/.*\.tsx?$/.test(path) && !/\.test\.tsx?$|\/testing\//.test(path))
  .filter((path) => !NAMING.includes(path))
  .map((path) => readFileSync(new URL(path, packages), 'utf8'));

it('lists no error that no package uses', () => {
  expect(sources.length).toBeGreaterThan(100);
  expect(codes.filter((code) => !sources.some((source) => source.includes(`'${code}'`)))).toEqual([]);
});

it('marks as thrown exactly the errors that some package throws', () => {
  const thrown = sources.flatMap((source) =>
    [...source.matchAll(/new (?:CodedError|FaceRefused)\(\s*'([^']+)'/g)].map(([, code]) => code),
  );
  expect([...new Set(thrown)].sort()).toEqual(entries.filter(([, { thrown }]) => thrown).map(([code]) => code));
});

it('lists the errors in the order of their codes, each with at least one place where it appears', () => {
  expect(codes).toEqual([...codes].sort());
  for (const [code, { thrown, warning, close, http }] of entries)
    expect([code, Boolean(thrown || warning || close || http)]).toEqual([code, true]);
  expect(WARNING_CODES).toEqual(entries.filter(([, { warning }]) => warning).map(([code]) => code));
  expect(CLOSE_CODES).toEqual(entries.filter(([, { close }]) => close).map(([code]) => code));
  expect([isWarningCode('flood'), isWarningCode('config.invalid')]).toEqual([true, false]);
});

it.each(entries)(
  'explains %s in one sentence, and its remedy in others',
  (code, { sentence, advice, http, close, thrown }) => {
    expect(sentence).toMatch(/^[A-Z`].*[^.]$/);
    expect(advice).toMatch(/^[A-Z].*\.$/);
    // What HTTP refuses is refused over the socket, too, unless it concerns HTTP alone.
    if (http !== undefined && !thrown && !/^(request|page)\./.test(code)) expect(close).toBe(1008);
  },
);
