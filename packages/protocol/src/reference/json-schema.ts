import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;

/** As JSON Schema 2020-12, of what is written: members not named are additions, which readers pass over. */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output' = 'input'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

/** A document of its own that takes any of several messages. */
export function anyOf(title: string, schemas: readonly z.ZodType[]): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    oneOf: schemas.map((schema) => jsonSchema(schema)),
  };
}
