/** One thing that `visavis` does. */
export interface Command {
  /** One phrase for the list of commands. */
  readonly summary: string;
  /** Resolves when the command is done, or runs by itself from then on. */
  run(): Promise<void>;
  /** Checks what `run` would read, and does nothing else. */
  check(): Promise<void>;
}

/** The command that runs when none is named. */
export const DEFAULT_COMMAND = 'start';

/** Each command loads its code when it runs: `--help` needs neither models nor native modules. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map([
  [
    'start',
    {
      summary: 'starts the server (the default)',
      run: async () => (await import('./start.js')).start(),
      check: async () => (await import('./check.js')).check(),
    },
  ],
]);
