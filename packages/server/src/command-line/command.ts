import type { ParseArgsConfig } from 'node:util';

/** One thing that `visavis` does. */
export interface Command {
  /** One phrase for the list of commands. */
  readonly summary: string;
  /** How it is written, where there is more to it than its name. */
  readonly forms?: readonly string[];
  /** Options of this command alone. */
  readonly options?: NonNullable<ParseArgsConfig['options']>;
  /** Resolves when the command is done, or runs by itself from then on. */
  run(line: CommandWords): Promise<void>;
  /** Checks what `run` would read, and does nothing else. */
  check?(): Promise<void>;
}

/** What stands behind the name of a command. */
export interface CommandWords {
  /** Words that are no option. Only a command with `forms` takes any. */
  readonly words: readonly string[];
  /** Values of the command's own options. */
  readonly options: Readonly<Record<string, string | undefined>>;
  /** The command's own options without a value that were given. */
  readonly flags: ReadonlySet<string>;
}
