import type { Page } from 'playwright-core';
import { ownAddress } from './own-address.js';

/** A pattern, as for `RegExp` with the flag `g`, and what takes its place. */
export type Rewrite = readonly [pattern: string, replacement: string];

/** What happens to text messages between a page and its server. */
export interface Rewrites {
  readonly sent?: readonly Rewrite[];
  readonly received?: readonly Rewrite[];
}

interface InPage {
  rewrites: Rewrites;
}

/**
 * Rewrites the messages of every socket that a page opens, inside the page: its sockets stay the browser's own, which
 * also say goodbye when it is left. Call before the page is opened.
 */
export async function rewriteMessages(page: Page, rewrites: Rewrites): Promise<void> {
  await page.addInitScript((initial) => {
    const inPage = Object.assign(window as unknown as InPage, { rewrites: initial });
    const apply = (which: keyof Rewrites, text: string): string =>
      (inPage.rewrites[which] ?? []).reduce((all, [pattern, by]) => all.replaceAll(new RegExp(pattern, 'g'), by), text);
    window.WebSocket = class extends WebSocket {
      constructor(url: string | URL) {
        super(url);
        this.addEventListener('message', (event: MessageEvent<string>) => {
          if (!event.isTrusted) return; // it is the rewritten one
          event.stopImmediatePropagation();
          this.dispatchEvent(new MessageEvent('message', { data: apply('received', event.data) }));
        });
      }
      override send(data: string | ArrayBufferView<ArrayBuffer>): void {
        super.send(typeof data === 'string' ? apply('sent', data) : data);
      }
    };
  }, rewrites);
}

/** From now on the messages of an open page are rewritten in another way. */
export const changeRewrites = (page: Page, rewrites: Rewrites): Promise<void> =>
  page.evaluate((next) => void Object.assign(window, { rewrites: next }), rewrites);

/**
 * Leads a page's media over a relay: the server's candidates name the relay, and the browser's do not reach the server,
 * which would find a path of its own on this machine.
 */
export const mediaOver = ({ port }: { port: number }): Rewrites => ({
  received: [['(candidate:\\S+ \\d \\w+ \\d+) \\S+ \\d+', `$1 ${ownAddress()} ${port}`]],
  sent: [
    ['a=candidate:.*?\\\\r\\\\n', ''],
    ['candidate:\\d[^"]*', ''],
  ],
});
