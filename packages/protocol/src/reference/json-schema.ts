import { z } from 'zod';

/** A JSON Schema, or a part of one. */
export type JsonSchema = Record<string, unknown>;

/** Converts a schema to JSON Schema 2020-12. Further members are allowed: they are additions, which readers ignore. */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output' = 'input'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

/** Returns a whole JSON Schema document that accepts any of several messages. */
export function anyOf(title: string, schemas: readonly z.ZodType[]): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    oneOf: schemas.map((schema) => jsonSchema(schema)),
  };
}
