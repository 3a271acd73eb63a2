/**
 * A statement's failure as a Databricks warehouse reports it: an error condition, its SQLSTATE, and a message that,
 * as on the real server, may well print values. Clients must not pass it on.
 */
export class SqlError extends Error {
  readonly condition: string;
  readonly sqlState: string;

  constructor(condition: keyof typeof SQL_STATES, message: string, options?: { cause?: unknown });
  constructor(condition: string, message: string, options: { cause?: unknown; sqlState: string });
  constructor(condition: string, message: string, options: { cause?: unknown; sqlState?: string } = {}) {
    const { cause, sqlState = SQL_STATES[condition as keyof typeof SQL_STATES] } = options;
    super(`[${condition}] ${message} SQLSTATE: ${sqlState}`, cause === undefined ? undefined : { cause });
    this.name = 'SqlError';
    this.condition = condition;
    this.sqlState = sqlState;
  }
}

/** Databricks' error conditions that this warehouse raises, with the SQLSTATE that its documentation gives them. */
export const SQL_STATES = {
  AMBIGUOUS_REFERENCE: '42704',
  ARITHMETIC_OVERFLOW: '22003',
  CANNOT_UP_CAST_DATATYPE: '42846',
  CAST_INVALID_INPUT: '22018',
  CAST_OVERFLOW: '22003',
  CATALOG_NOT_FOUND: '42P08',
  COLUMN_ALREADY_EXISTS: '42711',
  DATATYPE_MISMATCH: '42K09',
  DELTA_NOT_NULL_CONSTRAINT_VIOLATED: '23502',
  DELTA_UNSUPPORTED_TIME_TRAVEL_VIEWS: '0AKDC',
  DELTA_VERSION_NOT_FOUND: '22003',
  DIVIDE_BY_ZERO: '22012',
  EXPECT_TABLE_NOT_VIEW: '42809',
  EXPECT_VIEW_NOT_TABLE: '42809',
  INCOMPATIBLE_DATA_FOR_TABLE: 'KD000',
  INSERT_COLUMN_ARITY_MISMATCH: '21S01',
  INSUFFICIENT_PERMISSIONS: '42501',
  INTERNAL_ERROR: 'XX000',
  INVALID_HANDLE: 'HY000',
  INVALID_PARAMETER_VALUE: '22023',
  MISSING_AGGREGATION: '42803',
  OPERATION_CANCELED: 'HY008',
  PARSE_SYNTAX_ERROR: '42601',
  SCHEMA_ALREADY_EXISTS: '42P06',
  SCHEMA_NOT_FOUND: '42704',
  TABLE_OR_VIEW_ALREADY_EXISTS: '42P07',
  TABLE_OR_VIEW_NOT_FOUND: '42P01',
  TOO_MANY_PARAMETERS: '54023',
  UNBOUND_SQL_PARAMETER: '42P02',
  UNRESOLVED_COLUMN: '42703',
  UNRESOLVED_ROUTINE: '42883',
  UNSUPPORTED_FEATURE: '0A000',
} as const;

const RAISED = /^Invalid Input Error: \[([A-Z_]+)\] (.*)/s;

/** DuckDB tells its failures apart by the first words of the text only: there is no code to go by. */
const PREFIXES: readonly (readonly [RegExp, keyof typeof SQL_STATES])[] = [
  [/^INTERRUPT Error/, 'OPERATION_CANCELED'],
  [/^Out of Range Error/, 'ARITHMETIC_OVERFLOW'],
  [/^Conversion Error: Unimplemented type for cast/, 'DATATYPE_MISMATCH'],
  [/^Conversion Error:.*(out of range for the destination|[Oo]verflow)/s, 'CAST_OVERFLOW'],
  [/^Conversion Error/, 'CAST_INVALID_INPUT'],
  [/^Invalid Input Error/, 'CAST_INVALID_INPUT'],
  [/^Constraint Error: NOT NULL/, 'DELTA_NOT_NULL_CONSTRAINT_VIOLATED'],
  [/^Parser Error/, 'PARSE_SYNTAX_ERROR'],
  [/^Binder Error: Ambiguous/, 'AMBIGUOUS_REFERENCE'],
  [/^Binder Error:.*(must appear in the GROUP BY|aggregate)/s, 'MISSING_AGGREGATION'],
  [
    /^Binder Error:.*(not found|does not have a column|Referenced table|cannot be referenced before it is defined)/s,
    'UNRESOLVED_COLUMN',
  ],
  [/^Binder Error/, 'DATATYPE_MISMATCH'],
  [/^Catalog Error:.*Function/s, 'UNRESOLVED_ROUTINE'],
];

/** Translates whatever DuckDB threw into what Databricks would have said. */
export function toSqlError(error: unknown): SqlError {
  if (error instanceof SqlError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const raised = RAISED.exec(text);
  if (raised?.[1] !== undefined && raised[1] in SQL_STATES) {
    return new SqlError(raised[1] as keyof typeof SQL_STATES, raised[2] ?? '', { cause: error });
  }
  const condition = PREFIXES.find(([pattern]) => pattern.test(text))?.[1] ?? 'INTERNAL_ERROR';
  return new SqlError(condition, text, { cause: error });
}
