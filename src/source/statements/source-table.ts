import { createHash } from 'node:crypto';
import { DAY } from '../../instant.ts';
import type { Column } from '../../omop/column-type.ts';

/** A table of the source as one run sees it: what columns it has, and the version that all statements are pinned to. */
export interface SourceTable {
  /** The OMOP name, e.g. `measurement`. */
  readonly table: string;
  /** Every column that the source has and that a landing could hold. */
  readonly columns: readonly Column[];
  /** Null where the table cannot be read by version (a view, row filters): then its rows are staged before anything is concluded. */
  readonly version: bigint | null;
  /** IANA zone of a `load_dt` without zone. */
  readonly timeZone: string;
}

export interface Schemas {
  readonly catalog: string | undefined;
  readonly schema: string;
  readonly sandbox: string;
}

export const LOAD_COLUMN = 'load_dt';
export const PERSON_COLUMN = 'person_id';

/** Quotes an identifier as Spark does; a name is never pasted unquoted, wherever it came from. */
export function quote(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

export function qualified(schemas: Schemas, schema: 'schema' | 'sandbox', table: string): string {
  const names = [schemas.catalog, schemas[schema], table].filter((name) => name !== undefined);
  return names.map(quote).join('.');
}

/** The table as a FROM clause reads it, at its pinned version. */
export function pinned(schemas: Schemas, source: SourceTable): string {
  const name = qualified(schemas, 'schema', source.table);
  return source.version === null ? name : `${name} VERSION AS OF ${source.version}`;
}

function isZoneless(source: SourceTable): boolean {
  return source.columns.some((column) => column.name === LOAD_COLUMN && column.type === 'timestamp_ntz');
}

/** `load_dt` as BIGINT microseconds: instants never travel as timestamps, whose decimals and zones get lost. */
export function loadMicrosSql(source: SourceTable, alias: string): string {
  const column = `${alias}.${quote(LOAD_COLUMN)}`;
  if (!isZoneless(source)) return `unix_micros(${column})`;
  return `unix_micros(to_utc_timestamp(CAST(${column} AS TIMESTAMP), ${literal(source.timeZone)}))`;
}

/**
 * A condition on `load_dt` itself, so that files are skipped by their statistics. `bound` is a BIGINT expression. For
 * a `load_dt` without zone it is a day wider, because local time repeats itself in autumn; the exact condition
 * is always made beside it, on the microseconds.
 */
export function loadBoundSql(
  source: SourceTable,
  alias: string,
  comparison: '>=' | '<',
  bound: string,
): string {
  const column = `${alias}.${quote(LOAD_COLUMN)}`;
  if (!isZoneless(source)) return `${column} ${comparison} timestamp_micros(${bound})`;
  const wider = comparison === '<' ? `${bound} + ${DAY}` : `${bound} - ${DAY}`;
  return `${column} ${comparison} CAST(from_utc_timestamp(timestamp_micros(${wider}), ${literal(source.timeZone)}) AS TIMESTAMP_NTZ)`;
}

/** A text literal; only for names that the configuration's schema has validated. */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * The change fingerprint of one row as DECIMAL(38,0): the source's own hash over all given columns. `xxhash64` skips
 * nulls, so that (null, 1) and (1, null) would be one; a mask of the nulls, hashed with them, tells them apart.
 */
export function changeSql(columns: readonly Column[], alias: string): string {
  const names = columns.map((column) => `${alias}.${quote(column.name)}`);
  const masks: string[] = [];
  for (let start = 0; start < names.length; start += MASK_BITS) {
    const bits = names
      .slice(start, start + MASK_BITS)
      .map((name, bit) => `CASE WHEN ${name} IS NULL THEN ${2n ** BigInt(bit)} ELSE 0 END`);
    masks.push(`CAST(${bits.join(' + ')} AS BIGINT)`);
  }
  return `CAST(xxhash64(${[...names, ...masks].join(', ')}) AS DECIMAL(38,0))`;
}

const MASK_BITS = 30;

/** Identifies a list of columns by names and types: fingerprints over different lists are not comparable. */
export function columnsDigest(columns: readonly Column[]): string {
  const text = columns.map((column) => `${column.name} ${column.type}`).join('\n');
  return createHash('sha256').update(text).digest('hex');
}
