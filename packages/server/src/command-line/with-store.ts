import type { Config } from '../config/config.js';
import { openStore, type OpenStore } from '../store.js';
import { readSettings } from './settings.js';

/**
 * Opens the state of the server that the environment describes, beside one that may be running, for one command.
 *
 * @throws {CodedError} `config.invalid`, one line that names what cannot be read; whatever `use` throws.
 */
export async function withStore(use: (store: OpenStore, config: Config) => Promise<void>): Promise<void> {
  const { config, licenses, avatars } = await readSettings();
  const store = await openStore(config, { licences: licenses, avatars });
  try {
    await use(store, config);
  } finally {
    await store.close();
  }
}
