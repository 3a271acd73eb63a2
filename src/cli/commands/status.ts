import Table from 'cli-table3';
import type { Command } from 'commander';
import { loadConfiguration } from '../../configuration/configuration.ts';
import { runnerNow } from '../../instant.ts';
import type { CohortStatus } from '../../status/cohort-status.ts';
import { readStatus, type StatusReport } from '../../status/status.ts';
import { type Console, define } from '../command.ts';
import { collect } from '../parse.ts';
import { problemText } from '../problem-text.ts';
import { count } from '../progress.ts';

interface StatusOptions {
  readonly cohort?: readonly string[];
}

/** `status`: what is approved and what has landed, from storage alone. */
export function statusCommand(program: Command, console: Console): void {
  const command = program
    .command('status')
    .description(
      'show per cohort what is approved, what has landed and how fresh it is; the source is not asked',
    )
    .option('--cohort <id>', 'only this cohort (may be repeated)', collect);
  define<StatusOptions>(command, console, async (context, options) => {
    const configuration = await loadConfiguration(context.configuration, context.env);
    const { report, exitCode } = await readStatus(
      configuration,
      context.env,
      options.cohort ?? [],
      runnerNow(),
    );
    return { document: report, text: render(report), exitCode };
  });
}

function render(report: StatusReport): string {
  const { lastRun, heartbeat, cohorts } = report;
  const lines = [`last Sunday: ${report.lastSunday.slice(0, 10)}`];
  if (lastRun === null) lines.push('last run: none has left a report');
  else {
    lines.push(
      `last run: ${lastRun.verdict} at ${lastRun.finishedAt.replace(/\.\d+Z$/, 'Z')} (${lastRun.run})`,
    );
    if (lastRun.problem !== null) lines.push(`  ${problemText(lastRun.problem)}`);
  }
  if (heartbeat !== null && heartbeat.run !== lastRun?.run)
    lines.push(`last heartbeat: ${heartbeat.finishedAt.replace(/\.\d+Z$/, 'Z')} (${heartbeat.run})`);
  if (cohorts.length === 0) lines.push('', 'There are no cohort files.');
  for (const cohort of cohorts) lines.push('', ...cohortLines(cohort));
  return lines.join('\n');
}

function cohortLines(cohort: CohortStatus): readonly string[] {
  const lines = [`${cohort.cohort}: ${cohort.state}${facts(cohort)}`];
  if (cohort.problem !== null) lines.push(`  ${problemText(cohort.problem)}`);
  lines.push(`  ${fresh(cohort)}`);
  if (cohort.lastRun !== null) {
    const { state, code } = cohort.lastRun;
    lines.push(`  in the last run: ${state}${code === null ? '' : ` (${code})`}`);
  }
  if (cohort.tables.length > 0) lines.push(renderTables(cohort));
  return lines;
}

function facts({ revision, persons, members }: CohortStatus): string {
  if (revision === null || persons === null) return '';
  const taken = members === null || members === persons ? '' : ` (${count(members)} landed)`;
  return `, revision ${revision}, ${count(persons)} persons${taken}`;
}

function fresh({ snapshot }: CohortStatus): string {
  if (snapshot === null) return 'no snapshot is published';
  const { number, through, days, sundaysBehind, revision } = snapshot;
  const at = `snapshot ${number} of revision ${revision}`;
  if (through === null) return `${at}, no persons`;
  const age = sundaysBehind === 0 ? 'up to the last Sunday' : `${count(sundaysBehind)} Sunday(s) behind`;
  return `${at}, fresh through ${through}, ${age} (${count(days)} days)`;
}

function renderTables({ tables }: CohortStatus): string {
  const table = new Table({
    head: ['table', 'rows', 'version', 'files', 'bytes'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { table: name, rows, version, published, files, bytes } of tables) {
    // Between a commit and its publication readers stay where they were.
    const shown = published === version ? `${version}` : `${version} (published: ${published ?? 'none'})`;
    table.push([name, count(rows), shown, count(files), count(bytes)]);
  }
  return table.toString();
}
