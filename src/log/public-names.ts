import { z } from 'zod';
import { COHORT_ID } from '../cohort/cohort-schema.ts';
import { OMOP_TABLES, type OmopTableName } from '../omop/tables.ts';
import { PUBLIC_CODES } from './public-errors.ts';

/** The names that may be told of wherever anybody reads: what public events and public reports are made of. */

/** As many digits in a row as an identifier may have: a cohort id that holds them is not told, it could be one. */
const IDENTIFIER = /\d{6}/;

/** A cohort by its id; null for one whose id is not to be told. */
export const publicCohortId = z
  .string()
  .regex(COHORT_ID)
  .refine((id) => !IDENTIFIER.test(id), 'holds a long number')
  .nullable();

export const publicTableName = z.enum(
  OMOP_TABLES.map(({ name }) => name) as [OmopTableName, ...OmopTableName[]],
);

export const publicRun = z.string().regex(/^\d{8}t\d{6}_[0-9a-f]{8}$/);

export const publicCodeName = z.enum(PUBLIC_CODES);

/** What an owner can answer, by its name. */
export const publicFindingName = z.strictObject({
  code: publicCodeName,
  override: z.enum(['accept', 'rebuild', 'heal', 'erase']),
  cohort: publicCohortId,
  table: publicTableName.nullable(),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
});
