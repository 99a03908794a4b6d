import type { Server } from 'node:http';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAdaptorServer } from '@hono/node-server';
import { ResourceStack, systemClock, type Clock, type Logger } from '@visavis/core';
import type { Config } from './config.js';
import { loadEngines, type Engines, type LoadEngines } from './engines.js';
import { createIceServers } from './ice/ice-servers.js';
import type { Health } from './health.js';
import { createApp, type ConsoleBoot } from './http/app.js';
import { posterPath } from './http/posters.js';
import { Keys } from './keys/keys.js';
import type { License } from './keys/licenses.js';
import { SpentTokens } from './keys/spent-tokens.js';
import { displayUrl, listen } from './listen.js';
import { Capacity } from './places/capacity.js';
import { answerWith } from './http/answer-with.js';
import { Avatars, readAvatars } from './avatars/avatars.js';
import { Sessions } from './sessions/sessions.js';
import { takeUpgrades } from './sessions/upgrade.js';

export interface ServerDeps {
  /** The server's own key, which its page on this machine is given. */
  license: string;
  /** Keys beside it. */
  licenses?: readonly License[];
  logger: Logger;
  clock?: Clock;
  /** What faces, voices and ears are made by. */
  load?: LoadEngines;
  /** Folder of the built page. */
  pageDir?: string;
}

/** A running server. Whoever made it closes it. */
export interface VisavisServer {
  /** Where the page is. */
  readonly url: string;
  readonly port: number;
  /** The first session could be served. Rejects when a model or the face cannot be loaded. */
  readonly ready: Promise<void>;
  health(): Health;
  /** What answers here; known once ready. */
  boot(): ConsoleBoot;
  /** Ends every session with an event and 1001, then everything else. Idempotent. */
  close(): Promise<void>;
}

const PAGE_DIR = fileURLToPath(new URL('../../../apps/console/dist', import.meta.url));

/**
 * Starts listening, and loads face and models meanwhile: whoever connects first waits for them.
 *
 * @throws {CodedError} `config.invalid` when the address cannot be listened on, or the avatars cannot be read.
 */
export async function createServer(config: Config, deps: ServerDeps): Promise<VisavisServer> {
  const { logger, license, licenses = [], clock = systemClock, load = loadEngines } = deps;
  const resources = new ResourceStack();
  let engines: Engines | undefined;
  const keys = new Keys({
    licenses: [{ key: license }, ...licenses].map((each) => ({ origins: config.origins, ...each })),
    spent: new SpentTokens({
      path: resolve(config.dataDir, 'spent-tokens'),
      nowMs: Date.now(),
      failed: (error) => logger.warn('used tokens are not kept', { error }),
    }),
  });
  const avatars = new Avatars(config.avatarsPath === undefined ? [] : await readAvatars(config.avatarsPath));
  const iceServersFor = createIceServers(config);

  const boot = (): ConsoleBoot => ({
    ready: engines !== undefined,
    brain: engines?.minds.brain.label ?? '',
    vocabulary: engines?.ears.recognizer.vocabulary ?? 'closed',
    avatar: { name: avatars.standard.name, poster: posterPath(avatars.standard) },
    suggestions: engines?.suggestions() ?? [],
  });
  const health = (): Health => ({
    ready: engines !== undefined,
    counts: { ...sessions.counts(), ...engines?.counts(), timers: activeTimers() },
    pacing: engines?.pacing(),
  });

  const app = createApp({
    pageDir: deps.pageDir ?? PAGE_DIR,
    license,
    open: {
      keys,
      avatars,
      iceServersFor,
      mind: () => engines && { label: engines.minds.brain.label, voices: engines.voices.synthesizer.voices },
      trustProxy: config.trustProxy,
    },
    answer: () => engines && answerWith(engines.minds.brain),
    health,
    boot,
    poster: (avatar) => engines?.poster(avatar),
    logger,
  });
  const http = createAdaptorServer({ fetch: app.fetch }) as Server;
  const port = await listen(http, config);
  resources.defer(() => closeHttp(http));

  const loading = load(config, { udpPort: config.udpPort ?? port, faceIds: avatars.faceIds, logger });
  // Half-loaded engines close themselves later: an end must not wait for a beginning.
  resources.defer(() => engines?.close() ?? void loading.then((loaded) => loaded.close()).catch(() => undefined));
  const ready = loading.then((loaded) => void (engines = loaded));
  // Whoever waits for `ready` sees the failure; nobody has to.
  ready.catch(() => undefined);

  const capacity = new Capacity({
    total: config.maxSessions,
    ofLicense: (licenseId) => keys.maxSessions(licenseId) ?? config.maxSessionsPerLicense,
  });
  const sessions = new Sessions({
    config,
    iceServersFor,
    keys,
    avatars,
    engines: loading,
    capacity,
    clock,
    logger,
  });
  resources.defer(() => sessions.close());
  resources.defer(takeUpgrades(http, (socket, arrival) => sessions.accept(socket, arrival)));

  return { url: displayUrl(config.host, port), port, ready, health, boot, close: () => resources.release() };
}

/** Timers that keep the process alive: back to where they were when everybody has gone. */
function activeTimers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

function closeHttp(http: Server): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => resolve());
    http.closeAllConnections();
  });
}
