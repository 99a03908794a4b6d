import type { RecordedSession, RecordedTurn } from '@visavis/store';
import type { CommandWords } from './command.js';
import { turnsOf } from './read-records.js';
import { say } from './say.js';
import { misused } from './usage-error.js';
import { withStore } from './with-store.js';

/**
 * Prints what was said in a session: as lines of text, as JSON, or as captions in WebVTT.
 *
 * @throws {UsageError} When the words make no sense together, or there is no such session.
 * @throws {CodedError} `config.invalid` when the settings are wrong, or the database cannot be used.
 */
export async function transcript({ words, options }: CommandWords): Promise<void> {
  const [id, ...rest] = words;
  if (id === undefined) throw misused('Name the session');
  if (rest.length > 0) throw misused(`"${rest[0]}" is one word too many`);
  const write = FORMATS[options.format ?? 'text'];
  if (!write) throw misused(`--format is ${Object.keys(FORMATS).join(', ')}`);
  await withStore(async ({ records }) => {
    const session = await records.session(id);
    if (!session) throw misused(`There is no session "${id}"`);
    say(write(session, await turnsOf(records, id)));
  });
}

type Write = (session: RecordedSession, turns: readonly RecordedTurn[]) => string;

const FORMATS: Readonly<Record<string, Write | undefined>> = {
  text: (_session, turns) => turns.flatMap(linesOf).join('\n'),
  json: (session, turns) => JSON.stringify({ ...session, turns: turns.map(withoutPosition) }, undefined, 2),
};

function linesOf({ user, heard, interrupted }: RecordedTurn): string[] {
  return [
    ...(user === '' ? [] : [`You: ${user}`]),
    ...(heard === '' ? [] : [`Face: ${heard}${interrupted ? ' —' : ''}`]),
  ];
}

function withoutPosition({ position: _position, ...turn }: RecordedTurn): Omit<RecordedTurn, 'position'> {
  return turn;
}
