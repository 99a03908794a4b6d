/** What a client asks for in the address of its socket, every spelling folded into one. Absent means not asked for. */
export interface SocketQuery {
  readonly license?: string;
  /** Exact; `name` is absent where this is set, since an id takes precedence over a name. */
  readonly avatarId?: string;
  readonly name?: string;
  readonly model?: string;
  /** Whether the reply's sound is also sent on the socket. */
  readonly audioBack: boolean;
  readonly inputSampleRateHz?: number;
  /** Form of a tool call's arguments. */
  readonly argumentsAs: 'object' | 'string';
  /** Whether the client can resume the session after a loss, and asks to. */
  readonly resumable: boolean;
  /** Set when the client comes back: the token it received, and the number of the last frame it received. */
  readonly resume?: { readonly token: string; readonly after: number };
  /** Whether the client waits for a place instead of being refused. */
  readonly queue: boolean;
}
