import type { RemovedReport } from '../report/run-report.ts';

/** Who and what left a landing, in words. */
export function removedText({ persons, tables }: RemovedReport): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0n).toLocaleString('en-US');
  const who =
    persons === null
      ? ': persons may stay no longer'
      : persons === 0
        ? ''
        : `: ${persons.toLocaleString('en-US')} person(s) may stay no longer`;
  return `took ${rows} rows out of ${tables.length} table(s)${who}`;
}
