import type { Browser, Page } from 'playwright-core';
import type { RunningServer } from '@visavis/server/testing';
import { expect } from 'vitest';
import { cuttingProxy, type CuttingProxy } from '../support/cutting-proxy.js';
import type { FakeModel } from '../support/fake-model.js';
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
  /** What no handler of a page has caught. */
  readonly errors: string[] = [];

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
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

  /** Closes this along with the rest. */
  closeLater(opened: { close(): Promise<void> }): void {
    this.#opened.push(opened);
  }

  /**
   * Ends all pages, and closes what was opened, the last first.
   * @throws {Error} When a page has said no goodbye, so that its session goes on.
   */
  async close(): Promise<void> {
    if (this.#opened.length === 0) return;
    try {
      for (const page of this.#surroundings.browser.contexts().flatMap((context) => context.pages())) await hide(page);
      for (const { health } of [this.scripted, await this.seeing])
        await expect.poll(async () => (await health()).counts['sessions']).toBe(0);
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
