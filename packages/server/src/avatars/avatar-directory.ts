import type { AvatarRecord } from '@visavis/protocol/rest';
import { isSeenBy, type Avatars } from '@visavis/store';

/** The avatar that a session talks to, and its settings; those that a client sets on its socket take precedence. */
export type Avatar = AvatarRecord;

/** The avatar of a server whose operator has configured none. */
export const IRIS: Avatar = { id: 'iris', name: 'Iris' };

/** Id of the face that ships. */
export const SHIPPED_FACE = 'iris';

/** Id of the face that an avatar wears. */
export const faceOf = ({ face }: Avatar): string => face ?? SHIPPED_FACE;

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

/**
 * Finds the avatar that a client asks for: among the operator's own first, then the standard one, by its name or by one of
 * the presets' names.
 */
export class AvatarDirectory {
  readonly #own: Avatars;

  /** @param own The operator's avatars, beside Iris; one with her id replaces her. */
  constructor(own: Avatars) {
    this.#own = own;
  }

  /** The avatar of a client that asks for none. */
  async standard(): Promise<Avatar> {
    const found = await this.#own.find(IRIS.id);
    return found?.id === IRIS.id ? found : IRIS;
  }

  /** All avatars, of every licence, the standard one first. */
  async all(): Promise<readonly Avatar[]> {
    const [standard, own] = await Promise.all([this.standard(), this.#own.list()]);
    return [standard, ...own.filter(({ id }) => id !== standard.id)];
  }

  /** The avatars that a licence sees, the standard one first. */
  async seenBy(licenceId: string): Promise<readonly Avatar[]> {
    return (await this.all()).filter((avatar) => isSeenBy(avatar, licenceId));
  }

  /**
   * @param wanted Id or name in the address of the socket; an id takes precedence over a name, even an unknown id.
   * @param licenceId The licence that asks; without one, avatars that belong to a licence are not found.
   * @returns The standard avatar when nothing is asked for, `undefined` when it does not exist. Case does not matter.
   */
  async find(
    wanted: { avatarId?: string | undefined; name?: string | undefined },
    licenceId?: string,
  ): Promise<Avatar | undefined> {
    const asked = wanted.avatarId ?? wanted.name;
    if (asked === undefined) return this.standard();
    const own = await this.#own.find(asked, licenceId);
    if (own || !isStandardName(asked)) return own;
    return this.standard();
  }

  /** The avatar with this id, of any licence: for what is shown to viewers who have the id and no key. */
  async withId(id: string): Promise<Avatar | undefined> {
    return (await this.#own.list()).find((avatar) => avatar.id === id) ?? this.find({ avatarId: id });
  }
}

const isStandardName = (asked: string): boolean =>
  presetName(asked) !== undefined || asked.trim().toLowerCase() === IRIS.id;

/** @returns The usual spelling of a preset's name, `undefined` for any other. */
export function presetName(asked: string): string | undefined {
  return SPELLING.get(asked.trim().toLowerCase());
}
