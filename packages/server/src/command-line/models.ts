import type { CommandWords } from './command.js';
import { misused } from './usage-error.js';

/**
 * Lists the models that can be downloaded, downloads some, checks those that are there, or removes one. A server that is
 * running uses the change from its next start on.
 *
 * @throws {UsageError} When the words make no sense together.
 * @throws {CodedError} When it cannot be done, one line each.
 */
export async function models({ words, flags }: CommandWords): Promise<void> {
  const [action, subject, ...rest] = words;
  if (rest.length > 0) throw misused(`"${rest[0]}" is one word too many`);
  const actions = await import('./model-actions.js');
  if (action === 'list' && subject === undefined) return actions.listModels();
  if (action === 'add' && subject !== undefined) return actions.addModels(subject, { asks: !flags.has('yes') });
  if (action === 'check') return actions.checkModels(subject);
  if (action === 'remove' && subject !== undefined) return actions.removeModels(subject);
  if (action === 'list') throw misused('There is no "models list" of one');
  if (action === 'add') throw misused('Name the set or the model that is added: visavis models list has all');
  if (action === 'remove') throw misused('Name the model that is removed');
  throw misused(
    action === undefined ? 'Name what is done: list, add, check or remove' : `There is no "models ${action}"`,
  );
}
