// Threads of engines whose work can be waited for: in simulated time it takes none.
import { startThread } from '../../packages/providers/dist/engine-thread.js';

export class CountedThreads {
  #working = 0;

  /** In place of `startThread` of the engines. */
  start = (...args) => {
    const thread = startThread(...args);
    const call = thread.call.bind(thread);
    thread.call = async (...given) => {
      this.#working++;
      try {
        return await call(...given);
      } finally {
        this.#working--;
      }
    };
    return thread;
  };

  get idle() {
    return this.#working === 0;
  }

  /** Resolves once no call is under way, and what waited for one has gone on without another. */
  async settled() {
    for (let quiet = 0; quiet < 3; quiet = this.idle ? quiet + 1 : 0) await turn();
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
