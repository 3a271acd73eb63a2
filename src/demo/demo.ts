import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { INTERRUPTED, runDemo } from './run-demo.ts';

const command = new Command('npm run demo --')
  .description(
    'Plays five syncs against a warehouse and a storage account on this machine: two cohorts, three Sundays, ' +
      'a third cohort, a late row and a corrected one; checks every landing against the source, row for row.',
  )
  .option('--persons <n>', 'made-up patients', persons, 1000)
  .option('--data <dir>', 'a folder of OMOP files (CSV or Parquet) instead of made-up patients')
  .option('--json <file>', 'write the story as data, too')
  .option('--keep', 'keep both servers running at the end, to try commands on them, until Ctrl-C')
  .addHelpText('after', '\nWrites to .demo in the current directory, and replaces what a demo wrote there.')
  .parse();

const options = command.opts<{ persons: number; data?: string; json?: string; keep?: boolean }>();

const code = await runDemo(
  { ...options, keep: options.keep ?? false, directory: path.resolve('.demo') },
  { write: (text) => process.stdout.write(text), terminal: process.stdout.isTTY ?? false },
);
process.exitCode = code;
// What was cut short may still hold sockets and worker threads, which nobody waits for now.
if (code === INTERRUPTED) process.exit();

function persons(text: string): number {
  const number = Number(text);
  if (/^\d{2,7}$/.test(text) && number >= 20) return number;
  throw new InvalidArgumentError('It must be a whole number from 20 on.');
}
