import { Call as Caller, type CallOptions as CallerOptions } from '@visavis/caller';
import { serverFrame } from '@visavis/protocol';
import type { RunningServer } from '@visavis/server/testing';

export interface CallOptions extends CallerOptions {
  /** Beside the license; `license: ''` leaves it out. */
  readonly query?: Record<string, string>;
}

/**
 * A caller that mistrusts the server: every frame must be text and valid by the protocol's own schema, whatever the
 * test is about; `faults` says which were not.
 */
export class Call extends Caller {
  /** What no client could have read. */
  readonly faults: string[] = [];

  constructor(server: Pick<RunningServer, 'socketUrl'>, { query = {}, ...options }: CallOptions = {}) {
    super(server.socketUrl(query), options);
  }

  protected override take(text: string, isBinary: boolean): void {
    if (isBinary) return void this.faults.push('a binary frame');
    const fault = faultOf(text);
    if (fault !== undefined) this.faults.push(`${text.slice(0, 200)}: ${fault}`);
    super.take(text, isBinary);
  }
}

function faultOf(text: string): string | undefined {
  try {
    return serverFrame.safeParse(JSON.parse(text)).error?.issues[0]?.message;
  } catch {
    return 'not JSON';
  }
}
