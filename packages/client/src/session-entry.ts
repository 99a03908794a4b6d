import { socketUrl, type ResumePoint } from './endpoint.js';
import type { Platform } from './platform.js';
import { problem } from './problem.js';
import { ServerLink, type ServerLinkHandlers } from './server-link.js';
import type { SessionOptions } from './session-options.js';

/** How long the server may take to prepare a session. */
const CONNECT_TIMEOUT_MS = 15_000;

/**
 * A session's way to its server: fetches the key where the page does not hold it, opens the connection, and limits the
 * time until the session is ready. Owns the connection.
 */
export class SessionEntry {
  readonly #options: SessionOptions;
  readonly #platform: Platform;
  readonly #handlers: ServerLinkHandlers;
  #license: string | undefined;
  #server: ServerLink | undefined;
  #cancelTimeout: () => void = () => undefined;
  #closed = false;

  /** @param handlers `ended` is called, too, where the server cannot be reached in the first place, or not in time. */
  constructor(options: SessionOptions, platform: Platform, handlers: ServerLinkHandlers) {
    this.#options = options;
    this.#platform = platform;
    this.#handlers = handlers;
  }

  /** The connection; `undefined` while the key is being fetched. */
  get server(): ServerLink | undefined {
    return this.#server;
  }

  /** Opens the connection, at once where the key is no function. */
  begin(): void {
    const { license } = this.#options;
    if (typeof license === 'function') void this.#fetchKey(license);
    else this.#open(license);
  }

  /** The server has {@link CONNECT_TIMEOUT_MS} from now on. */
  expect(): void {
    this.#cancelTimeout();
    this.#cancelTimeout = this.#platform.after(CONNECT_TIMEOUT_MS, () =>
      this.#handlers.ended(problem('network', 'The server does not answer')),
    );
  }

  /** The time is no longer limited: the session is ready, or waits in the queue, which may take long. */
  hold(): void {
    this.#cancelTimeout();
  }

  /** Requests the ICE servers of a server that names none on the socket. */
  fetchIceServers(): Promise<RTCIceServer[]> {
    return this.#platform.fetchIceServers(this.#address(), this.#license);
  }

  /** Idempotent. @param pageLeaves See {@link ServerLink.close}. */
  close(pageLeaves = false): void {
    this.#closed = true;
    this.#cancelTimeout();
    this.#server?.close(pageLeaves);
  }

  async #fetchKey(fetch: () => string | Promise<string>): Promise<void> {
    try {
      const license = await fetch();
      if (!this.#closed) this.#open(license);
    } catch (error) {
      this.#handlers.ended(problem('auth', `The key could not be fetched: ${String(error)}`));
    }
  }

  #open(license: string | undefined): void {
    this.#license = license;
    try {
      this.#server = new ServerLink((from) => this.#address(from), this.#platform, this.#handlers);
    } catch (error) {
      this.#handlers.ended(problem('network', `The server’s address cannot be used: ${String(error)}`));
    }
  }

  #address(from?: ResumePoint): string {
    return socketUrl({ ...this.#options, license: this.#license }, this.#platform.pageUrl, from);
  }
}
