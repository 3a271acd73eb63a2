import type { Instant } from '../../instant.ts';
import type { ControlRow, Statement } from '../warehouse.ts';
import { integer, optionalInteger, text } from './decode.ts';
import {
  loadMicrosSql,
  PERSON_COLUMN,
  pinned,
  qualified,
  quote,
  type Schemas,
  type SourceTable,
} from './source-table.ts';

/** What a source table holds of the persons of one list, at its pinned version. */
export interface PersonsCount {
  readonly rows: bigint;
  /** Distinct persons who have a row. */
  readonly persons: bigint;
  /** Bounds of `load_dt`, inclusive; null where no row has one. */
  readonly firstLoad: Instant | null;
  readonly lastLoad: Instant | null;
  /** Rows without `load_dt`. */
  readonly withoutLoad: bigint;
}

export const NOBODY: PersonsCount = {
  rows: 0n,
  persons: 0n,
  firstLoad: null,
  lastLoad: null,
  withoutLoad: 0n,
};

/** Counts a whole source table for all lists of a roster table at once; no row leaves the warehouse. */
export function personsCountStatement(schemas: Schemas, source: SourceTable, roster: string): Statement {
  return {
    label: `preview ${source.table}`,
    sql: `SELECT r.group_key, count(*) AS row_count, count(DISTINCT r.person_id) AS persons,
  min(s.us) AS first_load, max(s.us) AS last_load, count(*) - count(s.us) AS without_load
FROM (SELECT p.${quote(PERSON_COLUMN)}, ${loadMicrosSql(source, 'p')} AS us FROM ${pinned(schemas, source)} p) s
JOIN ${qualified(schemas, 'sandbox', roster)} r ON r.person_id = s.${quote(PERSON_COLUMN)}
GROUP BY r.group_key`,
  };
}

/** By the key of the list; one that is absent has no row. */
export function decodePersonsCount(rows: readonly ControlRow[]): ReadonlyMap<string, PersonsCount> {
  return new Map(
    rows.map((row) => [
      text(row, 'group_key'),
      {
        rows: integer(row, 'row_count'),
        persons: integer(row, 'persons'),
        firstLoad: optionalInteger(row, 'first_load'),
        lastLoad: optionalInteger(row, 'last_load'),
        withoutLoad: integer(row, 'without_load'),
      },
    ]),
  );
}
