import type { Command } from 'commander';
import { loadConfiguration } from '../../configuration/configuration.ts';
import { runSync } from '../../sync/run-sync.ts';
import { type CommandContext, type CommandResult, type Console, define } from '../command.ts';
import { collect } from '../parse.ts';
import { renderRun } from '../report-table.ts';
import { stopSignal } from '../stop-signal.ts';

interface SyncOptions {
  readonly cohort?: readonly string[];
  readonly table?: readonly string[];
  readonly dryRun?: boolean;
  readonly full?: boolean;
  readonly accept?: readonly string[];
}

/** `sync`: makes every landing equal to the source restricted to its approved persons. */
export function syncCommand(program: Command, console: Console): void {
  const command = choice(program.command('sync'))
    .description(
      'bring the landings up to the source: all data of new cohorts, only what is new of existing ones',
    )
    .option('--dry-run', 'plan and count, but move nothing');
  define<SyncOptions>(command, console, (context, options) =>
    perform(context, options, options.dryRun ?? false),
  );
}

/** `plan`: what a sync would do now. */
export function planCommand(program: Command, console: Console): void {
  const command = choice(program.command('plan')).description('show what a sync would move now, and why');
  define<SyncOptions>(command, console, (context, options) => perform(context, options, true));
}

function choice(command: Command): Command {
  return command
    .option('--cohort <id>', 'only this cohort (may be repeated)', collect)
    .option('--table <name>', 'only this table (may be repeated)', collect)
    .option(
      '--accept <finding>',
      'go on only if this finding has an approved override, unused (may be repeated)',
      collect,
    )
    .option('--full', 'compare all history with the source, also what no survey shows to have changed');
}

async function perform(
  context: CommandContext,
  options: SyncOptions,
  dryRun: boolean,
): Promise<CommandResult> {
  const configuration = await loadConfiguration(context.configuration, context.env);
  const choice = {
    cohorts: options.cohort ?? [],
    tables: options.table ?? [],
    dryRun,
    full: options.full ?? false,
    accept: options.accept ?? [],
    signal: stopSignal(),
  };
  const { report, exitCode } = await runSync(configuration, context.env, choice, context.log);
  return { document: report, text: renderRun(report), exitCode };
}
