import { CodedError } from '@visavis/core';
import { z } from 'zod';
import { content } from './content.js';
import { choice, engines, PROVIDER_CONCERNS, refuseMissingSettings } from './engines.js';
import { ice, refuseHalfARelay } from './ice.js';
import { keys } from './keys.js';
import { log } from './log.js';
import { network } from './network.js';
import { places } from './places.js';
import { aboutSetting } from './setting.js';
import { storage } from './storage.js';
import { turns } from './turns.js';

/** All settings, by what they are about, in the order in which an operator reads them. */
export const CONCERNS = {
  Network: network,
  Data: storage,
  Keys: keys,
  'Knowledge, avatars and tools': content,
  'Ears, voice and mind': choice,
  ...PROVIDER_CONCERNS,
  'Taking turns': turns,
  'Places and waiting': places,
  'STUN and TURN': ice,
  Log: log,
} as const;

const all = { ...network, ...storage, ...keys, ...content, ...choice, ...engines, ...turns, ...places, ...ice, ...log };
/** A program passes lists where an operator names these files. */
const { licensesPath: _licenses, avatarsPath: _avatars, mcpServersPath: _mcpServers, ...settings } = all;
const ofPrograms = z.strictObject(settings).superRefine(refuseHalfARelay).superRefine(refuseMissingSettings);
const ofOperators = z.strictObject(all).superRefine(refuseHalfARelay).superRefine(refuseMissingSettings);

/** The checked configuration of a server. Paths are absolute. */
export type Config = Readonly<z.output<typeof ofPrograms>>;

/** The configuration, with the files of licences, avatars and MCP servers that an operator keeps. */
export type OperatorConfig = Readonly<z.output<typeof ofOperators>>;

/**
 * Reads the configuration, once.
 *
 * @param variables The environment; an empty value counts as unset.
 * @throws {CodedError} `config.invalid`, one line that names the first bad variable and never its value.
 */
export function readConfig(variables: Readonly<Record<string, string | undefined>> = process.env): OperatorConfig {
  const set = Object.entries(all)
    .map(([name, setting]) => [name, variables[aboutSetting(setting).variable]] as const)
    .filter(([, value]) => value?.trim());
  return checked(ofOperators, Object.fromEntries(set), variableOf);
}

/**
 * Checks the configuration in a program's options, with the same defaults.
 *
 * @throws {CodedError} `config.invalid`, one line that names the first bad option and never its value.
 */
export function checkConfig(options: Partial<Config>): Config {
  return checked(ofPrograms, options, (name) => name);
}

function checked<Value>(schema: z.ZodType<Value>, given: object, called: (name: string) => string): Value {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = issue?.path[0];
  const what = issue?.message ?? 'The configuration is wrong';
  throw new CodedError('config.invalid', name === undefined ? what : `${called(String(name))} ${what}`);
}

const variableOf = (name: string): string => aboutSetting(all[name as keyof typeof all]).variable;
