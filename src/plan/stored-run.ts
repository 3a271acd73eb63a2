import { z } from 'zod';
import { long } from '../landing/coverage-codec.ts';

/**
 * What a run found before it moved anything, as its plan stores it for the jobs that come after: what each cohort's state is,
 * how the sources were read, what deserves a look. No person: groups go by the digests of their lists.
 */

const name = z.string().min(1).max(200);
/** Characters of a message or remedy that a plan holds. */
export const MOST_TEXT = 2000;
const text = z.string().max(MOST_TEXT);
const whole = z.int().nonnegative();

const findingName = z.strictObject({
  code: name,
  override: z.enum(['accept', 'rebuild', 'heal', 'erase']),
  cohort: name.nullable(),
  table: name.nullable(),
  digest: name,
});

export const storedNote = z.strictObject({
  code: name,
  message: text,
  remedy: text,
  findings: z.array(findingName).readonly().exactOptional(),
});

export const storedProblem = z.strictObject({ note: storedNote, exitCode: z.int().min(0).max(4) });

/** What stopped a cohort, as a report names it, and how a command ends by it. */
export type StoredProblem = z.infer<typeof storedProblem>;

export const storedSource = z.strictObject({
  table: name,
  version: long.nullable(),
  columnsNotRead: z.array(text),
  columnsMissing: z.array(text),
});

export const storedCohort = z.strictObject({
  cohort: name,
  /** `inactive`: suspended, revoked or expired. `held`: something must be put right first. */
  state: z.enum(['ready', 'inactive', 'held']),
  revision: whole.nullable(),
  persons: whole.nullable(),
  groups: z.array(z.strictObject({ group: name, key: name })),
  problem: storedProblem.nullable(),
  /** What planning took out of the landing already. */
  removed: z
    .strictObject({
      persons: whole.nullable(),
      tables: z.array(z.strictObject({ table: name, version: whole, rows: long })),
    })
    .exactOptional(),
});

/** A cohort as it stood when the run was planned; a job that joins the run goes on only where it still stands so. */
export type PlannedCohort = z.infer<typeof storedCohort>;
