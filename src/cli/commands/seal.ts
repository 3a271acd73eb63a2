import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { sealRoster } from '../../cohort/roster.ts';
import { loadConfiguration } from '../../configuration/configuration.ts';
import { openStores } from '../../configuration/stores.ts';
import { ConfigurationError, EXIT } from '../../errors.ts';
import { type Console, define } from '../command.ts';
import { count } from '../progress.ts';

interface SealOptions {
  readonly cohort: string;
  readonly ids: string;
}

/** `seal`: makes the canonical roster of a list of ids, stores it inside the network, and prints what a cohort file pins. */
export function sealCommand(program: Command, console: Console): void {
  const command = program
    .command('seal')
    .description('store a list of persons as a roster and print the three keys for the cohort file')
    .requiredOption('--cohort <id>', 'cohort that the roster is for')
    .requiredOption('--ids <file>', 'CSV file with a column person_id, or with one column');
  define<SealOptions>(command, console, async (context, options) => {
    const configuration = await loadConfiguration(context.configuration, context.env);
    const content = await readFile(options.ids).catch((cause: unknown) => {
      throw unreadable(options.ids, cause);
    });
    const { rosters } = openStores(configuration, context.env);
    const { uri, sha256, persons, duplicates } = await sealRoster(rosters, options.cohort, {
      content,
      file: options.ids,
    });
    const lines = ['roster:', `  uri: ${uri}`, `  sha256: ${sha256}`, `  persons: ${persons}`];
    if (duplicates > 0) lines.push(`# ${count(duplicates)} repeated id(s) were counted once`);
    return { document: { uri, sha256, persons, duplicates }, text: lines.join('\n'), exitCode: EXIT.done };
  });
}

export function unreadable(file: string, cause: unknown): ConfigurationError {
  return new ConfigurationError(`The file ${file} cannot be read.`, {
    code: 'FILE_UNREADABLE',
    remedy: 'Check the path and the rights of the file.',
    cause,
  });
}
