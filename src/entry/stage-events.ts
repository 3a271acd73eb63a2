import type { ApproveOutcome } from '../approval/approve-report.ts';
import type { Check } from '../doctor/examination.ts';
import { CohortSyncError } from '../errors.ts';
import { publicCode } from '../log/public-errors.ts';
import type { PublicEvent } from '../log/public-events.ts';
import { CHECK_SUBJECTS } from '../log/public-events.ts';
import { cohortName, tableName } from '../log/to-public.ts';
import type { CohortPurgeReport } from '../purge/purge-cohorts.ts';
import type { CohortVerification } from '../verify/verify-report.ts';

/** What may be told of a stage's results that are no events of a run: by the same rules as `toPublic`. */

/** Whether a cohort's landing is what it should be; by how much it is not is a figure of few persons, and stays inside. */
export function verified({ cohort, state, snapshot, problem, tables }: CohortVerification): PublicEvent {
  const differing = tables.filter(({ differences }) => differences > 0);
  return {
    kind: 'cohort-verified',
    cohort: cohortName(cohort),
    state,
    snapshot,
    differing: differing.flatMap(({ table }) => tableName(table) ?? []),
    code: problem === null ? null : publicCode(problem.code),
  };
}

/** How the erasure of a cohort went, without a number of persons or rows. */
export function erased({ cohort, state, problem }: CohortPurgeReport): PublicEvent {
  return {
    kind: 'cohort-erasure',
    cohort: cohortName(cohort),
    state,
    code: problem === null ? null : publicCode(problem.code),
  };
}

/** One check of `doctor`: its subject is told where it is a table, a cohort, or one of the words that are known. */
export function checked({ area, subject, outcome, code }: Check): PublicEvent {
  const word = CHECK_SUBJECTS.find((known) => known === subject) ?? null;
  const [first = ''] = subject.split(' ');
  return {
    kind: 'check',
    area,
    outcome,
    subject: word ?? (area === 'cohorts' && subject.endsWith(' landing') ? 'landing' : null),
    table: word === null ? tableName(first) : null,
    cohort: word === null && area === 'cohorts' ? cohortName(first) : null,
    code: code === null ? null : publicCode(code),
  };
}

/** What became of the policy, a cohort file or an override: its name, and why it is not approved. */
export function judged({ about, name, state, error }: ApproveOutcome): PublicEvent {
  const [finding] = /^[0-9a-f]{64}(?=\.yml$)/.exec(name ?? '') ?? [];
  const code = error instanceof CohortSyncError ? error.code : 'INTERNAL';
  return {
    kind: 'approval-judged',
    about,
    cohort: about === 'cohort' ? cohortName(name) : null,
    finding: about === 'override' ? (finding ?? null) : null,
    state,
    code: error === undefined ? null : publicCode(code),
  };
}
