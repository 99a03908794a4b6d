import { startThread, type StartThread } from '../engine-thread.js';

/** Starts real threads of engines, and counts the calls that are under way. */
export function countedThreads(): { readonly start: StartThread; held(): number } {
  let under = 0;
  const start: StartThread = (module, options) => {
    const thread = startThread(module, options);
    const call = thread.call.bind(thread) as (...given: unknown[]) => Promise<unknown>;
    const counted = {
      events: thread.events,
      post: thread.post.bind(thread),
      close: () => thread.close(),
      call(...given: unknown[]) {
        under++;
        return call(...given).finally(() => under--);
      },
    };
    return counted;
  };
  return { start, held: () => under };
}
