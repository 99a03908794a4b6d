/** What one connection introduces itself with. */
export interface Introduction {
  /** Headers of its request, beside those of every connection. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sent before everything else; text as it is, an object as JSON. */
  readonly messages: readonly (string | object)[];
}

/** How a vendor is called, and how its connections are kept. */
export interface VendorService {
  /** The vendor's name, as subject of a sentence. */
  readonly what: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Called for each connection. @defaultValue nothing comes before the first request */
  readonly introduction?: () => Introduction;
  /** Sent at this interval through a connection that is kept unused, for vendors that close it otherwise. */
  readonly keepAlive?: { readonly message: object; readonly everyMs: number };
  /**
   * Reads one message as it comes through the network. Returns `undefined` for what is none.
   *
   * @defaultValue a text is JSON, and bytes mean nothing
   */
  readonly parse?: (data: string | Uint8Array) => unknown;
}
