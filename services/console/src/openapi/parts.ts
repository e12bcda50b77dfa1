import * as z from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

interface Parameter {
  name: string;
  in: 'query' | 'path' | 'header';
  required: boolean;
  description: string;
  schema: JsonSchema;
}

export interface Operation {
  operationId: string;
  summary: string;
  description?: string;
  tags: readonly string[];
  security?: readonly Record<string, readonly string[]>[];
  parameters?: readonly Parameter[];
  requestBody?: unknown;
  responses: Readonly<Record<string, unknown>>;
}

/** Path to method to what it does. */
export type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** A schema of the contract as JSON Schema: what a sender may write, with what is ours to fill left out. */
export function schemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
  });
  return rest;
}

export const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

export const json = (schema: JsonSchema) => ({ 'application/json': { schema } });

export const ok = (description: string, schema: JsonSchema) => ({
  description,
  content: json(schema),
});

/** An error answer of these statuses. */
export const errors = (...statuses: readonly number[]) =>
  Object.fromEntries(
    statuses.map((status) => [
      String(status),
      { $ref: `#/components/responses/${status === 429 || status === 503 ? 'Later' : 'Error'}` },
    ]),
  );

export const inQuery = (
  name: string,
  description: string,
  schema: JsonSchema = { type: 'string' },
  required = false,
): Parameter => ({ name, in: 'query', required, description, schema });

export const inPath = (name: string, description: string): Parameter => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: { type: 'string' },
});

export const site = inQuery('site', 'Id of the site.', { type: 'string' }, true);

export const text = (description: string, type = 'text/plain') => ({
  description,
  content: { [type]: { schema: { type: 'string' } } },
});

export const object = (
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = Object.keys(properties),
): JsonSchema => ({ type: 'object', properties, required });

export const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });

export const word: JsonSchema = { type: 'string' };
export const number: JsonSchema = { type: 'number' };
export const count: JsonSchema = { type: 'integer', minimum: 0 };
