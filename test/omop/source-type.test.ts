import { expect, test } from 'vitest';
import { sourceColumnType } from '../../src/omop/source-type.ts';

test.each([
  ['bigint', 'long'],
  ['int', 'integer'],
  ['smallint', 'short'],
  ['tinyint', 'byte'],
  ['float', 'float'],
  ['double', 'double'],
  ['boolean', 'boolean'],
  ['string', 'string'],
  ['varchar(50)', 'string'],
  ['char(1)', 'string'],
  ['date', 'date'],
  ['timestamp', 'timestamp'],
  ['timestamp_ntz', 'timestamp_ntz'],
  ['decimal(38,0)', 'decimal(38,0)'],
  ['decimal(12,3)', 'decimal(12,3)'],
  ['decimal(10, 2)', 'decimal(10,2)'],
  ['BIGINT', 'long'],
])('the source type %s lands as %s', (described, landed) => {
  expect(sourceColumnType(described)).toBe(landed);
});

test.each([
  'binary',
  'struct<a:int>',
  'array<bigint>',
  'map<string,int>',
  'interval day to second',
  'variant',
  'void',
  'string collate UTF8_LCASE',
  'decimal(39,0)',
  'decimal(5,6)',
  'decimal',
  'constructor',
  '',
])('the source type %s is refused', (described) => {
  expect(sourceColumnType(described)).toBeUndefined();
});
