import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { loadConfiguration } from '../../configuration/configuration.ts';
import { runnerNow } from '../../instant.ts';
import { NEWEST_PAGE } from '../../landing/paths.ts';
import { makePage, publishPage } from '../../page/publish-page.ts';
import { reportRun } from '../../report/report-run.ts';
import { verdict } from '../../report/verdict.ts';
import type { Console } from '../command.ts';
import { define } from '../command.ts';

interface ReportCommandOptions {
  readonly run?: string;
  readonly out?: string;
}

const NOTES = `
The page shows freshness, new rows by week, what was held back, healed and approved, and the growth of the storage, with
figures that may be passed on: docs/decisions/0023-the-page.md. It is kept in the landing's container under
_cohort-sync/reports/, and as ${NEWEST_PAGE}.`;

/** `report`: a stored run in one line, and the page. */
export function reportCommand(program: Command, console: Console): void {
  const command = program
    .command('report')
    .description(
      'tell how the newest run and its week stand, and keep a page of all cohorts as one HTML file',
    )
    .option('--run <run>', 'tell this run instead of the newest')
    .option('--out <file>', 'write the page to this file only, and nothing to the storage')
    .addHelpText('after', NOTES);
  define<ReportCommandOptions>(command, console, async (context, options) => {
    const { env } = context;
    const configuration = await loadConfiguration(context.configuration, env);
    const choice = options.run === undefined ? {} : { run: options.run };
    const { report, exitCode } = await reportRun(configuration, env, choice);
    const now = runnerNow();
    let page = options.out;
    if (page === undefined) page = await publishPage(configuration, env, report, now);
    else await writeFile(page, await makePage(configuration, env, report, now));
    const { sign, words } = verdict(report);
    return { document: { report, page }, text: `${sign} ${words}\npage: ${page}`, exitCode };
  });
}
