import { z } from 'zod';
import { isJsonObject, type JsonObject } from '../json.js';
import { nullsLeftOut } from '../nulls.js';

const EMPTY_PARAMETERS = { type: 'object', properties: {} };

/** Some clients write `properties: []` for a function without arguments, or leave the parameters out. */
function foldParameters(parameters: unknown): JsonObject {
  if (!isJsonObject(parameters)) return EMPTY_PARAMETERS;
  return isJsonObject(parameters['properties']) ? parameters : { ...parameters, properties: {} };
}

/** A function the brain may call. The chat API's nesting under `function` is accepted too. */
export const tool = z.preprocess(
  (value) => (isJsonObject(value) && isJsonObject(value['function']) ? value['function'] : value),
  nullsLeftOut(
    z.object({
      name: z.string().min(1).max(128),
      description: z.string().max(32_000).default(''),
      /** JSON Schema of the arguments: always an object with `properties`. */
      parameters: z.unknown().optional().transform(foldParameters),
    }),
  ),
);

/** A function the brain may call, as a client declared it. `parameters` is a JSON Schema with `properties`. */
export type Tool = z.infer<typeof tool>;
