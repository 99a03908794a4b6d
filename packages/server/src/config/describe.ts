import type { z } from 'zod';
import { CONCERNS } from './config.js';
import { aboutSetting, type About } from './setting.js';

/** One setting, as people read about it. */
export interface SettingText extends About {
  /** What it is called among the options of `createServer`. */
  readonly option: string;
  /** Its value, or what holds, where it is not set; empty when there is nothing then. */
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

/** As it would stand in the environment. */
const written = (value: unknown): string => (typeof value === 'boolean' ? String(Number(value)) : String(value));
