import type { TalkingEngines } from '@visavis/client';

/** Answer of `GET /api/page`: what the page needs before it connects. */
export interface Boot {
  /** `false` while the server still loads. */
  ready: boolean;
  /** Whether the page opens by the address that the server printed; elsewhere it needs a key. */
  invites: boolean;
  /** Description of the brain, in plain words. */
  brain: string;
  /** Whether the brain understands only the questions of its knowledge, or anything. */
  vocabulary: 'closed' | 'open';
  /** What understands, speaks and answers, and where its data goes. */
  engines: TalkingEngines;
  /** Whether a browser may turn speech into text itself. */
  takesTranscripts: boolean;
  avatar: { name: string; poster: string };
  suggestions: readonly string[];
  /** Whether the server makes faces of pictures. */
  makesFaces: boolean;
}

const RETRY_MS = 500;
/** Requests without an answer after which the page gives up, until the user asks it to try again. */
const GIVE_UP_AFTER = 4;

/**
 * Asks the server until it is ready.
 * @param received Called with each answer, so that the page can show what it knows already.
 * @throws {Error} When the server does not answer.
 */
export async function waitForServer(received: (boot: Boot) => void): Promise<void> {
  for (let failures = 0; ;) {
    const boot = await fetchBoot();
    if (boot) received(boot);
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
