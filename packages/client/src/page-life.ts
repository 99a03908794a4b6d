/** The parts of a page that report its life cycle, and its clocks. */
export interface PageTargets {
  readonly window: EventTarget;
  readonly document: EventTarget;
  /** Time of the wall clock, ms: other clocks stand still while the machine sleeps. */
  now(): number;
  after(delayMs: number, callback: () => void): () => void;
}

export interface PageLifeHandlers {
  /** The network is back, or the machine or the page has slept: a connection that looks open may be dead. */
  revived(): void;
  /** The page is being closed, or enters the back/forward cache. */
  left(): void;
}

const LOOK_EVERY_MS = 5_000;
/** A timer this late was delayed by sleep, not by work. Hidden pages that play sound are not throttled like this. */
const ASLEEP_MS = 10_000;

/** Watches when the page is left and when it wakes up. @returns A function that stops watching. */
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
