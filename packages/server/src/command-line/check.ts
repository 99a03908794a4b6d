import { silentLogger } from '@visavis/core';
import type { Config } from '../config/config.js';
import { openKnowledge } from '../engines.js';
import { readOwnKey } from '../keys/own-key.js';
import { talkPageDir } from '../page/talk-page.js';
import { say } from './say.js';
import { readSettings } from './settings.js';

/**
 * Checks what a start would read, beside a server that may be running: it opens no port, loads no model and writes nothing.
 *
 * @throws {CodedError} As the start would, one line each.
 */
export async function check(): Promise<void> {
  await checkSettings();
}

/** Checks as {@link check} does. @returns The settings. */
export async function checkSettings(): Promise<Config> {
  const { config } = await readSettings();
  await readOwnKey({ dataDir: config.dataDir, configured: config.license });
  talkPageDir();
  const knowledge = await openKnowledge(config, silentLogger);
  knowledge.close();
  say('The configuration can be used.');
  return config;
}
