import { CodedError, silentLogger, type Complete, type Logger } from '@visavis/core';
import { languageOf, type Brain } from '@visavis/speech';

/**
 * A brain whose failures are spoken as a plain apology instead of ending the turn. The failure is logged without what
 * was said. An abort is no failure: it is rethrown. A failed preparation does not reject either: the brain's health
 * reports it, and users hear the apology.
 */
export function withFallback(brain: Brain, options: { logger?: Logger } = {}): Complete<Brain> {
  const { logger = silentLogger } = options;
  const log = (what: string, error: unknown): void => {
    const code = error instanceof CodedError ? error.code : 'provider.failed';
    logger.error(what, { code, message: (error as Error).message });
  };
  return {
    get info() {
      return brain.info;
    },
    get health() {
      return brain.health;
    },
    get events() {
      return brain.events;
    },
    async prepare() {
      await brain.prepare().catch((error: unknown) => log('the brain cannot be prepared', error));
    },
    close: () => brain.close(),
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
      const { noAnswer, brokenOff } = languageOf(request.language).apologies;
      let begun = false;
      try {
        for await (const part of brain.reply(request, { signal })) {
          begun ||= part.type === 'text' || part.type === 'toolCall';
          yield part;
        }
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        log('the brain failed; an apology is spoken', error);
        yield { type: 'text', text: begun ? ` ${brokenOff}` : noAnswer };
        return;
      }
      if (!begun && !signal.aborted) yield { type: 'text', text: noAnswer };
    },
  };
}
