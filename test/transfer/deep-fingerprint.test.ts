import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Column, ColumnType } from '../../src/omop/column-type.ts';
import { columnsOf } from '../../src/transfer/batch-column.ts';
import { addDeep, batchDeepFingerprint } from '../../src/transfer/deep-fingerprint.ts';
import type { BatchContract } from '../../src/transfer/transfer.ts';
import { createTransferPool } from '../../src/transfer/transfer-pool.ts';
import { arrowBatch, type FixtureValue, inlineStream, sharedPersons } from './arrow-fixture.ts';
import { contentOf, fileSink, storedFile } from './file-sink.ts';

const pool = createTransferPool({ workers: 1, rowGroupRows: 3, fileBytes: 1 << 20 });
afterAll(() => pool.close());

function deepOf(
  types: readonly ColumnType[],
  rows: readonly (readonly FixtureValue[])[],
): readonly [bigint, bigint] {
  const columns = types.map((type, i): Column => ({ name: `c${i}`, type }));
  return batchDeepFingerprint(columnsOf(arrowBatch(columns, rows), columns), rows.length);
}

test('values that are the same hash the same, whatever their width', () => {
  expect(deepOf(['byte'], [[-7n]])).toEqual(deepOf(['long'], [[-7n]]));
  expect(deepOf(['short'], [[300n]])).toEqual(deepOf(['integer'], [[300n]]));
  expect(deepOf(['float'], [[-0.5]])).toEqual(deepOf(['double'], [[-0.5]]));
});

test('zero has one sign, and not-a-number is one value', () => {
  expect(deepOf(['double'], [[-0]])).toEqual(deepOf(['double'], [[0]]));
  const odd = new Float64Array(new BigUint64Array([0xfff8000000000123n]).buffer)[0] as number;
  expect(deepOf(['double'], [[odd]])).toEqual(deepOf(['double'], [[Number.NaN]]));
  expect(deepOf(['double'], [[Number.NaN]])).not.toEqual(deepOf(['double'], [[Number.POSITIVE_INFINITY]]));
});

test('null, empty text, zero, false and the first day are all different', () => {
  const hashes = [
    deepOf(['string'], [[null]]),
    deepOf(['string'], [['']]),
    deepOf(['long'], [[0n]]),
    deepOf(['boolean'], [[false]]),
    deepOf(['double'], [[0]]),
    deepOf(['date'], [[0n]]),
    deepOf(['timestamp'], [[0n]]),
    deepOf(['timestamp_ntz'], [[0n]]),
    deepOf(['decimal(10,0)'], [[0n]]),
  ];
  expect(new Set(hashes.map(String)).size).toBe(hashes.length);
});

test('neither a value moved to the next column, nor texts cut elsewhere, go unseen', () => {
  expect(deepOf(['long', 'long'], [[1n, null]])).not.toEqual(deepOf(['long', 'long'], [[null, 1n]]));
  expect(deepOf(['string', 'string'], [['ab', 'c']])).not.toEqual(
    deepOf(['string', 'string'], [['a', 'bc']]),
  );
  expect(deepOf(['string'], [['a\0']])).not.toEqual(deepOf(['string'], [['a']]));
});

const value = fc.option(fc.string({ maxLength: 40, unit: 'grapheme' }));
const row = fc.tuple(fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), value, fc.double());
const TYPES = ['long', 'string', 'double'] as const;

test('it is a sum over rows: their order does not matter, and their batches do not', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 2, maxLength: 20 }), fc.nat(), (rows, seed) => {
      const whole = deepOf(TYPES, rows);
      const turned = [...rows.slice(seed % rows.length), ...rows.slice(0, seed % rows.length)];
      expect(deepOf(TYPES, turned)).toEqual(whole);
      const cut = 1 + (seed % (rows.length - 1));
      expect(addDeep(deepOf(TYPES, rows.slice(0, cut)), deepOf(TYPES, rows.slice(cut)))).toEqual(whole);
    }),
  );
});

test('a value changed anywhere, or two values swapped between rows, changes it', () => {
  fc.assert(
    fc.property(row, row, fc.string({ minLength: 1 }), (a, b, other) => {
      fc.pre(a[1] !== b[1] && (a[0] !== b[0] || !Object.is(a[2] + 0, b[2] + 0)));
      const before = deepOf(TYPES, [a, b]);
      expect(
        deepOf(TYPES, [
          [a[0], b[1], a[2]],
          [b[0], a[1], b[2]],
        ]),
      ).not.toEqual(before);
      expect(deepOf(TYPES, [[a[0], `${a[1] ?? ''}${other}`, a[2]], b])).not.toEqual(before);
    }),
  );
});

test('what was landed hashes as what was sent, for every type', async () => {
  const types: readonly ColumnType[] = [
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
    'decimal(38,10)',
    'decimal(18,2)',
    'decimal(9,0)',
  ];
  const columns: readonly Column[] = [
    { name: 'person_id', type: 'long' },
    { name: 'load_dt', type: 'timestamp' },
    ...types.map((type): Column => ({ name: `a_${type.replace(/\W/g, '_')}`, type })),
  ];
  const person = [5n, 1_700_000_000_000_000n];
  const rows: FixtureValue[][] = [
    [
      ...person,
      -1n,
      -(2n ** 63n),
      -2n,
      -3n,
      -0,
      -0,
      true,
      'é'.repeat(30),
      -800_000n,
      -(10n ** 17n),
      1n,
      -(10n ** 37n),
      -7n,
      8n,
    ],
    [...person, ...types.map(() => null)],
    [
      ...person,
      1n,
      2n ** 63n - 1n,
      2n,
      3n,
      Number.NaN,
      Number.NaN,
      false,
      '',
      3_000_000n,
      10n ** 17n,
      -1n,
      10n ** 37n,
      0n,
      -(10n ** 8n),
    ],
    [...person, 0n, 0n, 0n, 0n, 1.1, 1.1, false, 'a\0b', 0n, 0n, 0n, 0n, 10n ** 17n, 0n],
  ];
  const contract: BatchContract = {
    columns,
    personColumn: 'person_id',
    fingerprintColumns: ['person_id', 'load_dt'],
    loadColumn: 'load_dt',
    persons: sharedPersons([5n]),
    from: null,
    until: null,
    nulls: false,
    timeZone: 'UTC',
  };
  const sink = fileSink();
  const { tally } = await pool.encode(inlineStream(columns, [rows]), contract, sink.openFile, { deep: true });
  const { persons: _, ...landed } = tally;
  const stored = storedFile(contentOf(sink.files[0] as never));
  expect(await pool.inspect(stored, contract, { deep: true })).toEqual(landed);
  const changed = rows.map((values, i) => (i === 3 ? [...values.slice(0, -1), 1n] : values));
  const other = await pool.count(inlineStream(columns, [changed]), contract, { deep: true });
  expect(other.transfer).toEqual(tally.transfer);
  expect(other.deep).not.toEqual(tally.deep);
});
