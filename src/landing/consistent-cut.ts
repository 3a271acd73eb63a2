import { IntegrityError } from '../errors.ts';
import type { Instant } from '../instant.ts';
import { checkAccount, sumAccounts } from './slice-account.ts';
import type { Snapshot, SnapshotTable } from './snapshot-document.ts';
import type { TableState } from './table-state.ts';

/** What a snapshot says of the landing, without its number and its circumstances. */
export type Cut = Pick<Snapshot, 'cohort' | 'revision' | 'through' | 'tables'>;

/**
 * The cut through a cohort's tables, if they stand together: one revision, the same groups with the same members in each,
 * every group covered to one instant, and the files of each table adding up to its coverage. Pure.
 * @throws IntegrityError SNAPSHOT_INCONSISTENT naming the first table that stands apart; COVERAGE_MISMATCH
 */
export function consistentCut(cohort: string, tables: readonly TableState[]): Cut {
  const [first] = tables;
  if (first === undefined) throw apart(cohort, 'any table', 'there is none');
  const through = throughOf(first);
  for (const table of tables) {
    if (table.cohort !== cohort) throw apart(cohort, table.table, 'it belongs to another cohort');
    if (table.coverage.revision !== first.coverage.revision)
      throw apart(cohort, table.table, 'another revision');
    if (membersOf(table) !== membersOf(first)) throw apart(cohort, table.table, 'other groups or members');
    if (throughOf(table) !== through) throw apart(cohort, table.table, 'another frontier');
    checkAccount(table, table.coverage, table.files.values());
  }
  return {
    cohort,
    revision: first.coverage.revision,
    through,
    tables: Object.fromEntries(tables.map((table) => [table.table, tableOf(table)])),
  };
}

/** The one instant that all groups are covered to; null for a table without groups. */
function throughOf({ cohort, table, coverage }: TableState): Instant | null {
  const [first, ...others] = coverage.groups.map((group) => group.through);
  if (first === null) throw apart(cohort, table, 'a backfill that is not complete');
  if (others.some((through) => through !== first))
    throw apart(cohort, table, 'groups at different frontiers');
  return first ?? null;
}

function membersOf({ coverage }: TableState): string {
  return coverage.groups
    .map(({ group, members }) => `${group} ${members}`)
    .sort()
    .join('\n');
}

function tableOf({ version, files }: TableState): SnapshotTable {
  return { version, ...sumAccounts(files.values()), files: files.size };
}

function apart(cohort: string, table: string, what: string): IntegrityError {
  return new IntegrityError(`The tables of cohort ${cohort} do not stand together: ${table} has ${what}.`, {
    code: 'SNAPSHOT_INCONSISTENT',
    remedy: 'Nothing was published, readers keep the snapshot before; run sync again to complete the tables.',
  });
}
