import { commitTable } from '../landing/commit.ts';
import type { TableAddress } from '../landing/paths.ts';
import { sumAccounts } from '../landing/slice-account.ts';
import type { TableState } from '../landing/table-state.ts';
import type { Column, ColumnType } from '../omop/column-type.ts';
import { type CdmType, LOAD_COLUMN, omopTable } from '../omop/tables.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { type IntendCommit, purgeMark } from './purge-table.ts';

/**
 * The last commit of a table whose cohort is purged: no file, nothing covered, and the purge's mark. The log stays, so that
 * its version can never be claimed by whoever planned before: a table that never landed gets a log for that alone.
 */
export async function buryTable(
  landing: BlobStore,
  address: TableAddress,
  state: TableState | undefined,
  run: string,
  revision: number,
  intend: IntendCommit,
): Promise<TableState> {
  if (state !== undefined && isBuried(state)) return state;
  const files = [...(state?.files.values() ?? [])];
  const rowsErased = sumAccounts(files).rows;
  await intend({ version: (state?.version ?? -1) + 1, filesRewritten: files.length, rowsErased });
  const committed = await commitTable(landing, address, state, {
    operation: 'PURGE',
    add: [],
    remove: files.map(({ path }) => path),
    coverage: { run, revision: Math.max(revision, state?.coverage.revision ?? 0), groups: [] },
    schema: state?.schema ?? standardColumns(address.table),
    txns: [purgeMark(state ?? { cohort: address.cohort, txns: new Map() })],
  });
  return committed.state;
}

function isBuried({ files, coverage, log }: TableState): boolean {
  return files.size === 0 && coverage.groups.length === 0 && log.commitInfo?.operation === 'PURGE';
}

/** What the specification says: nobody knows what the source has, and a table without files takes any other columns later. */
function standardColumns(table: string): readonly Column[] {
  const columns = omopTable(table)?.columns ?? [];
  return [
    ...columns.map(({ name, cdmType }): Column => ({ name, type: typeOf(cdmType) })),
    { name: LOAD_COLUMN, type: 'timestamp' },
  ];
}

function typeOf(type: CdmType): ColumnType {
  if (type === 'integer') return 'long';
  if (type === 'float') return 'double';
  if (type === 'date') return 'date';
  return type === 'datetime' ? 'timestamp' : 'string';
}
