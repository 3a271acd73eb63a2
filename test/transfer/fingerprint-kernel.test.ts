import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addFingerprints,
  EMPTY_FINGERPRINT,
  rowFingerprint,
} from '../../src/fingerprint/transfer-fingerprint.ts';
import type { Column } from '../../src/omop/column-type.ts';
import { columnsOf } from '../../src/transfer/batch-column.ts';
import { batchFingerprint } from '../../src/transfer/fingerprint-kernel.ts';
import { arrowBatch } from './arrow-fixture.ts';

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const int32 = fc.bigInt({ min: -(2n ** 31n), max: 2n ** 31n - 1n });
const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { freq: 5 });

const COLUMNS: readonly Column[] = [
  { name: 'key', type: 'long' },
  { name: 'concept', type: 'integer' },
  { name: 'day', type: 'date' },
  { name: 'time', type: 'timestamp' },
  { name: 'wall', type: 'timestamp_ntz' },
  { name: 'small', type: 'short' },
];

test('the fast kernel gives what the exact reference gives, for any keys and nulls', () => {
  const row = fc.tuple(
    orNull(int64),
    orNull(int32),
    orNull(int32),
    orNull(int64),
    orNull(int64),
    orNull(fc.bigInt({ min: -32768n, max: 32767n })),
  );
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 6 }),
      (rows, width) => {
        const columns = columnsOf(arrowBatch(COLUMNS, rows), COLUMNS).slice(0, width);
        const reference = rows
          .map((values) => rowFingerprint(values.slice(0, width)))
          .reduce(addFingerprints, EMPTY_FINGERPRINT);
        expect(batchFingerprint(columns, rows.length)).toEqual(reference);
      },
    ),
  );
});

test('the ends of the 64-bit and 32-bit ranges and the multiples of the primes are exact', () => {
  const edges = [
    -(2n ** 63n),
    -(2n ** 63n) + 1n,
    2n ** 63n - 1n,
    -1n,
    0n,
    1n,
    2147483647n,
    -2147483647n,
    2147483629n,
  ];
  const rows = edges.flatMap((a) => edges.map((b) => [a, b]));
  const columns: readonly Column[] = [
    { name: 'a', type: 'long' },
    { name: 'b', type: 'long' },
  ];
  const reference = rows.map((values) => rowFingerprint(values)).reduce(addFingerprints, EMPTY_FINGERPRINT);
  expect(batchFingerprint(columnsOf(arrowBatch(columns, rows), columns), rows.length)).toEqual(reference);
});

test('a column that no engine could fingerprint alike is refused', () => {
  const columns: readonly Column[] = [{ name: 'text', type: 'string' }];
  const batch = arrowBatch(columns, [['a']]);
  expect(() => batchFingerprint(columnsOf(batch, columns), 1)).toThrow(RangeError);
});
