import { type Command, Option } from 'commander';
import { loadConfiguration } from '../../configuration/configuration.ts';
import { openStores } from '../../configuration/stores.ts';
import { ConfigurationError, EXIT, type OverrideKind } from '../../errors.ts';
import { formatInstant, runnerNow } from '../../instant.ts';
import { overrideManually } from '../../override/approve-overrides.ts';
import { OVERRIDE_KINDS } from '../../override/override-file.ts';
import { type Console, define } from '../command.ts';

interface OverrideOptions extends Partial<Record<OverrideKind, string>> {
  readonly cohort?: string;
  readonly table?: string;
  readonly by: string;
  readonly reason: string;
}

const MEANINGS: Record<OverrideKind, string> = {
  accept: 'what a guard found is right: move on',
  rebuild: 'land a table of a cohort anew from the source',
  heal: 'compare all history, and replace what differs',
  erase: 'erase a landing that has no cohort file',
};

/** `override`: answers a finding by hand, only where the configuration allows manual approvals. */
export function overrideCommand(program: Command, console: Console): void {
  const command = program
    .command('override')
    .description('answer a finding by hand, once, where approvals.manual allows it');
  for (const kind of OVERRIDE_KINDS) {
    const others = OVERRIDE_KINDS.filter((other) => other !== kind);
    command.addOption(new Option(`--${kind} <finding>`, MEANINGS[kind]).conflicts(others));
  }
  command
    .option('--cohort <id>', 'the cohort that the finding names')
    .option('--table <name>', 'the table that the finding names')
    .requiredOption('--by <name>', 'who answers')
    .requiredOption('--reason <text>', 'why');
  define<OverrideOptions>(command, console, async (context, options) => {
    const kind = OVERRIDE_KINDS.find((candidate) => options[candidate] !== undefined);
    const finding = kind && options[kind];
    if (kind === undefined || finding === undefined) throw nothingAnswered();
    const { cohort = null, table = null, by, reason } = options;
    const configuration = await loadConfiguration(context.configuration, context.env);
    const { approvals } = openStores(configuration, context.env);
    const override = { finding, kind, cohort, table, reason };
    const stored = await overrideManually(approvals, configuration.approvals, override, by, runnerNow());
    const { record, created } = stored;
    const document = { finding, kind, digest: record.digest, at: formatInstant(record.at), created };
    const text = `${kind} ${created ? 'recorded' : 'stands already'} for finding ${finding.slice(0, 12)}; the next run uses it, once`;
    return { document, text, exitCode: EXIT.done };
  });
}

function nothingAnswered(): ConfigurationError {
  return new ConfigurationError('No finding was named.', {
    code: 'OVERRIDE_INPUT',
    remedy: `Give one of ${OVERRIDE_KINDS.map((kind) => `--${kind}`).join(', ')} with the digest of the finding.`,
  });
}
