import type { OmopTable as CdmTable } from './cdm.ts';
import { CLINICAL_TABLES } from './clinical-tables.ts';
import { FURTHER_TABLES } from './further-tables.ts';

export type { CdmType, OmopColumn } from './cdm.ts';

export type OmopTableName =
  | (typeof CLINICAL_TABLES)[number]['name']
  | (typeof FURTHER_TABLES)[number]['name'];

export type OmopTable = CdmTable<OmopTableName>;

/** Every OMOP table that can be landed: those of CDM 5.3 that hold a person in each row. */
export const OMOP_TABLES: readonly OmopTable[] = [...CLINICAL_TABLES, ...FURTHER_TABLES];

/** The names of the nine clinical tables, person first: the tables of a cohort that does not name its own. */
export const DEFAULT_TABLES: readonly OmopTableName[] = CLINICAL_TABLES.map((table) => table.name);

/** The column in which a source says when a row was loaded; no part of the CDM. */
export const LOAD_COLUMN = 'load_dt';

/** The column that says whose a row is, in every table. */
export const PERSON_COLUMN = 'person_id';

/** The registry's entry of that exact (lower case) name. */
export function omopTable(name: string): OmopTable | undefined {
  return OMOP_TABLES.find((table) => table.name === name);
}
