import type { PublicReport } from '../../src/report/public-report.ts';
import { publishFigures } from '../../src/report/publish-figures.ts';
import { cohortReport, publication, runReport, tableReport } from './sample-reports.ts';

const problem = (code: string) => ({ code });

/** A Monday on which most went well. */
export function mondayReport(changes: Partial<PublicReport> = {}): PublicReport {
  const exact = runReport({
    verdict: 'failed',
    warnings: [{ code: 'GROWTH_UNUSUAL' }],
    warehouse: { milliseconds: 143_210, bytes: 12_345_678 },
    cohorts: [
      cohortReport({
        tables: [
          tableReport(),
          tableReport({ table: 'condition_occurrence', rows: 1234n }),
          tableReport({ table: 'death', rows: 3n, persons: 3 }),
          tableReport({ table: 'drug_exposure', mode: 'repair', from: null }),
        ],
      }),
      cohortReport({
        cohort: 'diabetes-2026',
        revision: 1,
        snapshot: 1,
        tables: [
          tableReport({
            table: 'person',
            mode: 'backfill',
            from: null,
            firstLanding: true,
            rows: 51_234n,
            bytes: 9_876_543,
          }),
        ],
      }),
      cohortReport({ cohort: 'quiet-one', state: 'unchanged', tables: [] }),
      cohortReport({ cohort: 'asleep', state: 'inactive', problem: problem('COHORT_SUSPENDED'), tables: [] }),
      cohortReport({ cohort: 'old-checkout', state: 'held', problem: problem('SUPERSEDED'), tables: [] }),
      cohortReport({
        cohort: 'stroke',
        state: 'failed',
        problem: {
          code: 'GROWTH_IMPLAUSIBLE',
          findings: [
            {
              code: 'GROWTH_IMPLAUSIBLE',
              override: 'accept',
              cohort: null,
              table: 'measurement',
              digest: 'ab'.repeat(32),
            },
          ],
        },
        tables: [],
      }),
    ],
  });
  const now = publication().now;
  const agreements = [{ cohort: 'diabetes-2026', expires: now + 40n * 86_400_000_000n }];
  return { ...publishFigures(exact, publication({ agreements })), ...changes };
}

/** Everything well. */
export function goodReport(changes: Partial<PublicReport> = {}): PublicReport {
  const week = { state: 'loaded', sunday: '2026-11-22' } as const;
  return { ...publishFigures(runReport(), publication({ week })), ...changes };
}
