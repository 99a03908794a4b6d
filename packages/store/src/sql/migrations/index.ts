import type { Migration } from 'kysely';
import * as m001 from './001-first.js';

/** Every change of the schema by its name, in order. One that was released is never changed. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = { '001-first': m001 };
