import { quoteText } from './catalog.ts';
import { SqlError } from './sql-error.ts';

/** A bound parameter as the client sent it; `type` and `value` absent mean NULL. */
export interface BoundParameter {
  readonly name: string | undefined;
  readonly type: string | undefined;
  readonly value: string | undefined;
}

/** Databricks takes no more than this many a statement. */
export const PARAMETER_LIMIT = 256;

const INTEGERS: Readonly<Record<string, string>> = {
  TINYINT: 'TINYINT',
  BYTE: 'TINYINT',
  SMALLINT: 'SMALLINT',
  SHORT: 'SMALLINT',
  INT: 'INTEGER',
  INTEGER: 'INTEGER',
  BIGINT: 'BIGINT',
  LONG: 'BIGINT',
};

const OTHERS: Readonly<Record<string, string>> = {
  BOOLEAN: 'BOOLEAN',
  FLOAT: 'FLOAT',
  DOUBLE: 'DOUBLE',
  DATE: 'DATE',
  TIMESTAMP: 'TIMESTAMPTZ',
  TIMESTAMP_NTZ: 'TIMESTAMP',
};

/** A statement's parameters as DuckDB SQL. Text, which may be megabytes, is bound; the rest becomes typed literals. */
export class ParameterSet {
  /** What has to be bound, by DuckDB name. */
  readonly bindings: Record<string, string> = {};
  readonly #byName = new Map<string, BoundParameter>();

  constructor(parameters: readonly BoundParameter[]) {
    if (parameters.length > PARAMETER_LIMIT) {
      throw new SqlError(
        'TOO_MANY_PARAMETERS',
        `The statement has ${parameters.length} parameters; at most ${PARAMETER_LIMIT} are allowed.`,
      );
    }
    for (const [index, parameter] of parameters.entries()) {
      this.#byName.set((parameter.name ?? positionalName(index)).toLowerCase(), parameter);
    }
  }

  isInteger(name: string): boolean {
    return (this.#byName.get(name.toLowerCase())?.type?.toUpperCase() ?? '') in INTEGERS;
  }

  /** The parameter as an expression. */
  sql(name: string): string {
    const parameter = this.#byName.get(name.toLowerCase());
    if (parameter === undefined)
      throw new SqlError('UNBOUND_SQL_PARAMETER', `Found the unbound parameter: ${name}.`);
    const { value } = parameter;
    const type = parameter.type?.toUpperCase() ?? 'VOID';
    if (value === undefined || type === 'VOID') return 'NULL';
    const integer = INTEGERS[type];
    if (integer !== undefined) return integerSql(value, integer);
    if (type.startsWith('DECIMAL')) return decimalSql(value, type);
    const other = OTHERS[type];
    if (other !== undefined) return `CAST(${quoteText(value)} AS ${other})`;
    if (type !== 'STRING') {
      throw new SqlError(
        'UNSUPPORTED_FEATURE',
        `A parameter of type ${type} is not supported by the local warehouse.`,
      );
    }
    const bound = `p_${[...this.#byName.keys()].indexOf(name.toLowerCase())}`;
    this.bindings[bound] = value;
    return `CAST($${bound} AS VARCHAR)`;
  }
}

/** The name under which the n-th `?` of a statement is found. */
export function positionalName(index: number): string {
  return `positional_parameter_${index}`;
}

function integerSql(value: string, type: string): string {
  if (!/^[+-]?\d+$/.test(value)) {
    throw new SqlError('INVALID_PARAMETER_VALUE', `'${value}' is not a value of type ${type}.`);
  }
  return `CAST(${quoteText(value)} AS ${type})`;
}

function decimalSql(value: string, type: string): string {
  const digits = /^[+-]?(\d*)\.?(\d*)$/.exec(value);
  if (digits === null)
    throw new SqlError('INVALID_PARAMETER_VALUE', `'${value}' is not a value of type ${type}.`);
  const [, whole = '', fraction = ''] = digits;
  const given = /\((\d+),\s*(\d+)\)/.exec(type);
  const precision = given?.[1] ?? Math.max(1, whole.length + fraction.length);
  return `CAST(${quoteText(value)} AS DECIMAL(${precision}, ${given?.[2] ?? fraction.length}))`;
}
