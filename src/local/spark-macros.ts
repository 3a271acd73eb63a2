/**
 * Functions of Databricks SQL as DuckDB macros, for ANSI mode. A macro's argument is pasted wherever it is named, so a
 * test of `typeof` costs nothing: DuckDB folds it when it plans. Where Databricks' rule is not imitated, the macro fails.
 */

const overflow = `error('[ARITHMETIC_OVERFLOW] BIGINT overflow.')`;
const byZero = `error('[DIVIDE_BY_ZERO] Division by zero.')`;
const malformed = `error('[CAST_INVALID_INPUT] The value cannot be cast because it is malformed.')`;
const unsupported = (what: string) =>
  `error('[UNSUPPORTED_FEATURE] ${what} is not supported by the local warehouse.')`;

const FLOATING = `typeof(x) IN ('DOUBLE', 'FLOAT')`;
const FRACTION = `(typeof(x) LIKE 'DECIMAL%' AND typeof(x) NOT LIKE 'DECIMAL%,0)')`;
const INTEGER_TEXT = String.raw`regexp_full_match(trim(CAST(x AS VARCHAR)), '[+-]?\d+')`;

/** Spark truncates fractions and takes only whole numbers from text; DuckDB rounds, and reads '1.5' and '1e3' too. */
function integerCast(name: string, type: string, cast: 'CAST' | 'TRY_CAST'): string {
  return `spark_${name}(x) AS CASE
    WHEN typeof(x) = 'VARCHAR' THEN CASE WHEN x IS NULL OR ${INTEGER_TEXT} THEN ${cast}(trim(CAST(x AS VARCHAR)) AS ${type}) ELSE ${cast === 'CAST' ? malformed : 'NULL'} END
    WHEN ${FLOATING} THEN ${cast}(trunc(CAST(x AS DOUBLE)) AS ${type})
    WHEN ${FRACTION} THEN ${cast}(regexp_replace(CAST(x AS VARCHAR), '\\..*$', '') AS ${type})
    ELSE ${cast}(x AS ${type}) END`;
}

function integerCasts(name: string, type: string): readonly string[] {
  return [integerCast(name, type, 'CAST'), integerCast(`try_${name}`, type, 'TRY_CAST')];
}

const PLAIN_DOUBLE = `(CAST(CAST(x AS VARCHAR) AS DOUBLE) = 0 OR abs(CAST(CAST(x AS VARCHAR) AS DOUBLE)) BETWEEN 1e-3 AND 9999999)`;

const MACROS: readonly string[] = [
  ...integerCasts('bigint', 'BIGINT'),
  ...integerCasts('int', 'INTEGER'),
  ...integerCasts('smallint', 'SMALLINT'),
  ...integerCasts('tinyint', 'TINYINT'),
  // Java writes doubles beyond these bounds with an exponent of its own form.
  `spark_string(x) AS CASE
    WHEN typeof(x) = 'TIMESTAMP WITH TIME ZONE' THEN regexp_replace(CAST(x AS VARCHAR), '[+-]\\d\\d(:\\d\\d)*$', '')
    WHEN ${FLOATING} THEN CASE WHEN x IS NULL OR ${PLAIN_DOUBLE} THEN CAST(x AS VARCHAR) ELSE ${unsupported('This number as text')} END
    ELSE CAST(x AS VARCHAR) END`,
  // DuckDB gives 128 bits; the check makes it fail where a BIGINT would, and the wire narrows the type.
  `spark_sum_result(s) AS CASE WHEN typeof(s) = 'HUGEINT' AND (s > 9223372036854775807 OR s < -9223372036854775808) THEN ${overflow}
    WHEN typeof(s) = 'DECIMAL(38,0)' AND (CAST(s AS HUGEINT) > 99999999999999999999999999999999999999 OR CAST(s AS HUGEINT) < -99999999999999999999999999999999999999) THEN ${overflow}
    ELSE s END`,
  `spark_not_decimal(x) AS CASE WHEN typeof(x) LIKE 'DECIMAL%' THEN ${unsupported('avg of a DECIMAL')} ELSE x END`,
  `spark_divide(a, b) AS CASE WHEN typeof(a) LIKE 'DECIMAL%' OR typeof(b) LIKE 'DECIMAL%' THEN ${unsupported('/ of DECIMALs')}
    WHEN b = 0 THEN ${byZero} ELSE CAST(a AS DOUBLE) / CAST(b AS DOUBLE) END`,
  `spark_div(a, b) AS CASE WHEN regexp_matches(typeof(a) || typeof(b), 'DECIMAL|DOUBLE|FLOAT') THEN ${unsupported('DIV of anything but integers')}
    WHEN b = 0 THEN ${byZero} ELSE CAST(a AS BIGINT) // CAST(b AS BIGINT) END`,
  `spark_div_nonzero(a, b) AS CASE WHEN regexp_matches(typeof(a), 'DECIMAL|DOUBLE|FLOAT') THEN ${unsupported('DIV of anything but integers')} ELSE CAST(a AS BIGINT) // CAST(b AS BIGINT) END`,
  `spark_mod(a, b) AS CASE WHEN b = 0 THEN ${byZero} ELSE a % b END`,
  `spark_pmod(a, b) AS CASE WHEN b = 0 THEN ${byZero} WHEN a % b < 0 THEN (a % b + b) % b ELSE a % b END`,
  `spark_floor(x) AS CASE WHEN ${FRACTION} THEN ${unsupported('floor of a DECIMAL')} WHEN ${FLOATING} THEN CAST(floor(CAST(x AS DOUBLE)) AS BIGINT) ELSE CAST(x AS BIGINT) END`,
  `spark_ceil(x) AS CASE WHEN ${FRACTION} THEN ${unsupported('ceil of a DECIMAL')} WHEN ${FLOATING} THEN CAST(ceil(CAST(x AS DOUBLE)) AS BIGINT) ELSE CAST(x AS BIGINT) END`,
  `local_instant(wall, zone) AS timezone(zone, wall)`,
  // Of an hour that comes twice Spark takes the first of the two instants, DuckDB the second.
  `spark_to_utc_timestamp(x, zone) AS CASE
    WHEN timezone(zone, local_instant(timezone('UTC', CAST(x AS TIMESTAMPTZ)), zone) - INTERVAL 1 HOUR) = timezone('UTC', CAST(x AS TIMESTAMPTZ))
    THEN local_instant(timezone('UTC', CAST(x AS TIMESTAMPTZ)), zone) - INTERVAL 1 HOUR
    ELSE local_instant(timezone('UTC', CAST(x AS TIMESTAMPTZ)), zone) END`,
  `spark_from_utc_timestamp(x, zone) AS timezone('UTC', timezone(zone, CAST(x AS TIMESTAMPTZ)))`,
  `spark_unix_micros(x) AS epoch_us(CAST(x AS TIMESTAMPTZ))`,
  `spark_timestamp_micros(x) AS make_timestamptz(CAST(x AS BIGINT))`,
  `spark_unix_date(x) AS CAST(CAST(x AS DATE) - DATE '1970-01-01' AS INTEGER)`,
  `spark_date_from_unix_date(x) AS CAST(DATE '1970-01-01' + CAST(x AS INTEGER) AS DATE)`,
  `spark_date_add(d, n) AS CAST(CAST(d AS DATE) + CAST(n AS INTEGER) AS DATE)`,
  `spark_date_sub(d, n) AS CAST(CAST(d AS DATE) - CAST(n AS INTEGER) AS DATE)`,
  `spark_datediff(a, b) AS CAST(CAST(a AS DATE) - CAST(b AS DATE) AS INTEGER)`,
  `spark_year(x) AS CAST(year(x) AS INTEGER)`,
  `spark_month(x) AS CAST(month(x) AS INTEGER)`,
  `spark_day(x) AS CAST(day(x) AS INTEGER)`,
  // Not Spark's hash, but with Spark's trap: nulls are skipped, so (null, 1) and (1, null) are one.
  `spark_hash_list(l) AS CAST(CAST(hash(list_filter(l, lambda h: h IS NOT NULL)) AS HUGEINT) - 9223372036854775808 AS BIGINT)`,
  `spark_hash_item(x) AS CASE WHEN x IS NULL THEN NULL ELSE hash(x) END`,
];

/** The statements that make the macros, once per database. */
export const MACRO_STATEMENTS: readonly string[] = MACROS.map((macro) => `CREATE MACRO ${macro}`);
