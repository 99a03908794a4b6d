/** Whom a session talks to. */
export interface Avatar {
  readonly id: string;
  readonly name: string;
}

export const IRIS: Avatar = { id: 'iris', name: 'Iris' };

/** Names under which the samples of existing clients ask for a face: they start here unedited. */
const PRESETS = [
  ...[
    'Alex',
    'Ethan',
    'Leo',
    'Lily',
    'Emma',
    'Sophia',
    'Mia',
    'Chloe',
    'Zoe',
    'Ava',
    'Brain',
    'Lauren',
    'Emily',
    'Freya',
  ],
  ...['girl2', 'girl3', 'girl4', 'girl5', 'girl6', 'girl7', 'girl8', 'man2', 'man3', 'man4'],
];

const SPELLING = new Map(
  [...PRESETS, ...PRESETS.map((name) => `navtalk.${name}`)].map((name) => [name.toLowerCase(), name]),
);

const BY_NAME = new Map<string, Avatar>(
  [IRIS.id, IRIS.name, ...SPELLING.keys()].map((name) => [name.toLowerCase(), IRIS]),
);

/**
 * @param wanted What the address of the socket asks for; an id wins over a name, even a good one over which it fails.
 * @returns The default avatar when nothing is asked for, `undefined` when it does not exist. Case does not matter.
 */
export function findAvatar(wanted: { avatarId?: string | undefined; name?: string | undefined }): Avatar | undefined {
  const asked = wanted.avatarId ?? wanted.name;
  return asked === undefined ? IRIS : BY_NAME.get(asked.trim().toLowerCase());
}

/** @returns The usual spelling of a preset's name, `undefined` for any other. */
export function presetName(asked: string): string | undefined {
  return SPELLING.get(asked.trim().toLowerCase());
}
