import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { parseCohortFile } from '../../cohort/cohort-file.ts';
import { checkRoster, diffRosters, readRoster } from '../../cohort/roster.ts';
import { readWithdrawals } from '../../cohort/withdrawals.ts';
import { loadConfiguration } from '../../configuration/configuration.ts';
import { openStores, type Stores } from '../../configuration/stores.ts';
import { EXIT } from '../../errors.ts';
import { type CommandContext, type Console, define } from '../command.ts';
import { count } from '../progress.ts';
import { unreadable } from './seal.ts';

interface Arguments {
  readonly arguments: readonly string[];
  readonly ids?: boolean;
}

/** `roster check` and `roster diff`: what a digest stands for, for a reviewer inside the network. */
export function rosterCommand(program: Command, console: Console): void {
  const roster = program.command('roster').description('look at the roster that a cohort file pins');
  const check = roster
    .command('check')
    .description('verify address, digest, form and number of the roster of a cohort file')
    .argument('<cohort-file>', 'cohorts/<id>.yml');
  define<Arguments>(check, console, async (context, options) => {
    const { rosters, withdrawals } = await stores(context);
    const { persons: withdrawn } = await readWithdrawals(withdrawals);
    const result = await checkRoster(rosters, await cohortOf(options.arguments[0]), withdrawn);
    const text = `${result.cohort}: ${count(result.persons)} persons, ${count(result.withdrawn)} withdrawn, ${count(result.remaining)} remain; digest, form and number are right`;
    return { document: result, text, exitCode: EXIT.done };
  });
  const diff = roster
    .command('diff')
    .description('compare the rosters of two versions of a cohort file')
    .argument('<before>', 'cohort file before')
    .argument('<after>', 'cohort file after')
    .option('--ids', 'also print the ids: inside the network only');
  define<Arguments>(diff, console, async (context, options) => {
    const { rosters } = await stores(context);
    const [before, after] = await Promise.all(
      options.arguments.slice(0, 2).map(async (file) => readRoster(rosters, await cohortOf(file))),
    );
    if (before === undefined || after === undefined) throw new RangeError('two cohort files are required');
    const { ids, ...counts } = diffRosters(before, after, { ids: options.ids ?? false });
    const lines = [
      `added ${count(counts.added)}, removed ${count(counts.removed)}, kept ${count(counts.kept)}`,
    ];
    // As text: a 64-bit id does not survive being a JSON number.
    const texts = ids && { added: [...ids.added].map(String), removed: [...ids.removed].map(String) };
    for (const id of texts?.added ?? []) lines.push(`+ ${id}`);
    for (const id of texts?.removed ?? []) lines.push(`- ${id}`);
    return {
      document: texts ? { ...counts, ids: texts } : counts,
      text: lines.join('\n'),
      exitCode: EXIT.done,
    };
  });
}

async function stores(context: CommandContext): Promise<Stores> {
  return openStores(await loadConfiguration(context.configuration, context.env), context.env);
}

async function cohortOf(file = '') {
  const content = await readFile(file).catch((cause: unknown) => {
    throw unreadable(file, cause);
  });
  // A version to compare with lies anywhere, under any name: its own id is what counts, not its file's.
  const id = /^id:\s*(\S+)\s*$/m.exec(new TextDecoder().decode(content))?.[1];
  return parseCohortFile(content, id === undefined ? path.basename(file) : `${id}.yml`).cohort;
}
