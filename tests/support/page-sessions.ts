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
