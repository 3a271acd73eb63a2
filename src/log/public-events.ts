import { z } from 'zod';
import { OMOP_TABLES } from '../omop/tables.ts';
import { publicReportSchema } from '../report/public-report.ts';
import { isKnownMistake } from '../review/known-mistakes.ts';
import { isShowable } from '../review/place.ts';
import { reviewResultSchema } from '../review/review-result.ts';
import {
  publicCodeName,
  publicCohortId,
  publicFindingName,
  publicRun,
  publicTableName,
} from './public-names.ts';

/**
 * What a working child may tell its supervisor, closed: enumerated words, codes, cohort ids, table names, digests, small
 * numbers of things that are no persons. The supervisor takes nothing else, whatever the child sends. New kinds come here,
 * with their words in `public-text.ts`.
 */

export { publicCohortId, publicRun, publicTableName };

const code = publicCodeName;
/** Versions, sequence numbers and how many things there are; never of persons or rows. */
const number = z.int().min(0).max(1_000_000_000);
const line = z.int().min(1).max(10_000_000);

const findings = z.array(publicFindingName).max(500);

/** Where a person made a mistake in a file. Without `file` its name is not to be told, without `rule` its text. */
const mistake = z.strictObject({
  file: z.string().max(200).refine(isShowable).optional(),
  line: line.optional(),
  column: line.optional(),
  rule: z.string().max(300).refine(isKnownMistake).optional(),
});

/** What `doctor` looks at, beside tables and cohorts; an unknown subject is told by its area alone. */
export const CHECK_SUBJECTS = [
  ...['Node.js', 'clock', 'version', 'network', 'certificate', 'session', 'tables', 'rights', 'credentials'],
  ...[
    'files',
    'withdrawals',
    'landing',
    'rosters',
    'approvals',
    'diagnostics',
    'create',
    'insert',
    'read',
    'drop',
  ],
  ...['rosters write', 'withdrawals write', 'approvals write', 'diagnostics write', 'landing write'],
  ...['landing read', 'landing lease', 'landing delete', 'landing lease, delete', 'insert, read, drop'],
  'approvals, rosters',
] as const;

const kinds = [
  z.strictObject({ kind: z.literal('run-started'), run: publicRun, cohorts: number }),
  z.strictObject({ kind: z.literal('warehouse-starting') }),
  z.strictObject({ kind: z.literal('source-surveyed'), tables: number, through: z.iso.date() }),
  z.strictObject({ kind: z.literal('roster-loaded'), cohort: publicCohortId }),
  z.strictObject({ kind: z.literal('cohort-held'), cohort: publicCohortId, code, findings }),
  z.strictObject({ kind: z.literal('warning'), code }),
  z.strictObject({ kind: z.literal('finding'), answered: z.boolean(), ...publicFindingName.shape }),
  z.strictObject({ kind: z.literal('snapshot-published'), cohort: publicCohortId, number }),
  z.strictObject({
    kind: z.literal('cohort-purged'),
    cohort: publicCohortId,
    scope: z.enum(['persons', 'cohort']),
    certificate: number,
  }),
  z.strictObject({
    kind: z.literal('cohort-erasure'),
    cohort: publicCohortId,
    state: z.enum(['purged', 'planned', 'nothing', 'failed']),
    code: code.nullable(),
  }),
  z.strictObject({
    kind: z.literal('cohort-verified'),
    cohort: publicCohortId,
    state: z.enum(['verified', 'differs', 'failed', 'nothing-landed', 'inactive', 'held']),
    snapshot: number.nullable(),
    /** Tables that differ. How much they differ is a figure of few persons, and stays inside. */
    differing: z.array(publicTableName).max(OMOP_TABLES.length),
    code: code.nullable(),
  }),
  z.strictObject({
    kind: z.literal('check'),
    area: z.enum(['machine', 'source', 'sandbox', 'storage', 'cohorts']),
    outcome: z.enum(['ok', 'warning', 'failed', 'skipped']),
    subject: z.enum(CHECK_SUBJECTS).nullable(),
    table: publicTableName.nullable(),
    cohort: publicCohortId,
    code: code.nullable(),
  }),
  /** What the approve step made of the policy, a cohort file or an override. */
  z.strictObject({
    kind: z.literal('approval-judged'),
    about: z.enum(['policy', 'cohort', 'override']),
    cohort: publicCohortId,
    finding: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .nullable(),
    state: z.enum(['approved', 'reduced', 'unchanged', 'inactive', 'denied', 'unverified', 'invalid']),
    code: code.nullable(),
  }),
  /** A preview lies in the diagnostics. Its figures are not here: only how it is found, and of which commit it is. */
  z.strictObject({
    kind: z.literal('preview-stored'),
    run: publicRun,
    pull: number,
    head: z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/),
  }),
  z.strictObject({ kind: z.literal('change-reviewed'), result: reviewResultSchema }),
  /** A run as a whole, with the figures that may be told; it makes the summary, and what is written on GitHub. */
  z.strictObject({ kind: z.literal('run-reported'), report: publicReportSchema }),
  /** What ended the action, or a part of it. */
  z.strictObject({ kind: z.literal('problem'), code, mistakes: z.array(mistake).max(500), findings }),
] as const;

export const publicEventSchema = z.discriminatedUnion('kind', kinds);
export type PublicEvent = z.output<typeof publicEventSchema>;
export type PublicMistake = z.output<typeof mistake>;

/** What later steps of a workflow get. GitHub drops an output that holds a masked value: only numbers and words are here. */
const outputs = z.strictObject({
  run: publicRun.optional(),
  /** Numbers of the shards, for a matrix. */
  shards: z.array(z.int().min(1).max(256)).max(256).optional(),
  verdict: z
    .enum([
      'done',
      'failed',
      'move',
      'nothing',
      'stopped',
      'verified',
      'healthy',
      'passed',
      'refused',
      'unverified',
    ])
    .optional(),
});

/** The child's last word. Exit codes as everywhere: done, failed, configuration, guard, could not verify. */
export const outcomeSchema = z.strictObject({ exitCode: z.int().min(0).max(4), outputs });
export type PublicOutcome = z.output<typeof outcomeSchema>;

/** All that passes from child to supervisor. */
export const messageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('event'), event: publicEventSchema }),
  z.strictObject({ type: z.literal('outcome'), outcome: outcomeSchema }),
]);
export type ChildMessage = z.output<typeof messageSchema>;
