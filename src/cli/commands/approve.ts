import type { Command } from 'commander';
import { approveManually } from '../../approval/approve.ts';
import { readCohortFiles } from '../../cohort/cohort-file.ts';
import { readRoster } from '../../cohort/roster.ts';
import { loadConfiguration } from '../../configuration/configuration.ts';
import { openStores } from '../../configuration/stores.ts';
import { ConfigurationError, EXIT } from '../../errors.ts';
import { formatInstant, runnerNow } from '../../instant.ts';
import { type Console, define } from '../command.ts';

interface ApproveOptions {
  readonly cohort: string;
  readonly by: string;
  readonly reason: string;
}

/** `approve`: writes a manual approval record, only where the configuration allows manual approvals. */
export function approveCommand(program: Command, console: Console): void {
  const command = program
    .command('approve')
    .description('approve the present content of a cohort file by hand, where approvals.manual allows it')
    .requiredOption('--cohort <id>', 'cohort to approve')
    .requiredOption('--by <name>', 'who approves')
    .requiredOption('--reason <text>', 'why');
  define<ApproveOptions>(command, console, async (context, { cohort, by, reason }) => {
    const configuration = await loadConfiguration(context.configuration, context.env);
    const { approvals, rosters } = openStores(configuration, context.env);
    const file = (await readCohortFiles(configuration.cohorts)).find((candidate) => candidate.id === cohort);
    if (file === undefined) throw unknown();
    if ('error' in file) throw file.error;
    // An approval of a roster that is not there, or is another one, would be worth nothing.
    if (file.cohort.status === 'active') await readRoster(rosters, file.cohort);
    const request = { approvals, policy: configuration.approvals, file, by, reason, at: runnerNow() };
    const { approval, created } = await approveManually(request);
    const document = {
      cohort,
      sequence: approval.sequence,
      digest: approval.digest,
      at: formatInstant(approval.at),
      created,
    };
    const text = `${cohort}: approval ${approval.sequence} ${created ? 'recorded' : 'stands already'} (${approval.digest.slice(0, 12)})`;
    return { document, text, exitCode: EXIT.done };
  });
}

function unknown(): ConfigurationError {
  return new ConfigurationError('There is no cohort file for this cohort.', {
    code: 'COHORT_UNKNOWN',
    remedy: 'Name the cohort by the id of its file in the cohorts directory.',
  });
}
