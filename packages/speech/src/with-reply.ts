import type { Complete } from '@visavis/core';
import type { Brain } from './ports.js';

/**
 * A brain that answers in another way, and is the same in all else.
 *
 * @param brain Its owner closes it.
 */
export function withReply(brain: Brain, reply: Brain['reply']): Complete<Brain> {
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
    get label() {
      return brain.label;
    },
    get sees() {
      return brain.sees;
    },
    get ignores() {
      return brain.ignores;
    },
    get acts() {
      return brain.acts;
    },
    prepare: () => brain.prepare(),
    close: () => brain.close(),
    reply,
  };
}
