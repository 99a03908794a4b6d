// Resources that a process uses, as Linux counts them (proc(5)).
import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ: the unit in which `/proc` counts processor time, on every architecture that Node runs on. */
const TICKS_PER_S = 100;

/** @returns CPU seconds, user and system, of all threads since the start. */
export function cpuSeconds(pid) {
  // The name in parentheses may contain spaces; the fields are counted behind it.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S;
}

/** @returns CPU seconds of each thread since its start, by its id. */
export function threadCpuSeconds(pid) {
  const stat = (id) => readFileSync(`/proc/${pid}/task/${id}/stat`, 'utf8');
  return new Map(
    readdirSync(`/proc/${pid}/task`).map((id) => {
      const [head, fields] = [stat(id).split(') ').slice(0, -1).join(') '), stat(id).split(') ').at(-1).split(' ')];
      const cpu = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S;
      return [id, { name: head.slice(head.indexOf('(') + 1), cpu }];
    }),
  );
}

/** @returns How long the main thread of a process has worked since its start, and how long it was ready and waited for a core, s. */
export function mainThreadSeconds(pid) {
  const [workedNs, waitedNs] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ').map(Number);
  return { workedS: workedNs / 1e9, waitedS: waitedNs / 1e9 };
}

/** @returns CPU seconds that this machine's cores have worked since the start, for all processes. */
export function machineCpuSeconds() {
  const [, ...ticks] = readFileSync('/proc/stat', 'utf8').split('\n')[0].split(/\s+/).map(Number);
  const [user, nice, system, , , interrupts, softInterrupts] = ticks;
  return (user + nice + system + interrupts + softInterrupts) / TICKS_PER_S;
}

/** @returns CPU seconds of a process and of all processes it has started, including those that have ended. */
export function familyCpuSeconds(root) {
  const known = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ').map(Number);
      const [user, system, childrenUser, childrenSystem] = fields.slice(11);
      known.set(Number(pid), { parent: fields[1], cpu: user + system + childrenUser + childrenSystem });
    } catch {
      // The process has ended since the folder was read.
    }
  }
  const belongs = (pid) => pid === root || (known.has(pid) && belongs(known.get(pid).parent));
  const family = [...known].filter(([pid]) => belongs(pid));
  return family.reduce((sum, [, { cpu }]) => sum + cpu, 0) / TICKS_PER_S;
}

/** Resident memory, MB; threads; open descriptors. */
export function processState(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)[1]);
  return {
    residentMb: field('VmRSS') / 1024,
    threads: field('Threads'),
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
  };
}
