import type { CohortChange, ReviewFinding, ReviewResult } from './review-result.ts';
import { REVIEW_RULES } from './review-rules.ts';

/** One annotation of a check run; all texts are constants of the product. */
export interface ReviewAnnotation {
  readonly level: 'error' | 'warning';
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly title: string;
  readonly message: string;
}

/** The findings as annotations, those that refuse first. GitHub shows ten of each level a step. */
export function reviewAnnotations(result: ReviewResult): readonly ReviewAnnotation[] {
  return result.findings.map((finding) => {
    const { severity, sentence, remedy } = REVIEW_RULES[finding.rule];
    const { file, line, column } = finding;
    const mistake = finding.mistake === undefined ? '' : ` ${finding.mistake}.`;
    const where = file === undefined ? place(finding, result.files) : '';
    return {
      level: severity === 'refused' ? 'error' : 'warning',
      ...(file === undefined ? {} : { file, ...(line ? { line } : {}), ...(column ? { column } : {}) }),
      title: finding.rule,
      message: `${where}${sentence}${mistake} ${remedy}`,
    } as const;
  });
}

/** The same for a person: verdict first, then what is to do, then what the change does. Markdown. */
export function reviewSummary(result: ReviewResult): string {
  const refused = result.findings.filter(({ rule }) => REVIEW_RULES[rule].severity === 'refused').length;
  const verdict =
    result.outcome === 'refused'
      ? `## Not to be merged: ${refused} finding${refused === 1 ? '' : 's'}`
      : '## Nothing speaks against merging, once approved';
  const parts = [verdict, findingTable(result), changeList(result.changes)];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function findingTable(result: ReviewResult): string {
  if (result.findings.length === 0) return '';
  const rows = result.findings.map((finding) => {
    const { sentence, remedy } = REVIEW_RULES[finding.rule];
    const mistake = finding.mistake === undefined ? '' : ` \`${finding.mistake.replaceAll('|', '\\|')}\`.`;
    return `| ${where(finding, result.files)} | \`${finding.rule}\` | ${sentence}${mistake} | ${remedy} |`;
  });
  const more = result.more === 0 ? [] : [`\nand ${result.more} more.`];
  return ['| where | rule | what | what to do |', '| --- | --- | --- | --- |', ...rows, ...more].join('\n');
}

function where(finding: ReviewFinding, files: number): string {
  if (finding.file === undefined) return place(finding, files).replace(/: $/, '') || 'the whole change';
  return `\`${finding.file}${finding.line === undefined ? '' : `:${finding.line}`}\``;
}

/** A file whose name is not shown, as the list of changed files finds it. */
function place({ position, line }: ReviewFinding, files: number): string {
  if (position === undefined) return '';
  return `file ${position} of ${files} in the list of changed files${line === undefined ? '' : `, line ${line}`}: `;
}

function changeList(changes: readonly CohortChange[]): string {
  if (changes.length === 0) return '';
  const cohorts = [...new Set(changes.map(({ cohort }) => cohort))];
  const lists = cohorts.map((cohort) => {
    const own = changes.filter((change) => change.cohort === cohort);
    return [`### ${cohort}`, ...own.map((change) => `- ${changeSentence(change)}`)].join('\n');
  });
  return ['## What the change does', ...lists].join('\n\n');
}

/** What a change does, in words. */
export function changeSentence(change: CohortChange): string {
  switch (change.kind) {
    case 'added': {
      const tables = change.tables.join(', ');
      return `**New cohort** (${change.status}) of ${people(change.persons)}, until ${change.expires}: ${tables}. Its whole history will be transferred.`;
    }
    case 'status':
      return STATUS_SENTENCE[change.after];
    case 'roster':
      return `**Roster changed**: ${people(change.before)} → ${people(change.after)}. Persons added get their whole history; persons removed are purged. Only \`roster diff\`, inside the network, shows who.`;
    case 'tables':
      return sides('Tables', change.added, change.removed);
    case 'columns': {
      const added = [...change.added, ...beyond(change.addedBeyondCdm)];
      const removed = [...change.removed, ...beyond(change.removedBeyondCdm)];
      return sides(`Columns of ${change.table}`, added, removed);
    }
    case 'parties':
      return `**Changed wording** of ${change.keys.join(', ')}. A change of project, consumer or agreement gives the data another purpose.`;
    case 'expiry':
      return `**Expiry**: ${change.before} → ${change.after}.`;
    case 'wording':
      return 'Comments or layout only. The exact content is what is approved, so it needs an approval all the same.';
    case 'needs-approval':
      return 'Moves no row before every required team has approved it.';
    case 'needs-no-proof':
      return 'Only reduces access: takes effect with the next run, whoever approved it.';
  }
}

const STATUS_SENTENCE = {
  active: '**Active again**: rows will be transferred.',
  suspended: '**Suspended**: nothing is read any more with the next run. What has landed stays.',
  revoked: '**Revoked**, for ever: nothing is read any more, and the landing is to be purged.',
} as const;

function people(count: number): string {
  return `${count.toLocaleString('en-US')} person${count === 1 ? '' : 's'}`;
}

function beyond(count: number): readonly string[] {
  return count === 0 ? [] : [`${count} beyond OMOP CDM 5.3`];
}

function sides(what: string, added: readonly string[], removed: readonly string[]): string {
  const parts = [
    ...(added.length > 0 ? [`added ${added.join(', ')}`] : []),
    ...(removed.length > 0 ? [`removed ${removed.join(', ')}`] : []),
  ];
  return `**${what}**: ${parts.join('; ')}.`;
}
