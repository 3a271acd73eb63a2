import { describe, expect, it } from 'vitest';
import { decodeSchema, encodeSchema, protocolFor } from '../../src/landing/delta-schema.ts';
import type { Column, ColumnType } from '../../src/omop/column-type.ts';

const TYPES: readonly ColumnType[] = [
  'integer',
  'long',
  'short',
  'byte',
  'float',
  'double',
  'boolean',
  'string',
  'date',
  'timestamp',
  'timestamp_ntz',
  'decimal(38,0)',
  'decimal(10,2)',
];

const columns: readonly Column[] = TYPES.map((type, index) => ({ name: `column_${index}`, type }));

describe('a schema', () => {
  it('comes back with every type, and says that each column may be null', () => {
    expect(decodeSchema(encodeSchema(columns))).toEqual(columns);
    expect(JSON.parse(encodeSchema([{ name: 'person_id', type: 'long' }]))).toEqual({
      type: 'struct',
      fields: [{ name: 'person_id', type: 'long', nullable: true, metadata: {} }],
    });
  });

  it.each([
    'binary',
    'decimal(39,0)',
    'decimal(0,0)',
    'decimal(4,5)',
    'decimal',
    'LONG',
    'variant',
    'timestamp ',
  ])('of type %j is refused', (type) => {
    const text = JSON.stringify({
      type: 'struct',
      fields: [{ name: 'a', type, nullable: true, metadata: {} }],
    });
    expect(() => decodeSchema(text)).toThrow();
  });

  it('of nested types is refused', () => {
    const nested = { type: 'struct', fields: [] };
    expect(() =>
      decodeSchema(JSON.stringify({ type: 'struct', fields: [{ name: 'a', type: nested }] })),
    ).toThrow();
  });

  it('asks no more of readers than its columns need', () => {
    const zoned = columns.filter((column) => column.type !== 'timestamp_ntz');
    expect(protocolFor(zoned)).toEqual({ minReaderVersion: 1, minWriterVersion: 2 });
    expect(protocolFor(columns)).toMatchObject({ minReaderVersion: 3, readerFeatures: ['timestampNtz'] });
  });
});
