import Table from 'cli-table3';
import type { Command } from 'commander';
import { loadConfiguration } from '../../configuration/configuration.ts';
import { verifyAndHeal } from '../../verify/heal.ts';
import { runVerify } from '../../verify/run-verify.ts';
import type { CohortVerification, VerifyReport } from '../../verify/verify-report.ts';
import { type Console, define } from '../command.ts';
import { collect } from '../parse.ts';
import { problemText } from '../problem-text.ts';
import { count } from '../progress.ts';
import { stopSignal } from '../stop-signal.ts';

interface VerifyOptions {
  readonly cohort?: readonly string[];
  readonly deep?: boolean;
  readonly heal?: boolean;
}

/** `verify`: holds the latest snapshots against storage and source once more, believing neither the writer nor its rosters. */
export function verifyCommand(program: Command, console: Console): void {
  const command = program
    .command('verify')
    .description('read the landings again and compare them with the source')
    .option('--cohort <id>', 'only this cohort (may be repeated)', collect)
    .option('--deep', 'read every file and every row of the source, and compare whole rows')
    .option(
      '--heal',
      'replace from the source what differs, where an owner has answered that; then verify again',
    );
  define<VerifyOptions>(command, console, async (context, options) => {
    const configuration = await loadConfiguration(context.configuration, context.env);
    const wanted = { cohorts: options.cohort ?? [], deep: options.deep ?? false };
    const { env, log } = context;
    const { report, exitCode } = options.heal
      ? await verifyAndHeal(configuration, env, wanted, log, stopSignal())
      : await runVerify(configuration, env, wanted, log);
    return { document: report, text: render(report), exitCode };
  });
}

function render(report: VerifyReport): string {
  const table = new Table({
    head: ['cohort', 'table', 'version', 'rows', 'files read', 'files', 'differences'],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { cohort, tables } of report.cohorts) {
    for (const row of tables) {
      const numbers = [row.version, row.rows, row.filesRead, row.files, row.differences].map((value) =>
        count(value),
      );
      table.push([cohort, row.table, ...numbers]);
    }
  }
  return [
    report.verdict === 'verified' ? 'verified' : 'FAILED',
    table.toString(),
    ...report.cohorts.map(outcome),
    ...(report.healed.length === 0 ? [] : [`healed: ${report.healed.join(', ')}`]),
  ].join('\n');
}

function outcome({ cohort, state, snapshot, problem }: CohortVerification): string {
  const at = snapshot === null ? '' : ` at snapshot ${snapshot}`;
  const why = problem === null ? '' : `\n  ${problemText(problem)}`;
  return `${cohort}: ${state}${at}${why}`;
}
