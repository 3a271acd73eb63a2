import { IntegrityError } from '../errors.ts';
import type { Column } from '../omop/column-type.ts';
import { isSlice, parseDataFilePath, type TableAddress } from './paths.ts';
import { type TableChange, watermarks } from './table-change.ts';
import type { TableState } from './table-state.ts';

/**
 * What Delta's readers do not enforce, and what must hold all the same before a version is claimed: one action a path,
 * only live files removed, only new ones added, watermarks that never go back, no column retyped under files that stay.
 * @throws IntegrityError COMMIT_REFUSED, WATERMARK_BACKWARD
 */
export function judgeChange(address: TableAddress, state: TableState | undefined, change: TableChange): void {
  const refuse = (rule: string): never => {
    throw new IntegrityError(
      `A commit to ${address.table} of cohort ${address.cohort} was refused: ${rule}.`,
      {
        code: 'COMMIT_REFUSED',
        remedy: 'Nothing was committed; this is a defect of the program: report it.',
      },
    );
  };
  if (state !== undefined && (state.cohort !== address.cohort || state.table !== address.table)) {
    refuse('it was planned upon another table');
  }
  const paths = [...change.add.map((file) => file.path), ...change.remove];
  if (new Set(paths).size !== paths.length) refuse('it names a path twice');
  if (change.remove.some((path) => !state?.files.has(path)))
    refuse('it removes a file that is not in the table');
  if (change.add.some((file) => state?.files.has(file.path))) refuse('it adds a file that is in the table');
  if (change.add.some((file) => parseDataFilePath(address, file.path) === undefined)) {
    refuse('it adds a file whose path names no slice');
  }
  if (change.coverage.groups.some((group) => !group.slices.every(isSlice)))
    refuse('it covers what is no slice');
  if (change.schema.length === 0) refuse('it has no columns');
  const stays = (state?.files.size ?? 0) > change.remove.length;
  if (stays && retyped(state?.schema ?? [], change.schema)) refuse('it retypes a column of files that stay');
  judgeWatermarks(address, state, change);
}

function judgeWatermarks(address: TableAddress, state: TableState | undefined, change: TableChange): void {
  const appIds = new Set<string>();
  for (const { appId, version } of [...watermarks(address.cohort, change.coverage), ...(change.txns ?? [])]) {
    const reached = state?.txns.get(appId);
    if ((reached === undefined || reached <= version) && !appIds.has(appId)) {
      appIds.add(appId);
      continue;
    }
    throw new IntegrityError(`A watermark of ${address.table} of cohort ${address.cohort} would go back.`, {
      code: 'WATERMARK_BACKWARD',
      remedy:
        'Nothing was committed; the landing is ahead of this run: look for an older revision or frontier.',
    });
  }
}

function retyped(before: readonly Column[], after: readonly Column[]): boolean {
  const types = new Map(after.map((column) => [column.name, column.type]));
  return before.some((column) => (types.get(column.name) ?? column.type) !== column.type);
}
