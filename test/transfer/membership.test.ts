import fc from 'fast-check';
import { expect, test } from 'vitest';
import { membership } from '../../src/transfer/membership.ts';
import { sharedPersons } from './arrow-fixture.ts';

const id = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -3n, max: 40n }),
  fc.bigInt({ min: 2n ** 32n - 3n, max: 2n ** 32n + 3n }),
);

function words(value: bigint): [number, number] {
  return [Number(BigInt.asIntN(32, value)), Number(value >> 32n)];
}

test('exactly the listed persons are members, at the first look-ups and at the later ones', () => {
  fc.assert(
    fc.property(fc.uniqueArray(id, { maxLength: 60 }), fc.array(id, { maxLength: 60 }), (members, others) => {
      const isMember = membership(sharedPersons(members));
      const asked = [...others, ...members, ...others, ...members];
      expect(asked.map((value) => isMember(...words(value)))).toEqual(
        asked.map((value) => members.includes(value)),
      );
    }),
  );
});

test('among consecutive ids, and among multiples of 2 to the 32, there are no strangers', () => {
  const members = Array.from({ length: 5000 }, (_, i) => (i % 2 ? BigInt(i) : BigInt(i) << 32n));
  const isMember = membership(sharedPersons(members));
  const listed = new Set(members);
  for (let i = 0n; i < 6000n; i++) {
    expect(isMember(...words(i))).toBe(listed.has(i));
    expect(isMember(...words(i << 32n))).toBe(listed.has(i << 32n));
  }
});
