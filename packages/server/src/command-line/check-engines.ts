import { CodedError, silentLogger } from '@visavis/core';
import { engineLists } from '../choosing/engine-lists.js';
import { tryEngines, type TriedEngine } from '../choosing/try-engines.js';
import { unusedKeys } from '../choosing/unused-keys.js';
import { checkSettings } from './check.js';
import { say } from './say.js';

/** A model on this machine may have to be loaded. */
const ENGINE_LIMIT_MS = 60_000;
/** Stands for what the face knows, which is not sent. */
const NOTHING_KNOWN = {
  name: 'Visavis',
  topics: [{ question: 'Hello?', phrasings: ['hello'], answer: 'Hello.', line: 1 }],
};

/**
 * Checks what a start would read, and tries each engine as a start would: its service hears silence or half a word, and is
 * asked to say or answer "Hello.". Nothing of the operator's or of users' goes there.
 *
 * @throws {CodedError} As the start would, one line each; `provider.failed` where an engine cannot be used.
 */
export async function checkEngines(): Promise<void> {
  const config = await checkSettings();
  const lists = await engineLists(config, { knowledge: NOTHING_KNOWN, logger: silentLogger });
  for (const line of unusedKeys(config, lists)) say(line);
  const tried = await tryEngines(lists, { withinMs: ENGINE_LIMIT_MS });
  for (const engine of tried) say(lineOf(engine));
  const failed = tried.filter(({ fault }) => fault !== undefined).length;
  if (failed > 0) throw new CodedError('provider.failed', `${failed} of ${tried.length} engines cannot be used`);
}

function lineOf({ kind, name, service, fault }: TriedEngine): string {
  if (fault !== undefined) return `${kind}: ${name}: cannot be used: ${fault}`;
  return `${kind}: ${name}: works, ${service === undefined ? 'on this machine' : `at ${service}`}`;
}
