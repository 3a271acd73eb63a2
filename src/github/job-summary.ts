import { type PublicCode, publicError } from '../log/public-errors.ts';
import { bytesInWords, cohortsInWords, durationInWords, rowsInWords } from '../report/figure-words.ts';
import type { PublicCohort, PublicProblem, PublicReport, PublicTable } from '../report/public-report.ts';
import { isStopped, verdict } from '../report/verdict.ts';
import { cut, details, escapeMarkdown, head, row } from './markdown.ts';

export interface SummaryLinks {
  /** The run on GitHub. */
  readonly run?: string;
}

/** GitHub drops a step's summary of more than 1 MiB; each part has its share of less than that. */
const SHARES = { held: 250_000, moved: 400_000, quiet: 100_000, expiring: 50_000 } as const;
const ELSEWHERE = 'the report in the diagnostics has all of them';

/** A run for a person, in Markdown: the verdict, what to do, what moved, and the rest folded away. */
export function jobSummary(report: PublicReport, links: SummaryLinks = {}): string {
  const { sign, words } = verdict(report);
  const parts = [
    `## ${sign} ${words}`,
    facts(report, links),
    weekNote(report),
    held(report),
    moved(report),
    expiring(report),
    quiet(report),
    warningLines(report.warnings),
    report.dryRun ? '' : footnote(report),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** A run for a person, and what ended it where no report of it can say so. */
export function runSummary(
  report: PublicReport | undefined,
  failures: readonly PublicCode[],
  links: SummaryLinks,
): string {
  if (report !== undefined && failures.length === 0) return jobSummary(report, links);
  const codes = failures.length === 0 ? (['RUN_WITHOUT_REPORT'] as const) : [...new Set(failures)];
  const rows = codes.map((code) => problemRow('*the run*', { code, findings: [] }));
  const table = [
    '### What failed',
    '',
    ...head('cohort', 'code', 'what happened', 'what to do'),
    ...rows,
  ].join('\n');
  if (report !== undefined) return `${jobSummary(report, links)}\n${table}\n`;
  const where = links.run === undefined ? '' : `\n\n[The run](${address(links.run)})`;
  return `## ❌ The run left no report${where}\n\n${table}\n`;
}

function facts({ run, milliseconds, warehouse }: PublicReport, links: SummaryLinks): string {
  const name = `\`${run}\``;
  const shown = links.run === undefined ? name : `[${name}](${address(links.run)})`;
  const bytes = warehouse?.bytes == null ? '' : `, ${bytesInWords(warehouse.bytes)} of results`;
  const asked = warehouse === null ? [] : [`warehouse ${durationInWords(warehouse.milliseconds)}${bytes}`];
  return [`Run ${shown}`, durationInWords(milliseconds), ...asked].join(' · ');
}

/** An address as Markdown takes it within its brackets. */
function address(link: string): string {
  return encodeURI(link).replaceAll(/[()]/g, encodeURIComponent);
}

function weekNote({ week }: PublicReport): string {
  switch (week?.state) {
    case 'not-yet':
      return `> The load of Sunday **${week.sunday}** is not there yet. A later try of this week picks it up; nothing needs to be done.`;
    case 'missing':
      return `> **The load of Sunday ${week.sunday} has not come.** Ask the source's owner. As soon as it is there the next run takes it in, however late.`;
    case 'already-done':
      return `> The load of Sunday ${week.sunday} had been taken in by an earlier run.`;
    default:
      return '';
  }
}

function held(report: PublicReport): string {
  const whole = report.problem === null ? [] : [problemRow('*the run*', report.problem)];
  const each = report.cohorts
    .filter(isStopped)
    .map(({ cohort, problem }) => problemRow(named(cohort), problem));
  if (whole.length + each.length === 0) return '';
  const rows = cut([...whole, ...each], SHARES.held, (left) => row(`… and ${left} more`, '', '', ELSEWHERE));
  const accepts = acceptable(report);
  return [
    '### What to do',
    '',
    ...head('cohort', 'code', 'what happened', 'what to do'),
    ...rows,
    ...(accepts === '' ? [] : ['', accepts]),
  ].join('\n');
}

export function problemRow(who: string, problem: PublicProblem | null): string {
  const code = problem?.code ?? 'INTERNAL';
  const { sentence, remedy } = publicError(code);
  return row(who, `\`${code}\``, escapeMarkdown(sentence), escapeMarkdown(remedy));
}

const FINDINGS_SHOWN = 100;

/** Findings that an owner may answer by an override, each by its name. */
function acceptable({ problem, cohorts: all }: PublicReport): string {
  const findings = [problem, ...all.map((cohort) => cohort.problem)].flatMap((each) => each?.findings ?? []);
  const distinct = [...new Map(findings.map((finding) => [finding.digest, finding])).values()];
  if (distinct.length === 0) return '';
  const rows = distinct
    .slice(0, FINDINGS_SHOWN)
    .map(({ code, override, cohort, table, digest }) =>
      row(
        `\`${code}\``,
        cohort === null ? '' : named(cohort),
        table === null ? '' : `\`${table}\``,
        override,
        `\`${digest}\``,
      ),
    );
  const left = distinct.length - FINDINGS_SHOWN;
  const more = left > 0 ? [row(`… and ${left} more`, '', '', '', ELSEWHERE)] : [];
  const body = [...head('code', 'cohort', 'table', 'override', 'finding'), ...rows, ...more].join('\n');
  return details('Findings that an owner can answer with an override', body);
}

function named(cohort: string | null): string {
  return cohort === null ? '*a cohort whose name is not told*' : `\`${cohort}\``;
}

function moved(report: PublicReport): string {
  const changed = report.cohorts.filter(({ tables }) => tables.length > 0);
  if (changed.length === 0) return '';
  const blocks = changed.flatMap(({ cohort, revision, snapshot, tables }) =>
    tables.map((table, index) => {
      const first = index === 0;
      const facts = [`revision ${revision ?? '–'}`, ...(snapshot === null ? [] : [`snapshot ${snapshot}`])];
      return movedRow(first ? `**${named(cohort)}**<br>${facts.join(', ')}` : '', table);
    }),
  );
  const rows = cut(blocks, SHARES.moved, (left) => row(`… and ${left} more`, '', ELSEWHERE, '', '', ''));
  const table = [...head('cohort', 'table', 'why', 'rows>', 'size>', 'through'), ...rows].join('\n');
  const diagram = changed.length > 8 ? '' : `\n\n${flow(report, changed)}`;
  const title = '### What moved';
  if (blocks.length <= 30) return `${title}\n\n${table}${diagram}`;
  return `${title}\n\n${details(`${cohortsInWords(changed.length)}, ${blocks.length} tables`, table)}${diagram}`;
}

const WHY = {
  backfill: 'backfill: history of new persons or a new table',
  increment: 'increment: new rows',
  repair: 'repair: history changed at the source',
} as const;

function movedRow(who: string, { table, mode, rows, bytes, through }: PublicTable): string {
  return row(who, `\`${table}\``, WHY[mode], rowsInWords(rows), bytesInWords(bytes), through ?? '–');
}

/** Which cohorts got what; the ids are the only words that are not ours, and they are letters, digits and hyphens. */
function flow({ through }: PublicReport, changed: readonly PublicCohort[]): string {
  const arrows = changed.map(({ cohort, snapshot, tables }, index) => {
    const modes = [...new Set(tables.map(({ mode }) => mode))].join(' + ');
    const label = `${cohort ?? 'no id'}${snapshot === null ? '' : `<br>snapshot ${snapshot}`}`;
    return `  source -- "${modes}" --> c${index}["${label}"]`;
  });
  const source = `  source[("source${through === null ? '' : `<br>through ${through}`}")]`;
  return ['```mermaid', 'flowchart LR', source, ...arrows, '```'].join('\n');
}

function expiring(report: PublicReport): string {
  if (report.expiring.length === 0) return '';
  const rows = report.expiring.map(({ cohort, lastDay, days }) => row(named(cohort), lastDay, `${days}`));
  const shown = cut(rows, SHARES.expiring, (left) => row(`… and ${left} more`, ELSEWHERE, ''));
  const intro =
    'Renew the agreement and raise `expires` by a pull request; after the last day nothing is read.';
  return [
    '### Agreements that end soon',
    '',
    intro,
    '',
    ...head('cohort', 'last day', 'days left>'),
    ...shown,
  ].join('\n');
}

const QUIET = {
  current: 'current, with nothing to list',
  planned: 'planned',
  inactive: 'not active: suspended, revoked or expired',
} as const;

function quiet(report: PublicReport): string {
  const lines = (['current', 'planned', 'inactive'] as const).flatMap((state) => {
    const names = report.cohorts.filter((each) => each.state === state && each.tables.length === 0);
    if (names.length === 0) return [];
    const shown = cut(
      names.map(({ cohort }) => named(cohort)),
      SHARES.quiet,
      (left) => `… and ${left} more`,
    );
    return [`**${QUIET[state]}** (${names.length}): ${shown.join(', ')}`];
  });
  if (lines.length === 0) return '';
  const count = report.cohorts.filter((each) => !isStopped(each) && each.tables.length === 0).length;
  return details(`${cohortsInWords(count)} without anything to show`, lines.join('\n\n'));
}

/** Each code with what it means and what to do. */
export function warningLines(codes: PublicReport['warnings']): string {
  if (codes.length === 0) return '';
  const lines = codes.map((code) => {
    const { sentence, remedy } = publicError(code);
    return `- \`${code}\` ${escapeMarkdown(sentence)} ${escapeMarkdown(remedy)}`;
  });
  return ['### Warnings', '', ...lines.slice(0, 200)].join('\n');
}

function footnote({ smallCell }: PublicReport): string {
  return `<sub>Figures have two digits. Tables in which rows of fewer than ${smallCell} persons moved, or of nobody, are not listed; – is a figure that could be held against another one. Exact figures: \`cohort-sync status\` inside the network.</sub>`;
}
