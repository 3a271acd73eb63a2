import type { Persons } from '../cohort/person-id.ts';
import { subtract } from '../cohort/person-set.ts';
import type { Authority } from './purge-due.ts';

/** Persons on the roster in force who may not stay all the same. */
export interface OffRoster {
  /** On a list of withdrawals. */
  readonly withdrawn: Persons;
  /** Lists in the withdrawals container. */
  readonly lists: number;
  /** On none any more, and not approved anew: their withdrawal was lost (decision 0026). */
  readonly inDoubt: Persons;
}

/**
 * By whose word persons go, besides the approval's: the lists only for whom they name, and never for whom they name no more. Pure.
 * @param departed persons whom this purge erases; where none is left, old rosters may name them still
 */
export function authorityOver(
  departed: BigInt64Array,
  { withdrawn, lists, inDoubt }: OffRoster,
): readonly Authority[] {
  const found: Authority[] = [];
  if (concerns(departed, withdrawn)) found.push({ kind: 'withdrawals', lists });
  if (concerns(departed, inDoubt)) found.push({ kind: 'withdrawal-lost' });
  return found;
}

function concerns(departed: BigInt64Array, persons: Persons): boolean {
  if (persons.length === 0 || departed.length === 0) return persons.length > 0;
  return subtract(persons, departed).length < persons.length;
}
