import Table from 'cli-table3';
import type { CohortReport, RunReport, TableReport } from '../report/run-report.ts';
import { problemText } from './problem-text.ts';
import { count } from './progress.ts';
import { removedText } from './removed-text.ts';

/** A run as people read it: the verdict first, then what moved and why, then what was held and what to do. */
export function renderRun(report: RunReport): string {
  const lines = [headline(report), ''];
  const moved = report.cohorts.filter((cohort) => cohort.tables.length > 0);
  if (moved.length > 0) lines.push(renderTables(moved), '');
  for (const cohort of report.cohorts) lines.push(outcome(cohort));
  for (const { code, message, remedy } of report.warnings)
    lines.push(`warning ${code}: ${message}`, `  → ${remedy}`);
  return lines.join('\n');
}

function headline(report: RunReport): string {
  const rows = report.cohorts.flatMap((cohort) => cohort.tables).reduce((sum, table) => sum + table.rows, 0n);
  const verb = report.dryRun ? 'would move' : 'moved';
  const frontier = report.frontier === null ? '' : `, frontier ${report.frontier}`;
  return `${report.verdict === 'done' ? 'done' : 'FAILED'}: ${verb} ${count(rows)} rows${frontier} (run ${report.run})`;
}

function renderTables(cohorts: readonly CohortReport[]): string {
  const table = new Table({
    head: ['cohort', 'table', 'mode', 'rows', 'slices', 'from', 'through', 'version'],
    colAligns: ['left', 'left', 'left', 'right', 'right', 'left', 'left', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const cohort of cohorts) for (const row of cohort.tables) table.push(cells(cohort.cohort, row));
  return table.toString();
}

function cells(cohort: string, table: TableReport): string[] {
  return [
    cohort,
    table.table,
    table.mode === 'none' ? '·' : table.mode,
    table.mode === 'none' ? '·' : count(table.rows),
    table.mode === 'none' ? '·' : count(table.slices),
    table.mode === 'none' ? '·' : (table.from ?? 'the beginning'),
    table.through ?? '·',
    table.version === null ? '·' : `${table.version}`,
  ];
}

function outcome(cohort: CohortReport): string {
  const words = {
    synced: 'synced',
    unchanged: 'nothing to do',
    planned: 'planned',
    inactive: 'not read',
    held: 'HELD',
    failed: 'FAILED',
  };
  const snapshot = cohort.snapshot === null ? '' : `, snapshot ${cohort.snapshot}`;
  const problem = cohort.problem === null ? '' : `\n  ${problemText(cohort.problem)}`;
  const removed = cohort.removed === undefined ? '' : `\n  ${removedText(cohort.removed)}`;
  return `${cohort.cohort}: ${words[cohort.state]}${snapshot}${removed}${problem}`;
}
