import { z } from 'zod';

/** The documentation of one setting, for operators. */
export interface About {
  /** The environment variable that holds it. */
  readonly variable: string;
  /** Its name in the options of `createServer`, where that differs from its name here. */
  readonly option?: string;
  /** One phrase, as it stands in `docs/settings.md`. */
  readonly description: string;
  /** The behaviour without it, where the schema has no default to show. */
  readonly otherwise?: string;
  /** One of the few that most operators need: the README lists it too. */
  readonly common?: true;
}

const known = z.registry<About>();

/** Describes a setting where it is defined. @returns The schema itself. */
export function setting<Schema extends z.ZodType>(schema: Schema, about: About): Schema {
  known.add(schema, about);
  return schema;
}

/** @throws {Error} When the schema was not created by {@link setting}. */
export function aboutSetting(schema: z.ZodType): About {
  const about = known.get(schema);
  if (!about) throw new Error('A setting without a description');
  return about;
}
