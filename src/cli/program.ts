import { Command, CommanderError } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { EXIT } from '../errors.ts';
import { toJson } from '../report/exact-json.ts';
import type { Environment } from '../storage/azure-credential.ts';
import type { Console, Streams } from './command.ts';
import { approveCommand } from './commands/approve.ts';
import { auditCommand } from './commands/audit.ts';
import { doctorCommand } from './commands/doctor.ts';
import { initCommand } from './commands/init.ts';
import { overrideCommand } from './commands/override.ts';
import { purgeCommand } from './commands/purge.ts';
import { reportCommand } from './commands/report.ts';
import { reviewCommand } from './commands/review.ts';
import { rosterCommand } from './commands/roster.ts';
import { sealCommand } from './commands/seal.ts';
import { statusCommand } from './commands/status.ts';
import { planCommand, syncCommand } from './commands/sync.ts';
import { verifyCommand } from './commands/verify.ts';
import { warehouseCommand } from './commands/warehouse.ts';

/** Runs the command line and returns the process's exit code: 0 done, 1 failed, 2 your configuration, 3 a guard stopped it. */
export async function run(
  argv: readonly string[],
  env: Environment,
  streams: Streams = STANDARD,
): Promise<number> {
  const console: Console = { ...streams, env, exitCode: EXIT.done };
  try {
    await program(console).parseAsync(argv as string[]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version end well; anything else is how the command was called, and commander has said what.
    if (error.exitCode === 0) return EXIT.done;
    const message = error.message.replace(/^error: /, '');
    if (argv.includes('--json')) console.out(`${toJson({ error: { ...USAGE, message } })}\n`);
    return EXIT.configuration;
  }
  return console.exitCode;
}

function program(console: Console): Command {
  const program = new Command('cohort-sync')
    .description(
      'Brings the OMOP data of approved patient cohorts, and nothing else, into your own Azure storage.',
    )
    .version(manifest.version)
    .exitOverride()
    .configureOutput({ writeOut: console.out, writeErr: console.err })
    .showHelpAfterError('(run with --help for the options)');
  for (const add of [
    sealCommand,
    rosterCommand,
    approveCommand,
    overrideCommand,
    purgeCommand,
    planCommand,
    syncCommand,
    verifyCommand,
    statusCommand,
    reportCommand,
    auditCommand,
    doctorCommand,
    initCommand,
    reviewCommand,
    warehouseCommand,
  ])
    add(program, console);
  return program;
}

const USAGE = {
  code: 'USAGE',
  remedy: 'Run the command with --help for what it takes.',
};

const STANDARD: Streams = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  terminal: process.stderr.isTTY ?? false,
};
