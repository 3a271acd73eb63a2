import path from 'node:path';
import type { Command } from 'commander';
import { EXIT } from '../../errors.ts';
import { reviewChange } from '../../review/review-change.ts';
import type { ReviewResult } from '../../review/review-result.ts';
import { changeSentence, reviewAnnotations } from '../../review/review-text.ts';
import { stagedChange } from '../../review/staged-change.ts';
import { type Console, define } from '../command.ts';

interface ReviewOptions {
  readonly base?: string;
  readonly directory: string;
}

/** `review`: what the check of a pull request would say, before anything leaves this machine. */
export function reviewCommand(program: Command, console: Console): void {
  const command = program
    .command('review')
    .description('check what is staged, or all commits since another, for mistakes and for persons')
    .option('--base <commit>', 'check the commits since this one instead of what is staged')
    .option('--directory <folder>', 'working copy', '.');
  define<ReviewOptions>(command, console, async (context, { base, directory }) => {
    const change = await stagedChange(directory, base);
    const configuration = path.posix.normalize(context.configuration.replaceAll(path.sep, '/'));
    const result = await reviewChange({ change, configuration });
    const exitCode = result.outcome === 'refused' ? EXIT.failed : EXIT.done;
    return { document: result, text: words(result), exitCode };
  });
}

function words(result: ReviewResult): string {
  const findings = reviewAnnotations(result).map(({ level, file, line, column, title, message }) => {
    const place = [file, line, column].filter((part) => part !== undefined).join(':');
    return `${level === 'error' ? 'refused' : 'notice'} ${title}${place === '' ? '' : ` ${place}`}: ${message}`;
  });
  const changes = result.changes.map((change) => `${change.cohort}: ${changeSentence(change)}`);
  const verdict =
    result.outcome === 'refused' ? 'Refused.' : `Nothing found in ${result.files} changed file(s).`;
  return [...findings, ...changes, verdict].join('\n');
}
