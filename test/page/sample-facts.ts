import { formatInstant, parseInstant, WEEK } from '../../src/instant.ts';
import { DEFAULT_TABLES } from '../../src/omop/tables.ts';
import type { PageApproval, PageCohort, PageFacts } from '../../src/page/page-facts.ts';
import { roundFigure } from '../../src/report/public-figure.ts';
import { mondayReport } from '../report/sample-public-report.ts';

export const LAST_SUNDAY = '2026-11-22';

/** Sunday `back` weeks before the last one. */
function sunday(back: number): string {
  const last = parseInstant(`${LAST_SUNDAY}T00:00:00Z`) ?? 0n;
  return formatInstant(last - BigInt(back) * WEEK).slice(0, 10);
}

export function pageCohort(changes: Partial<PageCohort> = {}): PageCohort {
  return {
    cohort: 'heart-failure',
    title: 'Outcomes of heart failure with preserved ejection fraction',
    consumer: 'Example Therapeutics',
    lastDay: '2028-06-30',
    state: 'active',
    code: null,
    revision: 3,
    persons: 48_211,
    snapshot: { number: 41, through: LAST_SUNDAY, behind: 0 },
    ...changes,
  };
}

export function pageApproval(changes: Partial<PageApproval> = {}): PageApproval {
  return {
    cohort: 'heart-failure',
    sequence: 3,
    kind: 'manual',
    by: 'A. Person',
    reason: 'agreement DSA-2026-014, second amendment',
    day: '2026-11-12',
    status: 'active',
    persons: 48_211,
    ...changes,
  };
}

/** Weekly rows of one table, uneven as loads are, and the same in every run of the tests. */
function rows(table: number, week: number): number {
  const size = [40, 24, 5200, 9800, 8100, 4300, 61_000, 27_000, 310][table] ?? 100;
  return roundFigure(Math.round(size * (0.8 + ((week * 7 + table * 3) % 11) / 22)));
}

/** A page of half a year, with everything that a page can have. */
export function sampleFacts(changes: Partial<PageFacts> = {}): PageFacts {
  const weeks = Array.from({ length: 18 }, (_, index) => 17 - index).flatMap((back) =>
    DEFAULT_TABLES.flatMap((table, index) =>
      // The death of few is not told, and one Sunday had no load.
      back === 9 || (table === 'death' && back % 3 > 0)
        ? []
        : [{ sunday: sunday(back), table, rows: rows(index, back) }],
    ),
  );
  return {
    at: '2026-11-23T06:12:40Z',
    lastSunday: LAST_SUNDAY,
    smallCell: 11,
    run: mondayReport(),
    cohorts: [
      pageCohort(),
      pageCohort({
        cohort: 'diabetes-2026',
        title: 'Courses of type 2 diabetes',
        persons: 120_340,
        lastDay: '2027-01-02',
      }),
      pageCohort({
        cohort: 'stroke',
        title: 'Recovery after ischaemic stroke',
        consumer: 'University of Example',
        persons: 9_120,
        code: null,
        snapshot: { number: 12, through: sunday(2), behind: 2 },
      }),
      pageCohort({
        cohort: 'oncology',
        title: 'Second cancers',
        state: 'pending',
        code: 'APPROVAL_PENDING',
        snapshot: { number: 7, through: sunday(1), behind: 1 },
      }),
      pageCohort({ cohort: 'asthma', title: 'Severe asthma in adults', revision: 1, snapshot: null }),
      pageCohort({
        cohort: 'sepsis',
        title: 'Early signs of sepsis',
        state: 'suspended',
        code: 'COHORT_SUSPENDED',
        snapshot: { number: 3, through: sunday(6), behind: 6 },
      }),
    ],
    weeks,
    histories: [
      { cohort: 'heart-failure', day: sunday(15), rows: 210_000_000 },
      { cohort: 'diabetes-2026', day: sunday(11), rows: 560_000_000 },
      { cohort: 'stroke', day: sunday(6), rows: 38_000_000 },
    ],
    healed: [
      { day: sunday(1), cohort: 'heart-failure', tables: ['measurement', 'observation'] },
      { day: sunday(4), cohort: 'diabetes-2026', tables: ['drug_exposure'] },
    ],
    heldBack: [
      {
        cohort: 'stroke',
        code: 'GROWTH_IMPLAUSIBLE',
        first: sunday(1),
        last: '2026-11-23',
        runs: 3,
        open: true,
      },
      {
        cohort: 'oncology',
        code: 'APPROVAL_PENDING',
        first: '2026-11-23',
        last: '2026-11-23',
        runs: 1,
        open: true,
      },
      { cohort: null, code: 'SOURCE_UNREACHABLE', first: sunday(5), last: sunday(5), runs: 1, open: false },
    ],
    approvals: [
      pageApproval(),
      pageApproval({ cohort: 'stroke', sequence: 1, day: '2026-10-02', persons: 9_120 }),
      pageApproval({
        cohort: 'sepsis',
        sequence: 4,
        kind: 'reduction',
        status: 'suspended',
        by: 'cohort-sync',
        reason: 'access became less',
        day: '2026-09-30',
      }),
    ],
    storage: Array.from({ length: 18 }, (_, index) => ({
      sunday: sunday(17 - index),
      data: roundFigure(2_600_000_000 + index * 410_000_000 + (index > 10 ? 9_000_000_000 : 0)),
      logs: roundFigure(120_000_000 + index * 24_000_000),
    })),
    ...changes,
  };
}
