type Release = () => void | Promise<void>;

/** The resources that one owner has opened. They are released once, in reverse order, going on past a failure. */
export class ResourceStack implements AsyncDisposable {
  readonly #releases: Release[] = [];
  #released: Promise<void> | undefined;

  /** Adds a release. It runs at once when the stack is already released, so that a resource opened late is not lost. */
  defer(release: Release): void {
    if (this.#released)
      void Promise.resolve()
        .then(release)
        .catch(() => undefined);
    else this.#releases.push(release);
  }

  /** Owns `resource` until released. */
  use<T extends { close(): void | Promise<void> }>(resource: T): T {
    this.defer(() => resource.close());
    return resource;
  }

  /** Idempotent. @throws {AggregateError} After every release was tried, when at least one failed. */
  release(): Promise<void> {
    return (this.#released ??= this.#releaseAll());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.release();
  }

  async #releaseAll(): Promise<void> {
    const errors: unknown[] = [];
    for (let release = this.#releases.pop(); release; release = this.#releases.pop()) {
      try {
        await release();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'Releasing failed');
  }
}
