/** One thing that users of a port rely on, and the check that an adapter does it. */
export interface ContractCase {
  readonly title: string;
  /** Rejects with an `AssertionError` when the adapter does not. */
  run(): Promise<void>;
}

/**
 * The behaviour of every adapter of a port. Bound to no test runner; with Vitest: `it.each(contract)('$title', ({ run }) => run())`.
 * Each case opens the adapters it needs; what they hold open is released by the caller, after each case.
 */
export type Contract = readonly ContractCase[];

/** @param cases The checks, by their titles. */
export const contractOf = (cases: Readonly<Record<string, () => Promise<void>>>): Contract =>
  Object.entries(cases).map(([title, run]) => ({ title, run }));

/** An adapter whose state outlives it. */
export interface Durable<Port> {
  readonly port: Port;
  /** Opens the same state again, as the next start does. */
  reopen(): Promise<Port>;
  /** Makes writing fail. @returns A function that makes it work again. */
  obstruct(): Promise<() => Promise<void>>;
}
