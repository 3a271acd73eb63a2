import Table from 'cli-table3';
import type { AuditedTable, AuditReport } from '../audit/audit-report.ts';
import { count } from './progress.ts';

/** An audit as people read it: the verdict and what does not verify first, then the chain from its beginning. */
export function renderAudit(report: AuditReport): string {
  const { cohort, verdict, findings, file } = report;
  const lines = [`${verdict === 'verified' ? 'verified' : 'FAILED'}: ${cohort} (cohort file: ${file})`];
  for (const { code, message, remedy } of findings) lines.push(`  ${code}: ${message}`, `  → ${remedy}`);
  lines.push(...approvals(report), ...groups(report), ...runs(report));
  for (const table of report.tables) lines.push('', ...history(table));
  if (report.tables.length > 0) lines.push(FILE_ROWS);
  lines.push(...snapshots(report), ...removals(report));
  return lines.join('\n');
}

const FILE_ROWS =
  '+ and - count rows of the files that came and went: a file that a repair, a removal or a merge wrote anew is in both.';

/** Enough of a digest to compare by eye; `--json` has all of it. */
function brief(digest: string): string {
  return digest.slice(0, 12);
}

/** To the second; an instant that says what is covered is never cut. */
function moment(at: string | null): string {
  return at?.replace(/\.\d+Z$/, 'Z') ?? '·';
}

function approvals({ approvals: records }: AuditReport): readonly string[] {
  if (records.length === 0) return ['', 'approvals: none'];
  return [
    '',
    'approvals',
    ...records.map(
      ({ sequence, at, kind, by, reason, digest, status, tables, roster }) =>
        `  ${sequence}  ${moment(at)}  ${kind} by ${by}: ${reason}\n` +
        `     ${brief(digest)}  ${status}, ${tables} tables, roster ${brief(roster.sha256)} of ${count(roster.persons)} persons: ${roster.found}`,
    ),
  ];
}

function groups({ groups: members }: AuditReport): readonly string[] {
  if (members.length === 0) return [];
  return [
    '',
    'groups',
    ...members.map(
      ({ group, revision, persons, members: digest }) =>
        `  ${group}  ${count(persons)} persons, taken up under revision ${revision}, list ${brief(digest)}`,
    ),
  ];
}

function runs({ runs: reports, runsWithoutReport }: AuditReport): readonly string[] {
  const lines = reports.map(({ run, startedAt, state, rows, snapshot, code }) => {
    const outcome = code === null ? state : `${state} (${code})`;
    return `  ${run}  ${moment(startedAt)}  ${outcome}, ${count(rows)} rows, snapshot ${snapshot ?? '·'}`;
  });
  const silent = runsWithoutReport.map((run) => `  ${run}  left no report`);
  return lines.length + silent.length === 0 ? [] : ['', 'runs', ...lines, ...silent];
}

function history({ table, version, rows, files, commits }: AuditedTable): readonly string[] {
  const drawn = new Table({
    head: ['version', 'at', 'operation', 'run', 'revision', '+ rows', '- rows', '+ files', '- files'],
    colAligns: ['right', 'left', 'left', 'left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const commit of commits) {
    const numbers = [commit.rowsAdded, commit.rowsRemoved, commit.filesAdded, commit.filesRemoved];
    drawn.push([
      `${commit.version}`,
      moment(commit.at),
      commit.operation,
      commit.run ?? '·',
      `${commit.revision ?? '·'}`,
      ...numbers.map((number) => count(number)),
    ]);
  }
  return [`${table}: version ${version}, ${count(rows)} rows in ${count(files)} files`, drawn.toString()];
}

function snapshots({ snapshots: published }: AuditReport): readonly string[] {
  if (published.length === 0) return ['', 'snapshots: none'];
  return [
    '',
    'snapshots',
    ...published.map(({ number, publishedAt, revision, through, rows, run, tables }) => {
      const versions = Object.entries(tables).map(([name, version]) => `${name} ${version}`);
      return (
        `  ${number}  ${moment(publishedAt)}  revision ${revision}, through ${through ?? '·'}, ${count(rows)} rows, run ${run}\n` +
        `     ${versions.join(', ')}`
      );
    }),
  ];
}

function removals({ removals: commits }: AuditReport): readonly string[] {
  if (commits.length === 0) return ['', 'removals: none'];
  return [
    '',
    'removals',
    ...commits.map(
      ({ table, version, at, operation, run, rowsRemoved }) =>
        `  ${moment(at)}  ${operation} of ${count(rowsRemoved)} rows, ${table} version ${version}, run ${run ?? '·'}`,
    ),
  ];
}
