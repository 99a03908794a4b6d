/** A value as SQLite keeps it. */
export type SqliteValue = string | number | bigint | Uint8Array | null;

/** Calls that the thread of a SQLite database answers. */
export type SqliteCalls = {
  /** Runs one statement. */
  query: {
    argument: { readonly sql: string; readonly parameters: readonly SqliteValue[] };
    result: { readonly rows: readonly unknown[]; readonly changes: number };
  };
  /** Closes the file, behind which its write-ahead log is empty. */
  close: { argument: undefined; result: void };
};

/** The file that the thread opens. */
export interface SqliteWorkerData {
  readonly path: string;
  /** How long a statement waits for another process that has the file, ms. */
  readonly busyTimeoutMs: number;
}
