import { misused } from './usage-error.js';
import type { CommandWords } from './command.js';

/**
 * Makes an avatar from a picture, lists all, or removes one. It works on the data folder: a server that is running shows
 * the change after its next start.
 *
 * @throws {UsageError} When the words make no sense together.
 * @throws {CodedError} When it cannot be done, one line each.
 */
export async function avatar({ words, options }: CommandWords): Promise<void> {
  const [action, subject, ...rest] = words;
  if (rest.length > 0) throw misused(`"${rest[0]}" is one word too many`);
  if (action === 'list' && subject === undefined) return (await import('./avatar-list.js')).listAvatars();
  if (action === 'add' && subject !== undefined) return (await import('./avatar-add.js')).addAvatar(subject, options);
  if (action === 'remove' && subject !== undefined) return (await import('./avatar-list.js')).removeAvatar(subject);
  if (action === 'add') throw misused('Name the picture that the avatar is made from');
  if (action === 'remove') throw misused('Name the avatar that is removed');
  if (action === 'list') throw misused('There is no "avatar list" of one');
  throw misused(action === undefined ? 'Name what is done: add, list or remove' : `There is no "avatar ${action}"`);
}
