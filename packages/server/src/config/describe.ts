import type { z } from 'zod';
import { CONCERNS } from './config.js';
import { aboutSetting, type About } from './setting.js';

/** One setting, as the documentation shows it. */
export interface SettingText extends About {
  /** Its name among the options of `createServer`. */
  readonly option: string;
  /** Its default, or the behaviour where it is not set; empty when there is neither. */
  readonly standard: string;
}

/** All settings under the titles of their concerns, in order. Markdown, code in backticks. */
export function describeSettings(): ReadonlyMap<string, readonly SettingText[]> {
  return new Map(
    Object.entries(CONCERNS).map(([title, settings]) => [
      title,
      Object.entries(settings).map(([option, schema]) => describe(option, schema)),
    ]),
  );
}

function describe(option: string, schema: z.ZodType): SettingText {
  const about = aboutSetting(schema);
  const value = defaultOf(schema);
  return { option, ...about, standard: value === undefined ? (about.otherwise ?? '') : `\`${written(value)}\`` };
}

function defaultOf(schema: z.ZodType): unknown {
  const { def } = schema;
  const value = 'defaultValue' in def ? def.defaultValue : undefined;
  return Array.isArray(value) && value.length === 0 ? undefined : value;
}

/** A value as it is written in the environment. */
const written = (value: unknown): string => (typeof value === 'boolean' ? String(Number(value)) : String(value));
