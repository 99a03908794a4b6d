/** The signal of one attempt: it aborts with that of its user, and when the attempt is over. */
export class LinkedSignal {
  readonly #controller = new AbortController();
  readonly #user: AbortSignal;
  readonly #stop: () => void;

  constructor(user: AbortSignal) {
    this.#user = user;
    this.#stop = () => this.#controller.abort(user.reason);
    if (user.aborted) this.#stop();
    else user.addEventListener('abort', this.#stop, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The attempt is over: what is left of it ends. Idempotent. */
  end(): void {
    this.#user.removeEventListener('abort', this.#stop);
    this.#controller.abort(new DOMException('The attempt is over', 'AbortError'));
  }
}
