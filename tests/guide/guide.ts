import type { Browser, Page } from 'playwright-core';
import type { RunningServer } from '@visavis/server/testing';
import type { ExpectStatic } from 'vitest';
import { cuttingProxy, type CuttingProxy } from '../support/cutting-proxy.js';
import type { FakeModel } from '../support/fake-model.js';
import { hasEnded, sessionsOf } from '../support/page-sessions.js';
import { GuideSite, type Destination } from './guide-site.js';
import type { Programs } from './programs.js';

/** What the programs of the guide are tried with. */
export interface Surroundings {
  readonly programs: Programs;
  readonly browser: Browser;
  /** Answers from its knowledge, and hears speech. */
  readonly scripted: RunningServer;
  /** Answers with {@link model}, which sees. */
  readonly seeing: Promise<RunningServer>;
  readonly model: FakeModel;
}

export interface OpenOptions {
  /** The server the program talks to; the scripted one when absent. */
  readonly to?: Destination;
  /** Called before the page loads. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** Opens programs of the guide as their reader would, and closes what was opened. */
export class Guide {
  readonly #surroundings: Surroundings;
  readonly #opened: { close(): Promise<void> }[] = [];
  /** With the sessions of each. */
  readonly #pages = new Map<Page, ReadonlySet<string>>();
  /** What no handler of a page has caught. */
  readonly errors: string[] = [];
  /** That of the test, since others run beside it. */
  readonly expect: ExpectStatic;

  constructor(surroundings: Surroundings, expect: ExpectStatic) {
    this.#surroundings = surroundings;
    this.expect = expect;
  }

  get scripted(): RunningServer {
    return this.#surroundings.scripted;
  }

  get seeing(): Promise<RunningServer> {
    return this.#surroundings.seeing;
  }

  get model(): FakeModel {
    return this.#surroundings.model;
  }

  /** @param names Pages of the guide whose programs run together. */
  async open(names: readonly string[], { to = this.scripted, prepare }: OpenOptions = {}): Promise<Page> {
    const { programs, browser } = this.#surroundings;
    const site = await GuideSite.open(programs, names, to);
    this.#opened.push(site);
    const page = await browser.newPage();
    this.#opened.push(page);
    this.#pages.set(page, sessionsOf(page));
    page.on('pageerror', ({ message }) => this.errors.push(message));
    await prepare?.(page);
    await page.goto(site.url);
    return page;
  }

  /** A way to the scripted server that can be cut. */
  async cuttable(): Promise<CuttingProxy & Destination> {
    const proxy = await cuttingProxy(this.scripted);
    this.#opened.push(proxy);
    return { ...proxy, license: this.scripted.license };
  }

  /** @returns The ids of the page's sessions that have not ended, on either server. */
  async sessionsGoingOn(page: Page): Promise<string[]> {
    const servers = [this.scripted, await this.seeing];
    return [...this.#pages.get(page)!].filter((id) => !servers.some((server) => hasEnded(server, id)));
  }

  /** Closes this along with the rest. */
  closeLater(opened: { close(): Promise<void> }): void {
    this.#opened.push(opened);
  }

  /**
   * Ends all pages, and closes what was opened, the last first.
   * @throws {Error} When a page has said no goodbye, so that its session goes on.
   */
  async close(): Promise<void> {
    const pages = [...this.#pages.keys()];
    try {
      for (const page of pages) await hide(page);
      await this.expect
        .poll(async () => (await Promise.all(pages.map((page) => this.sessionsGoingOn(page)))).flat())
        .toEqual([]);
    } finally {
      for (const opened of this.#opened.splice(0).reverse()) await opened.close();
    }
  }
}

/**
 * What a page receives when it is left, while it still lives: a browser that leaves it in the middle of a reply may drop
 * the socket before the goodbye has arrived.
 */
const hide = (page: Page): Promise<void> =>
  page.evaluate(() => void window.dispatchEvent(new PageTransitionEvent('pagehide')));

/** How many pictures the page's video has shown. */
export const framesShown = (page: Page): Promise<number> =>
  page.evaluate(() => document.querySelector('video')!.getVideoPlaybackQuality().totalVideoFrames);
