import * as fc from 'fast-check';
import * as z from 'zod';

interface JsonSchema {
  type?: string;
  enum?: readonly unknown[];
  const?: unknown;
  anyOf?: readonly JsonSchema[];
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  additionalProperties?: JsonSchema | boolean;
}

/** Values of a field that has its own sense of what is right, by its name. */
export type Hints = Readonly<Record<string, fc.Arbitrary<unknown>>>;

const anything = fc.dictionary(
  fc.string({ maxLength: 12 }),
  fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.double({ noNaN: true }),
    fc.boolean(),
    fc.constant(null),
  ),
  { maxKeys: 5 },
);

// Lengths stay small: what is over a limit is the business of the mutations.
const textOf = ({ minLength = 0, maxLength = 30, pattern }: JsonSchema): fc.Arbitrary<string> =>
  pattern === undefined
    ? fc.oneof(
        fc.string({ minLength, maxLength: Math.min(maxLength, 30) }),
        fc.string({ minLength, maxLength: Math.min(maxLength, 10), unit: 'binary' }),
      )
    : fc.stringMatching(new RegExp(pattern));

function fromJson(schema: JsonSchema, hints: Hints): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((each) => fromJson(each, hints)));
  switch (schema.type) {
    case 'object': {
      if (!schema.properties) return anything;
      const required = new Set(schema.required);
      return fc.record(
        Object.fromEntries(
          Object.entries(schema.properties).map(([name, each]) => [
            name,
            hints[name] ?? fromJson(each, hints),
          ]),
        ),
        { requiredKeys: Object.keys(schema.properties).filter((name) => required.has(name)) },
      );
    }
    case 'array':
      return fc.array(fromJson(schema.items ?? {}, hints), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 5, Math.max(5, schema.minItems ?? 0)),
      });
    case 'string':
      return textOf(schema);
    case 'integer':
      return fc.integer({
        min: Math.max(schema.minimum ?? -1_000, -(2 ** 31)),
        max: Math.min(schema.maximum ?? 1_000, 2 ** 31 - 1),
      });
    case 'number':
      return fc.double({ min: schema.minimum ?? -1e6, max: schema.maximum ?? 1e6, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return anything;
  }
}

/**
 * Values that a schema of the contract takes, made from the schema itself: a field that is added there
 * is tried here without another word.
 */
export const arbitraryOf = (schema: z.ZodType, hints: Hints = {}): fc.Arbitrary<unknown> =>
  fromJson(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema, hints);
