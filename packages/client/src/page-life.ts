/** The parts of a page that tell of its life. */
export interface PageTargets {
  readonly window: EventTarget;
  readonly document: EventTarget;
  /** Of the wall clock, ms: others stand still while the machine sleeps. */
  now(): number;
  after(delayMs: number, callback: () => void): () => void;
}

export interface PageLifeHandlers {
  /** The network is back, or machine or page have slept: what looks connected may not be. */
  revived(): void;
  /** The page is being closed, or put away. */
  left(): void;
}

const LOOK_EVERY_MS = 5_000;
/** A timer so late was not delayed by work, but by sleep. Hidden pages that play sound are not throttled like this. */
const ASLEEP_MS = 10_000;

/** Watches whether the page leaves, and whether it wakes up. @returns Stops watching. */
export function watchPageLife(targets: PageTargets, handlers: PageLifeHandlers): () => void {
  const { window, document } = targets;
  let cancel: () => void = () => undefined;
  const look = (sinceMs: number): void => {
    cancel = targets.after(LOOK_EVERY_MS, () => {
      const nowMs = targets.now();
      look(nowMs);
      if (nowMs - sinceMs > LOOK_EVERY_MS + ASLEEP_MS) handlers.revived();
    });
  };
  look(targets.now());
  const revived = (): void => handlers.revived();
  const left = (): void => handlers.left();
  window.addEventListener('online', revived);
  window.addEventListener('pagehide', left);
  document.addEventListener('resume', revived); // of a frozen page (Page Lifecycle API)
  return () => {
    cancel();
    window.removeEventListener('online', revived);
    window.removeEventListener('pagehide', left);
    document.removeEventListener('resume', revived);
  };
}
