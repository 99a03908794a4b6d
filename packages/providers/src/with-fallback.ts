import { CodedError, silentLogger, type Complete, type Logger } from '@visavis/core';
import type { Brain } from '@visavis/speech';

const APOLOGY = 'I am sorry, I cannot think just now. Please ask me again in a moment.';
const BROKEN_OFF = ' I am sorry, I lost the thread there.';

/**
 * A brain whose failures are spoken as a plain apology instead of ending the turn. The failure is logged without what
 * was said. An abort is no failure: it is thrown on.
 */
export function withFallback(brain: Brain, options: { logger?: Logger } = {}): Complete<Brain> {
  const { logger = silentLogger } = options;
  return {
    get label() {
      return brain.label;
    },
    get sees() {
      return brain.sees;
    },
    get ignores() {
      return brain.ignores;
    },
    async *reply(request, { signal }) {
      let begun = false;
      try {
        for await (const part of brain.reply(request, { signal })) {
          begun ||= part.type === 'text' || part.type === 'toolCall';
          yield part;
        }
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        const code = error instanceof CodedError ? error.code : 'provider.failed';
        logger.error('the brain failed; an apology is spoken', { code, message: (error as Error).message });
        yield { type: 'text', text: begun ? BROKEN_OFF : APOLOGY };
        return;
      }
      if (!begun && !signal.aborted) yield { type: 'text', text: APOLOGY };
    },
  };
}
