/** The answer of a service that does not do what it was asked for. */
export interface RefusedRequest {
  /** The subject of the sentence: the service. */
  readonly what: string;
  readonly status: number;
  /** Whether a key was sent. */
  readonly hasKey: boolean;
  /** Code and parameter, where the service names them. */
  readonly details?: string;
  readonly retryAfterMs?: number | undefined;
}

/** @returns One sentence for operators about what is wrong. It holds nothing that users said. */
export function refusalSentence({ what, status, hasKey, details, retryAfterMs }: RefusedRequest): string {
  const more = details ? ` (${details})` : '';
  if (status === 401 || status === 403) return hasKey ? `${what} refuses the key${more}` : `${what} asks for a key`;
  if (status === 402) return `${what} asks for payment${more}`;
  if (status === 429 || status === 503) {
    const seconds = retryAfterMs === undefined ? '' : `, and asks for a pause of ${Math.ceil(retryAfterMs / 1000)} s`;
    return `${what} is busy (${status})${more}${seconds}`;
  }
  if (status >= 300 && status < 400) return `${what} answered ${status}: it has moved to another address`;
  return `${what} answered ${status}${more}`;
}
