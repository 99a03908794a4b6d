/** What the server tells the page before it connects. */
export interface Boot {
  /** `false` while the server still loads. */
  ready: boolean;
  /** The key, handed only to a page opened on the server's own machine. */
  license?: string;
  needsKey: boolean;
  /** What answers here, in plain words. */
  brain: string;
  /** Whether it understands only what its knowledge holds, or anything. */
  vocabulary: 'closed' | 'open';
  avatar: { name: string; poster: string };
  suggestions: readonly string[];
}

const RETRY_MS = 500;
/** After this long without an answer the user is told; the page goes on asking only when told to. */
const GIVE_UP_AFTER = 4;

/**
 * Asks the server until it is ready.
 * @param tell Called with each answer, so that the page can show what it knows already.
 * @throws {Error} When nobody answers.
 */
export async function waitForServer(tell: (boot: Boot) => void): Promise<void> {
  for (let failures = 0; ;) {
    const boot = await fetchBoot();
    if (boot) tell(boot);
    if (boot?.ready) return;
    failures = boot ? 0 : failures + 1;
    if (failures >= GIVE_UP_AFTER) throw new Error('The server does not answer');
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

async function fetchBoot(): Promise<Boot | undefined> {
  try {
    const response = await fetch('/api/page', { cache: 'no-store' });
    return response.ok ? ((await response.json()) as Boot) : undefined;
  } catch {
    return undefined;
  }
}
