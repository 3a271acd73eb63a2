import { z } from 'zod';
import { strictObject } from '../document/strict-object.ts';
import type { Instant } from '../instant.ts';
import { LOAD_COLUMN, OMOP_TABLES, type OmopTableName, omopTable, PERSON_COLUMN } from '../omop/tables.ts';

/** A cohort id; the same rule that paths in storage have. */
export const COHORT_ID = /^[a-z][a-z0-9-]{2,47}$/;

/** Words that mean something else: the product's own folders and containers, and device names of Windows. */
const RESERVED = new Set([
  'approvals',
  'cohort',
  'cohorts',
  'cohort-sync',
  'diagnostics',
  'landing',
  'leases',
  'members',
  'rosters',
  'runs',
  'sandbox',
  'snapshots',
  'staging',
  'system',
  'withdrawals',
  'aux',
  'con',
  'nul',
  'prn',
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((port) => [`com${port}`, `lpt${port}`]),
]);

/** One approved data project's patients, as its file says. */
export interface Cohort {
  readonly id: string;
  readonly title: string;
  readonly project: string;
  readonly consumer: string;
  readonly agreement: string;
  readonly status: CohortStatus;
  /** The first instant at which the cohort is expired: the end of its last day, UTC. */
  readonly expires: Instant;
  /** In the order of the registry. */
  readonly tables: readonly OmopTableName[];
  readonly columns: { readonly include: ColumnLists; readonly exclude: ColumnLists };
  readonly roster: RosterReference;
}

export type CohortStatus = 'active' | 'suspended' | 'revoked';
/** Column names in small letters, by table. */
export type ColumnLists = Readonly<Partial<Record<OmopTableName, readonly string[]>>>;

export interface RosterReference {
  readonly uri: string;
  readonly sha256: string;
  readonly persons: number;
}

const TABLE_NAMES = OMOP_TABLES.map((table) => table.name);

/** One line without control, formatting or line-separating characters: it will be shown to people in many places. */
const line = z
  .string()
  .max(200)
  .regex(/^(?! )[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+(?<! )$/u, 'must be one line of text, without blanks around it');

const columnName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'must be a column name: letters, digits, underscores');

const columnLists = strictObject(
  Object.fromEntries(TABLE_NAMES.map((name) => [name, z.array(columnName).min(1).optional()])) as Record<
    OmopTableName,
    z.ZodOptional<z.ZodArray<typeof columnName>>
  >,
);

/**
 * The schema of a cohort file.
 * @param stem the file's name without its ending, which the id must equal; undefined for the published schema
 */
export function cohortSchema(stem?: string) {
  return strictObject({
    id: z
      .string()
      .regex(COHORT_ID, 'must be 3 to 48 small letters, digits and hyphens, and begin with a letter')
      .refine((id) => !RESERVED.has(id), 'is a name of the system; choose another')
      .refine((id) => stem === undefined || id === stem, 'must be the name of the file without its ending')
      .describe('The name of this file without its ending. Never reused for another project.'),
    title: line.describe('What the data are for, in a few words.'),
    project: line.describe('The data project that the approval was given to.'),
    consumer: line.describe('Who will read the landed data.'),
    agreement: line.describe('Reference of the data sharing agreement. In quotes if it looks like a number.'),
    status: z
      .enum(['active', 'suspended', 'revoked'])
      .describe('Only active cohorts are synchronised. suspended stops at once; revoked is for ever.'),
    expires: z.iso
      .date('must be a day of the calendar, written YYYY-MM-DD')
      .describe('The last day (UTC) on which data may be transferred.'),
    tables: z
      .array(z.enum(TABLE_NAMES))
      .min(1)
      .optional()
      .describe('OMOP tables to land; left out, the nine clinical tables.'),
    columns: strictObject({
      include: columnLists.optional().describe('Columns beyond OMOP CDM 5.3 to land as well, by table.'),
      exclude: columnLists.optional().describe('Columns of OMOP CDM 5.3 not to land, by table.'),
    })
      .optional()
      .describe('Left out, all columns of OMOP CDM 5.3 and load_dt.'),
    roster: strictObject({
      uri: z.string().min(1).max(1000).describe('Printed by `cohort-sync seal`.'),
      sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits, small letters')
        .describe('Printed by seal.'),
      persons: z.int().min(1).max(1_000_000_000).describe('Number of distinct persons. Printed by seal.'),
    }).describe('The exact list of persons: it lies in storage inside the network, and is pinned here.'),
  }).check(({ value, issues }) => {
    issues.push(...columnConflicts(value));
  });
}

export type CohortDocument = z.output<ReturnType<typeof cohortSchema>>;

/** Rules between keys; judged only as far as the values have their own form. */
function columnConflicts({ tables, columns }: CohortDocument): z.core.$ZodRawIssue[] {
  const issues: z.core.$ZodRawIssue[] = [];
  const report = (path: (string | number)[], message: string): void => {
    issues.push({ code: 'custom', message, path, input: undefined });
  };
  tables?.forEach((name, index) => {
    if (tables.indexOf(name) < index) report(['tables', index], 'names the same table twice');
  });
  for (const way of ['include', 'exclude'] as const) {
    for (const [name, list] of Object.entries(columns?.[way] ?? {})) {
      const path = ['columns', way, name];
      const table = omopTable(name);
      if (!table || !list) continue;
      if (tables && !tables.includes(table.name)) report(path, 'is not among the tables of this cohort');
      const names = list.map((column) => column.toLowerCase());
      names.forEach((column, index) => {
        const isCdm = table.columns.some((known) => known.name === column);
        const place = [...path, index];
        if (names.indexOf(column) < index) report(place, 'names the same column twice');
        else if (isFixed(table.keyColumns, column))
          report(place, 'is a column that every landing has: keys, person_id and load_dt');
        else if (way === 'include' && isCdm) report(place, 'is of OMOP CDM 5.3 and lands anyway');
        else if (way === 'exclude' && !isCdm) report(place, 'is not a column of this table in OMOP CDM 5.3');
      });
    }
  }
  return issues;
}

function isFixed(keyColumns: readonly string[], column: string): boolean {
  return column === PERSON_COLUMN || column === LOAD_COLUMN || keyColumns.includes(column);
}
