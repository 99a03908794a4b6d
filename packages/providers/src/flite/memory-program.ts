import { DIRECTORY_FD, Exit, MemoryFile, wasi, type Run } from './memory-wasi.js';

/** Output of one run of a program. */
export interface ProgramResult {
  readonly stdout: string;
  /** Content of the file written last; `undefined` when none was opened. */
  readonly file: Uint8Array | undefined;
}

/** A program in memory, between two runs. */
interface Loaded {
  readonly memory: WebAssembly.Memory;
  readonly start: () => void;
  /** The variables with their first values. */
  readonly variables: Uint8Array;
}

/** Size of the memory beyond which a program is loaded again: a run of exceptional length is not paid for by all later ones. */
const MAX_KEPT_BYTES = 64 * 2 ** 20;

/**
 * A WASI command that is run many times, with files in memory only: it cannot read the machine's files and leaves nothing
 * open. It stays loaded: before each run its variables receive their first values again, and the memory behind them is
 * cleared, so a run finds what the first one found. `node:wasi` is not used because it leaks one descriptor per run until
 * the process fails (Node 20).
 */
export class MemoryProgram {
  readonly #module: WebAssembly.Module;
  readonly #constants: number;
  readonly #variables: number;
  #loaded: Loaded | undefined;
  #run: Run = { argv: [], files: new Map(), nextFd: 0, latest: undefined };

  /** @param layout In bytes: where the constants of the module end, and how much follows them that has a first value. */
  constructor(module: WebAssembly.Module, { constants, variables }: { constants: number; variables: number }) {
    this.#module = module;
    this.#constants = constants;
    this.#variables = variables;
  }

  /**
   * @param args The program's name first.
   * @throws {Error} When the program ends with a code other than 0, or traps.
   */
  run(args: readonly string[]): ProgramResult {
    const stdout = new MemoryFile();
    this.#run = {
      argv: args.map((arg) => Buffer.from(`${arg}\0`)),
      files: new Map([
        [1, stdout],
        [2, new MemoryFile()],
      ]),
      nextFd: DIRECTORY_FD + 1,
      latest: undefined,
    };
    const loaded = this.#reset();
    // One that does not return has more to be cleared up than its memory.
    this.#loaded = undefined;
    if (this.#returns(loaded, args[0]) && loaded.memory.buffer.byteLength <= MAX_KEPT_BYTES) this.#loaded = loaded;
    return { stdout: Buffer.from(stdout.content).toString('utf8'), file: this.#run.latest?.content };
  }

  /** @returns Whether it came to its end, and did not leave on the way. */
  #returns({ start }: Loaded, name: string | undefined): boolean {
    try {
      start();
      return true;
    } catch (error) {
      if (!(error instanceof Exit)) throw error;
      if (error.code !== 0) throw new Error(`${name} ended with ${error.message}`, { cause: error });
      return false;
    }
  }

  #reset(): Loaded {
    if (!this.#loaded) return this.#load();
    const bytes = new Uint8Array(this.#loaded.memory.buffer);
    bytes.set(this.#loaded.variables, this.#constants);
    bytes.fill(0, this.#constants + this.#variables);
    return this.#loaded;
  }

  #load(): Loaded {
    const imports = wasi(
      () => this.#run,
      () => memory,
    );
    const { exports } = new WebAssembly.Instance(this.#module, { wasi_snapshot_preview1: imports });
    const memory = exports['memory'] as WebAssembly.Memory;
    const variables = new Uint8Array(memory.buffer, this.#constants, this.#variables).slice();
    return { memory, start: exports['_start'] as () => void, variables };
  }
}
