import { CodedError, ERRORS, isWarningCode, type Complete } from '@visavis/core';
import type { Brain, ReplyPart, ReplyRequest } from '../ports.js';
import { attempt } from './attempt.js';
import { FallbackEngine, type FallbackOptions } from './fallback-engine.js';

/** How long a brain may fall silent within a reply, ms. Engines on a service have shorter limits of their own. */
const STALL_MS = 60_000;

/**
 * A list of brains as one. Once a part of a reply went out, no other brain goes on with it: the failure is that of the
 * reply. A reply by another brain than the wanted one begins with a warning.
 */
export class FallbackBrain extends FallbackEngine<Brain> implements Complete<Brain> {
  constructor(options: FallbackOptions<Brain>) {
    super(options);
  }

  get label(): string {
    return this.current.label;
  }

  get sees(): boolean {
    return this.current.sees;
  }

  get ignores(): Brain['ignores'] {
    return this.current.ignores;
  }

  get acts(): boolean | undefined {
    return this.current.acts;
  }

  async *reply(request: ReplyRequest, { signal }: { signal: AbortSignal }): AsyncGenerator<ReplyPart, void, undefined> {
    let failure: unknown;
    for (const candidate of this.inOrder()) {
      signal.throwIfAborted();
      const { engine, name } = candidate;
      /** Warnings in front of the reply, which belong to it. */
      let held: ReplyPart[] | undefined = failure === undefined ? [] : [replaced(failure, engine)];
      try {
        const limits = { clock: this.clock, what: name, firstMs: this.limitOf(candidate), stallMs: STALL_MS, signal };
        for await (const part of attempt((own) => engine.reply(request, { signal: own }), limits)) {
          if (held && part.type === 'warning') held.push(part);
          else {
            yield* held ?? [];
            held = undefined;
            yield part;
          }
        }
        yield* held ?? [];
        return candidate.worked();
      } catch (error) {
        signal.throwIfAborted();
        candidate.failed(error);
        if (!held) throw error;
        failure = error;
      }
    }
    throw failure;
  }
}

function replaced(failure: unknown, { label }: Brain): ReplyPart {
  const code = failure instanceof CodedError && isWarningCode(failure.code) ? failure.code : 'provider.failed';
  return { type: 'warning', code, message: `${ERRORS[code].sentence}: ${label} answers instead` };
}
