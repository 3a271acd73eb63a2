import type { Command } from 'commander';
import { runAudit } from '../../audit/audit.ts';
import { loadConfiguration } from '../../configuration/configuration.ts';
import { runnerNow } from '../../instant.ts';
import { renderAudit } from '../audit-text.ts';
import { type Console, define } from '../command.ts';

interface AuditOptions {
  readonly cohort: string;
}

/** `audit`: a cohort's chain approval → roster → runs → versions → removals, verified again. */
export function auditCommand(program: Command, console: Console): void {
  const command = program
    .command('audit')
    .description('print the chain approval → roster → runs → versions → removals of a cohort, verified again')
    .requiredOption('--cohort <id>', 'cohort to audit');
  define<AuditOptions>(command, console, async (context, { cohort }) => {
    const configuration = await loadConfiguration(context.configuration, context.env);
    const { report, exitCode } = await runAudit(configuration, context.env, cohort, runnerNow());
    return { document: report, text: renderAudit(report), exitCode };
  });
}
