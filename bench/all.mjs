// All benchmarks, one after the other, each in a process of its own. Takes about 40 minutes.
// Usage: npm run bench
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ALL = [
  'first-frame',
  'turn',
  'turn-end',
  'first-reply',
  'start',
  'barge-in',
  'skew',
  'load',
  'event-loop',
  'threads',
  'soak',
  'speech',
  'early-answer',
  'short-reply',
  'face',
  'make-face',
  'make-beside',
  'lips',
  'link-600k',
  'connect-200',
  'departures',
  'udp-flood',
  'loud-neighbour',
];

const failed = [];
for (const name of ALL) {
  console.log(`\n== ${name}`);
  const script = fileURLToPath(new URL(`${name}.mjs`, import.meta.url));
  const [code] = await once(spawn(process.execPath, [script], { stdio: 'inherit' }), 'exit');
  if (code !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.log(`\nDid not finish: ${failed.join(', ')}`);
  process.exitCode = 1;
}
