import type { RunningServer } from '@visavis/server/testing';
import type { Page } from 'playwright-core';

/** Watches which sessions a server opens for a page. Call before the page is opened. @returns Their ids, as they come. */
export function sessionsOf(page: Page): ReadonlySet<string> {
  const ids = new Set<string>();
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      if (typeof payload !== 'string') return;
      const { type, data } = JSON.parse(payload) as { type: string; data: { sessionId: string } };
      if (type === 'conversation.connected.success') ids.add(data.sessionId);
    }),
  );
  return ids;
}

/** Whether the server's log says that a session has ended. */
export const hasEnded = (server: Pick<RunningServer, 'output'>, sessionId: string): boolean =>
  server
    .output()
    .split('\n')
    .some((line) => line.includes(`"session":"${sessionId}"`) && line.includes('"msg":"session closed"'));
