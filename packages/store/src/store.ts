import type { Avatars } from './avatars.js';
import type { Licences } from './licences.js';
import type { Places } from './places.js';
import type { Records } from './records.js';
import type { Resumes } from './resumes.js';
import type { Tokens } from './tokens.js';

/** All state of a server that is not a live session. */
export interface Store {
  readonly licences: Licences;
  readonly avatars: Avatars;
  readonly tokens: Tokens;
  readonly places: Places;
  readonly resumes: Resumes;
  readonly records: Records;
}
