import { z } from 'zod';
import { COHORT_ID } from '../cohort/cohort-schema.ts';
import { OMOP_TABLES, type OmopTableName } from '../omop/tables.ts';
import { isKnownMistake } from './known-mistakes.ts';
import { isShowable } from './place.ts';
import { REVIEW_RULE_NAMES } from './review-rules.ts';

/**
 * What a review tells, closed: nothing in it is text of the change. The numbers of persons are those that cohort files
 * themselves say in Git, and the one exemption from the suppression of small figures.
 */
const cohort = z.string().regex(COHORT_ID);
const table = z.enum(OMOP_TABLES.map(({ name }) => name) as [OmopTableName, ...OmopTableName[]]);
const CDM_COLUMNS = new Set(OMOP_TABLES.flatMap(({ columns }) => columns.map(({ name }) => name)));
const columns = z.array(z.string().refine((name) => CDM_COLUMNS.has(name))).max(200);
const persons = z.int().min(1).max(1_000_000_000);
const status = z.enum(['active', 'suspended', 'revoked']);
const day = z.iso.date();
const count = z.int().min(0).max(100_000);

const cohortChange = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('added'),
    cohort,
    status,
    persons,
    tables: z.array(table).max(OMOP_TABLES.length),
    expires: day,
  }),
  z.strictObject({ kind: z.literal('status'), cohort, before: status, after: status }),
  z.strictObject({ kind: z.literal('roster'), cohort, before: persons, after: persons }),
  z.strictObject({ kind: z.literal('tables'), cohort, added: z.array(table), removed: z.array(table) }),
  z.strictObject({
    kind: z.literal('columns'),
    cohort,
    table,
    added: columns,
    addedBeyondCdm: count,
    removed: columns,
    removedBeyondCdm: count,
  }),
  z.strictObject({
    kind: z.literal('parties'),
    cohort,
    keys: z.array(z.enum(['title', 'project', 'consumer', 'agreement'])).max(4),
  }),
  z.strictObject({ kind: z.literal('expiry'), cohort, before: day, after: day }),
  z.strictObject({ kind: z.literal('wording'), cohort }),
  z.strictObject({ kind: z.literal('needs-approval'), cohort }),
  z.strictObject({ kind: z.literal('needs-no-proof'), cohort }),
]);

const finding = z.strictObject({
  rule: z.enum(REVIEW_RULE_NAMES),
  /** The place of the file among the changed ones, from 1; absent for what concerns the change as a whole. */
  position: count.optional(),
  /** Only where the name is one that the product knows. */
  file: z.string().max(200).refine(isShowable).optional(),
  line: z.int().min(1).max(10_000_000).optional(),
  column: z.int().min(1).max(10_000_000).optional(),
  /** With the rule FILE_MISTAKE: which rule of the schema. */
  mistake: z.string().max(300).refine(isKnownMistake).optional(),
});

export const reviewResultSchema = z.strictObject({
  outcome: z.enum(['passed', 'refused']),
  /** How many files the change has. */
  files: count,
  findings: z.array(finding).max(500),
  /** Findings beyond those listed. */
  more: count,
  changes: z.array(cohortChange).max(2000),
});

export type ReviewResult = z.output<typeof reviewResultSchema>;
export type ReviewFinding = z.output<typeof finding>;
export type CohortChange = z.output<typeof cohortChange>;
