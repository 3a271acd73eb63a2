import type { Command } from 'commander';
import { loadConfiguration } from '../../configuration/configuration.ts';
import { type CohortPurgeReport, type PurgeReport, purgeCohorts } from '../../purge/purge-cohorts.ts';
import { type Console, define } from '../command.ts';
import { collect } from '../parse.ts';
import { problemText } from '../problem-text.ts';
import { count } from '../progress.ts';
import { stopSignal } from '../stop-signal.ts';

interface PurgeOptions {
  readonly cohort?: readonly string[];
  readonly personsRemoved?: boolean;
  readonly dryRun?: boolean;
}

/** `purge`: erases whoever is approved no longer, and landings whose time is over, and certifies it. */
export function purgeCommand(program: Command, console: Console): void {
  const command = program
    .command('purge')
    .description('erase removed and withdrawn persons, and revoked, expired and abandoned landings, for good')
    .option('--cohort <id>', 'only this cohort (may be repeated)', collect)
    .option(
      '--persons-removed',
      'only persons, tables and columns that are approved no longer, never a whole landing',
    )
    .option('--dry-run', 'say what is due, but erase nothing');
  define<PurgeOptions>(command, console, async (context, options) => {
    const configuration = await loadConfiguration(context.configuration, context.env);
    const wanted = {
      cohorts: options.cohort ?? [],
      personsRemoved: options.personsRemoved ?? false,
      dryRun: options.dryRun ?? false,
      signal: stopSignal(),
    };
    const { report, exitCode } = await purgeCohorts(configuration, context.env, wanted, context.log);
    return { document: report, text: render(report), exitCode };
  });
}

function render({ verdict, cohorts }: PurgeReport): string {
  return [verdict === 'done' ? 'done' : 'FAILED', ...cohorts.map(lines)].join('\n');
}

function lines(report: CohortPurgeReport): string {
  return [outcome(report), ...report.waits.map((wait) => `  ${problemText(wait)}`)].join('\n');
}

function outcome(report: CohortPurgeReport): string {
  const { cohort, state, scope, persons, unapproved, tables, removedBefore, certificate, problem } = report;
  const rows = tables.reduce((sum, table) => sum + table.rowsErased, 0n);
  const earlier = removedBefore.reduce((sum, commit) => sum + commit.rowsRemoved, 0n);
  const what = scope === 'cohort' ? 'the whole landing' : 'persons who are approved no longer';
  const dropped = [...new Set(unapproved.map(({ table }) => table))].join(', ');
  const files = dropped === '' ? '' : `, and what is approved no longer of ${dropped}`;
  const done = `${what}, ${count(persons)} persons${files}`;
  const before = removedBefore.length === 0 ? '' : `; syncs had taken out ${count(earlier)} rows before`;
  switch (state) {
    case 'nothing':
      return `${cohort}: nothing to erase`;
    case 'planned':
      return `${cohort}: would erase ${done}`;
    case 'purged':
      return `${cohort}: erased ${done}, ${count(rows)} rows${before}\n  certificate: ${certificate}`;
    case 'failed':
      return `${cohort}: ${problem === null ? state : problemText(problem)}`;
  }
}
