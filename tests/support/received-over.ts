import type { Page } from 'playwright-core';

/** What a page has received so far over all its connections, where `keepConnections` has kept them. */
export const receivedOver = (page: Page): Promise<{ connections: number; frames: number }> =>
  page.evaluate(async () => {
    const kept = (window as unknown as { keptConnections: RTCPeerConnection[] }).keptConnections;
    const total = { connections: kept.length, frames: 0 };
    for (const connection of kept)
      for (const entry of (await connection.getStats()).values() as Iterable<{ framesDecoded?: number }>)
        total.frames += entry.framesDecoded ?? 0;
    return total;
  });
