interface Closable {
  close(): void;
}

/** Something that opens streams, and how many of them are open. */
export interface Counted<T> {
  open(): T;
  readonly count: number;
}

/** Counts what `source` has opened and nobody has closed: what operators look at when a session has ended. */
export function countOpen<T extends Closable>(source: { open(): T }): Counted<T> {
  let count = 0;
  return {
    get count() {
      return count;
    },
    open() {
      const stream = source.open();
      const close = stream.close.bind(stream);
      let open = true;
      count++;
      stream.close = () => {
        if (open) count--;
        open = false;
        close();
      };
      return stream;
    },
  };
}
