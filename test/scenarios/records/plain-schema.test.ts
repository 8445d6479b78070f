import * as published from '@foxglove/schemas/jsonschema.js';
import { describe, expect, it } from 'vitest';
import { TOPICS_ARM, TOPICS_LIVE } from '../../../scenarios/records/messages.ts';
import { plainSchema, type JsonSchema } from '../../../scenarios/records/plain-schema.ts';
import { topicSchemas } from '../../../scenarios/records/record-writer.ts';

const TYPES = ['boolean', 'string', 'number', 'integer', 'object', 'array'];

/**
 * First field that Lichtblick's reader of JSON Schemas (packages/mcap-support/src/parseJsonSchema.ts) refuses, and with it
 * the whole topic; or null. It takes plain types, lists of them or of objects, and codes as a union of constant numbers.
 */
function refused(schema: JsonSchema, path: string): string | null {
  if (schema['type'] !== 'object') return path;
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const at = `${path}.${name}`;
    if (field.oneOf?.every((option) => typeof option['const'] === 'number')) continue;
    if (field.oneOf !== undefined || !TYPES.includes(field['type'] as string)) return at;
    const inner = field['type'] === 'array' ? field.items : field['type'] === 'object' ? field : null;
    if (inner === undefined || (inner !== null && !TYPES.includes(inner['type'] as string))) return at;
    const found = inner !== null && inner['type'] === 'object' ? refused(inner, at) : null;
    if (found !== null) return found;
  }
  return null;
}

describe('the schemas of a record', () => {
  it('are such that Lichtblick reads their topics', () => {
    const schemas = topicSchemas(TOPICS_LIVE);
    expect([...schemas.keys()]).toContain('twotempo.interventions');
    const ofArm = topicSchemas(TOPICS_ARM, 'manipulation');
    expect([...ofArm.keys()]).toContain('twotempo.manipulation.policy');
    for (const [name, schema] of [...schemas, ...ofArm]) expect(refused(schema as JsonSchema, name)).toBeNull();
  });

  it('are, of Foxglove, byte for byte those that are published', () => {
    const schemas = topicSchemas();
    for (const name of ['SceneUpdate', 'FrameTransforms', 'Log'] as const)
      expect(JSON.stringify(schemas.get(`foxglove.${name}`))).toBe(JSON.stringify(published[name]));
  });
});

describe('plainSchema', () => {
  it('lets be missing what may be null', () => {
    const nullable = { anyOf: [{ type: 'number' }, { type: 'null' }], default: null };
    const list = { type: 'array', items: { type: 'object', properties: { x: nullable }, required: ['x'] } };
    expect(
      plainSchema({
        type: 'object',
        properties: { a: nullable, b: { type: 'string' }, c: { type: ['integer', 'null'] }, list },
        required: ['a', 'b', 'c'],
      }),
    ).toEqual({
      type: 'object',
      properties: {
        a: { type: 'number' },
        b: { type: 'string' },
        c: { type: 'integer' },
        list: { type: 'array', items: { type: 'object', properties: { x: { type: 'number' } } } },
      },
      required: ['b'],
    });
  });

  it('makes one object of several', () => {
    const option = (kind: string, more: Record<string, JsonSchema>): JsonSchema => ({
      type: 'object',
      properties: { kind: { type: 'string', const: kind }, ...more },
      required: ['kind', ...Object.keys(more)],
    });
    expect(
      plainSchema({ oneOf: [option('a', { x: { type: 'number' } }), option('b', { y: { type: 'boolean' } })] }),
    ).toEqual({
      type: 'object',
      properties: { kind: { type: 'string' }, x: { type: 'number' }, y: { type: 'boolean' } },
      required: ['kind'],
    });
    const [x, y] = [option('a', { x: { type: 'number' } }), option('b', { x: { type: 'string' } })];
    expect(() => plainSchema({ oneOf: [x, y] })).toThrow('x has several types in one union');
    expect(() => plainSchema({ oneOf: [x, { type: 'string' }] })).toThrow(
      'expected a union of objects, found one with string',
    );
  });
});
