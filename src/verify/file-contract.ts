import type { SliceName } from '../landing/paths.ts';
import type { TableState } from '../landing/table-state.ts';
import { isHistory } from '../plan/scope.ts';
import { cellStart, NULL_CELL } from '../plan/week-grid.ts';
import { LOAD_COLUMN, PERSON_COLUMN } from '../source/statements/source-table.ts';
import { keyColumns } from '../sync/tasks.ts';
import type { BatchContract } from '../transfer/transfer.ts';

/** The contract of a landed file of a slice: the table's columns, the slice's window, and these persons alone. */
export function fileContract(
  { table, schema }: Pick<TableState, 'table' | 'schema'>,
  slice: SliceName,
  persons: SharedArrayBuffer,
  timeZone: string,
): BatchContract {
  const nulls = slice.firstCell === NULL_CELL;
  return {
    columns: schema,
    personColumn: PERSON_COLUMN,
    fingerprintColumns: [...keyColumns(table), PERSON_COLUMN, LOAD_COLUMN],
    loadColumn: LOAD_COLUMN,
    persons,
    // The null cell holds rows without load_dt and no others: an empty window says so.
    from: nulls ? 0n : isHistory(slice) ? null : cellStart(slice.firstCell),
    until: nulls ? 0n : cellStart(slice.lastCell + 1),
    nulls,
    timeZone,
  };
}
