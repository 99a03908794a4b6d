import { avatarRecords, type AvatarRecord } from '@visavis/protocol/rest';
import { readRecords } from '../read-records.js';

/** Whom a session talks to, and what it brings along; what a client sets on its socket goes before. */
export type Avatar = AvatarRecord;

export const IRIS: Avatar = { id: 'iris', name: 'Iris' };

/** The face that an avatar wears, by its id: today there is one for all. */
export function faceOf(_avatar: Avatar): string {
  return 'iris';
}

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

/** Everybody who can be talked to here. */
export class Avatars {
  /** The one nobody in particular asks for first. */
  readonly all: readonly Avatar[];
  readonly #byName: ReadonlyMap<string, Avatar>;

  /** @param own The operator's, beside Iris; one with her id takes her place. Ids and names are unique. */
  constructor(own: readonly Avatar[] = []) {
    const standard = own.find(({ id }) => id === IRIS.id) ?? IRIS;
    this.all = [standard, ...own.filter((avatar) => avatar !== standard)];
    this.#byName = new Map([
      ...[...SPELLING.keys()].map((name) => [name, standard] as const),
      ...this.all.flatMap((avatar) => [avatar.name, avatar.id].map((name) => [name.toLowerCase(), avatar] as const)),
    ]);
  }

  get standard(): Avatar {
    return this.all[0] as Avatar;
  }

  /** Every face that one of them wears, once. */
  get faceIds(): readonly string[] {
    return [...new Set(this.all.map(faceOf))];
  }

  /**
   * @param wanted What the address of the socket asks for; an id wins over a name, even a good one over which it fails.
   * @returns The standard avatar when nothing is asked for, `undefined` when it does not exist. Case does not matter.
   */
  find(wanted: { avatarId?: string | undefined; name?: string | undefined }): Avatar | undefined {
    const asked = wanted.avatarId ?? wanted.name;
    return asked === undefined ? this.standard : this.#byName.get(asked.trim().toLowerCase());
  }
}

/** @returns The usual spelling of a preset's name, `undefined` for any other. */
export function presetName(asked: string): string | undefined {
  return SPELLING.get(asked.trim().toLowerCase());
}

/** The operator's avatars, from a JSON file. @throws {CodedError} `config.invalid`, see {@link readRecords}. */
export const readAvatars = (path: string): Promise<readonly Avatar[]> =>
  readRecords('VISAVIS_AVATARS', path, avatarRecords);
