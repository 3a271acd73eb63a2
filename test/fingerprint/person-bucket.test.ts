import { expect, test } from 'vitest';
import { personHash } from '../../src/fingerprint/person-bucket.ts';

test('a person’s bucket is the same for ever: landings are cut by it', () => {
  const persons = [
    0n,
    1n,
    -1n,
    42n,
    9_007_199_254_740_993n,
    9_223_372_036_854_775_807n,
    -9_223_372_036_854_775_808n,
  ];
  expect(persons.map(personHash)).toEqual([4021, 1425, 2521, 1124, 1838, 2117, 348]);
});
