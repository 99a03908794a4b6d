// Numbers from samples, a table on the screen, raw data in bench/results/.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { familyCpuSeconds, machineCpuSeconds } from './process.mjs';

const otherWork = () => machineCpuSeconds() - familyCpuSeconds(process.pid);
const began = { atS: performance.now() / 1000, otherWorkS: otherWork() };

/** @param share 0…1. Linear between the two nearest samples; `undefined` without samples. */
export function quantile(values, share) {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)];
  return below + (sorted[Math.ceil(at)] - below) * (at - Math.floor(at));
}

export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Statistics of a list of samples, as the tables show them. */
export function summary(values) {
  const at = (share) => rounded(quantile(values, share));
  return { n: values.length, p5: at(0.05), p50: at(0.5), p95: at(0.95), max: at(1) };
}

export const rounded = (value, digits = 1) => (value === undefined ? undefined : Number(value.toFixed(digits)));

/** Least squares. @returns Change of y per unit of x, and its standard error. */
export function slope(points) {
  const [mx, my] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const spread = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  const per = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / spread;
  const left = points.reduce((sum, [x, y]) => sum + (y - my - per * (x - mx)) ** 2, 0);
  return { per, standardError: Math.sqrt(left / Math.max(1, points.length - 2) / spread) };
}

/** Prints rows of cells, the first row as the head. */
export function table(rows) {
  const cells = rows.map((row) => row.map((cell) => String(cell ?? '–')));
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const line = (row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  console.log(
    [line(cells[0]), widths.map((width) => '-'.repeat(width)).join('  '), ...cells.slice(1).map(line)].join('\n'),
  );
}

/** One row of a table: a name, and the summary of its samples. */
export const row = (name, values) => {
  const { n, p50, p95, max } = summary(values);
  return [name, n, p50, p95, max];
};
export const ROW_HEAD = ['', 'n', 'P50', 'P95', 'max'];

/** Writes the raw data of one benchmark, with the kind of machine and its other work meanwhile. */
export function save(name, data) {
  const folder = new URL('../results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const machine = { cores: cpus().length, memoryGb: Math.round(totalmem() / 2 ** 30), node: process.version };
  // The work of other processes meanwhile affects every figure.
  const othersCpuPercent = rounded((100 * (otherWork() - began.otherWorkS)) / (performance.now() / 1000 - began.atS));
  console.log(`Other work on this machine meanwhile: ${othersCpuPercent} % of a core`);
  const result = { measuredAt: new Date().toISOString(), machine, othersCpuPercent, ...data };
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(result, null, 1)}\n`);
}

/** `--name=value` from the command line, as a number. */
export function option(name, fallback) {
  const given = process.argv.find((argument) => argument.startsWith(`--${name}=`));
  return given ? Number(given.slice(name.length + 3)) : fallback;
}

/** `--name=a,b` from the command line. @throws {Error} For a word that is not among those there are. */
export function words(name, all) {
  const given = process.argv.find((argument) => argument.startsWith(`--${name}=`));
  const wanted = given?.slice(name.length + 3).split(',') ?? all;
  const unknown = wanted.find((word) => !all.includes(word));
  if (unknown !== undefined) throw new Error(`There is no ${unknown} among ${all.join(', ')}`);
  return wanted;
}
