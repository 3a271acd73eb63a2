import { expect, test } from 'vitest';
import type { Column } from '../../src/omop/column-type.ts';
import { readControlRows } from '../../src/source/control-rows.ts';
import { inlineStream } from '../transfer/arrow-fixture.ts';

const COLUMNS: readonly Column[] = [
  { name: 'total', type: 'long' },
  { name: 'sum', type: 'decimal(38,0)' },
  { name: 'ratio', type: 'decimal(10,3)' },
  { name: 'cell', type: 'integer' },
  { name: 'name', type: 'string' },
  { name: 'flag', type: 'boolean' },
  { name: 'time', type: 'timestamp' },
];

test('control results are exact: 64 bits and decimals as bigint, fractions as text, nulls as null', async () => {
  const sum = -(10n ** 37n) - 1n;
  const rows = [
    [-9223372036854775808n, sum, -5n, -7n, 'é', true, 1n],
    [9223372036854775807n, 10n ** 37n, 1500n, 2n, '', false, 2n],
    [null, null, null, null, null, null, null],
  ];
  expect(await readControlRows('survey', inlineStream(COLUMNS, [rows.slice(0, 1), rows.slice(1)]))).toEqual([
    { total: -9223372036854775808n, sum, ratio: '-0.005', cell: -7, name: 'é', flag: true },
    { total: 9223372036854775807n, sum: 10n ** 37n, ratio: '1.500', cell: 2, name: '', flag: false },
    { total: null, sum: null, ratio: null, cell: null, name: null, flag: null },
  ]);
});

test('a time is left out, so that nobody takes a rounded one for exact', async () => {
  const [row] = await readControlRows('survey', inlineStream(COLUMNS, [[[1n, 1n, 1n, 1n, '', true, 1n]]]));
  expect(row && 'time' in row).toBe(false);
});
