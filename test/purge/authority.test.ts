import { describe, expect, it } from 'vitest';
import { toPersons } from '../../src/cohort/person-set.ts';
import { authorityOver } from '../../src/purge/authority.ts';

const persons = (...ids: bigint[]) => toPersons(new BigInt64Array(ids));

describe('by whose word persons go', () => {
  const word = (departed: bigint[], withdrawn: bigint[], inDoubt: bigint[]) => {
    const off = { withdrawn: persons(...withdrawn), lists: 2, inDoubt: persons(...inDoubt) };
    return authorityOver(persons(...departed), off);
  };

  it('is the lists’ for whom they name', () => {
    expect(word([1n, 5n], [5n], [])).toEqual([{ kind: 'withdrawals', lists: 2 }]);
    expect(word([1n], [], [])).toEqual([]);
  });

  it('is never the lists’ for whom they name no more, though they name others', () => {
    expect(word([7n], [5n], [7n])).toEqual([{ kind: 'withdrawal-lost' }]);
    expect(word([5n, 7n], [5n], [7n]).map(({ kind }) => kind)).toEqual(['withdrawals', 'withdrawal-lost']);
  });

  it('is said where only an old roster names them still', () => {
    expect(word([], [5n], [])).toEqual([{ kind: 'withdrawals', lists: 2 }]);
  });
});
