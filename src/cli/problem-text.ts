import type { Note } from '../report/run-report.ts';

/**
 * What is wrong with a cohort, as a shell shows it: `code: message`, the findings that an owner can answer, each with its
 * digest, and the way out.
 */
export function problemText({ code, message, remedy, findings = [] }: Note): string {
  return [`${code}: ${message}`, ...findings.map(findingLine), `  → ${remedy}`].join('\n');
}

/** A finding under the digest by which it is answered. */
export function findingLine({
  code,
  table,
  cohort,
  override,
  digest,
}: NonNullable<Note['findings']>[number]): string {
  const about = [cohort, table].filter((name) => name !== null).join(' ');
  return `  finding ${digest} (${code}${about === '' ? '' : ` ${about}`}; override: ${override})`;
}
