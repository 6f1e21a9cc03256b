import type { ValueKind } from './kinds.ts';
import { type SetKey, setKeys } from './table.ts';

/** The names a set may have; they are safe in names of files and units. */
export const SET_NAME = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$';

/** Returns the JSON Schema (2020-12) of restorable.json, derived from the table of keys. */
export function configSchema(): object {
  const keys = [...setKeys().values()];
  const properties = Object.fromEntries(keys.map(({ name }) => [name, { $ref: `#/$defs/${name}` }]));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'restorable.json',
    description: 'Backup sets of restorable. Relative paths are resolved from the directory of this file.',
    type: 'object',
    additionalProperties: false,
    required: ['sets'],
    properties: {
      $schema: { type: 'string' },
      defaults: {
        description: 'Values for every set that does not have its own.',
        type: 'object',
        additionalProperties: false,
        properties,
      },
      sets: {
        description: 'The backup sets, by name.',
        type: 'object',
        minProperties: 1,
        propertyNames: { pattern: SET_NAME },
        additionalProperties: {
          type: 'object',
          additionalProperties: false,
          required: ['roots'],
          properties: {
            roots: {
              description: 'directories, files or globs',
              type: 'array',
              minItems: 1,
              items: { type: 'string', minLength: 1 },
            },
            ...properties,
          },
        },
      },
    },
    $defs: Object.fromEntries(keys.map((key) => [key.name, schemaOf(key)])),
  };
}

function schemaOf({ about, flag, kind, isList }: SetKey): object {
  const description = `${flag}: ${about}`;
  return isList
    ? { description, type: 'array', items: valueSchema(kind) }
    : { description, ...valueSchema(kind) };
}

function valueSchema({ types, pattern, texts, minimum, maximum }: ValueKind): object {
  const each = types.map((type) => {
    if (type === 'boolean') return { type };
    if (type !== 'string')
      return {
        type,
        ...(minimum === undefined ? {} : { minimum }),
        ...(maximum === undefined ? {} : { maximum }),
      };
    if (texts !== undefined) return { enum: texts };
    return { type, ...(pattern === undefined ? { minLength: 1 } : { pattern }) };
  });
  const [only] = each;
  return each.length === 1 && only !== undefined ? only : { anyOf: each };
}
