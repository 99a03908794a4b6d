import { isSignallingEvent, V1Writer, type Dialect } from '@visavis/protocol';
import type { SignallingLine } from './signalling-line.js';

/** The dialect of one v1 client: the conversation on its session's socket, the signalling on the line beside it. */
export function v1Dialect(line: Pick<SignallingLine, 'write'>): Dialect {
  const writer = new V1Writer();
  return {
    name: 'v1',
    confirmsUnasked: false,
    write: (event) => {
      if (!isSignallingEvent(event)) return writer.write(event);
      line.write(event);
      return [];
    },
  };
}
