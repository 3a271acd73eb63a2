import { personHash } from '../../src/fingerprint/person-bucket.ts';
import { rowFingerprint } from '../../src/fingerprint/transfer-fingerprint.ts';
import { floorDivide, type Instant } from '../../src/instant.ts';
import { type Cell, cellOf, NULL_CELL } from '../../src/plan/week-grid.ts';
import { statementFailed } from '../../src/source/source-error.ts';
import type { ControlRow, Statement } from '../../src/source/warehouse.ts';
import { arrowStream } from './arrow-rows.ts';
import type { SourceAccess } from './source-access.ts';
import { describedColumns, type RowValues, type SourceRow, type Table, valuesOf } from './source-rows.ts';

interface StoredRow {
  readonly values: RowValues;
  readonly person: bigint;
  readonly us: Instant | null;
  readonly cell: Cell;
  readonly hash: number;
}

interface RosterRow {
  readonly key: string;
  readonly person: bigint;
}

interface SandboxTable {
  /** A roster's, or none. */
  readonly roster: readonly RosterRow[];
  /** A stage's, or none. */
  readonly rows: readonly StoredRow[];
  /** Older versions, until a VACUUM. */
  readonly past: readonly SandboxTable[];
}

const EMPTY: SandboxTable = { roster: [], rows: [], past: [] };

/**
 * A warehouse whose tables are arrays. It answers the product's statements by what their docstrings promise. A statement is known by its label and its parameters; tables, columns, the version, and the hash ranges of regions are read from
 * its text, where alone they stand. Histories over the local warehouse, which runs the SQL itself, hold it to the truth.
 */
export function arrayWarehouse(pinnable: boolean): SourceAccess {
  const versions = new Map<string, (readonly StoredRow[])[]>();
  const sandbox = new Map<string, SandboxTable>();
  let now = 0n;

  const source = (statement: Statement, table: string): readonly StoredRow[] => {
    const kept = versions.get(table) ?? [];
    const version = /VERSION AS OF (\d+)/.exec(statement.sql)?.[1];
    if (version !== undefined && !pinnable) throw cannot(statement);
    return kept.at(version === undefined ? -1 : Number(version)) ?? [];
  };
  const inSandbox = (name: string): SandboxTable => sandbox.get(name) ?? missing(name);
  const change = (name: string, table: Partial<SandboxTable>): void => {
    const before = sandbox.get(name);
    sandbox.set(name, { ...EMPTY, ...before, ...table, past: before ? [...before.past, before] : [] });
  };
  const relation = (statement: Statement, [schema, table]: Name): readonly StoredRow[] =>
    schema === SCHEMA ? source(statement, table) : inSandbox(table).rows;
  const personsOf = (keys: string, roster: string): ReadonlySet<bigint> => {
    const wanted = new Set(keys.split(','));
    return new Set(inSandbox(roster).roster.flatMap(({ key, person }) => (wanted.has(key) ? [person] : [])));
  };

  const query = (statement: Statement): readonly ControlRow[] => {
    const { label, sql, parameters = {} } = statement;
    const names = namesIn(sql);
    const [, first] = names[0] ?? ['', ''];
    const [, second] = names[1] ?? ['', ''];
    if (label.startsWith('describe ')) {
      if (!versions.has(first)) throw statementFailed(label, { sqlState: '42P01' });
      return describedColumns(first as Table).map(([col_name, data_type]) => ({ col_name, data_type }));
    }
    if (label.startsWith('pin ')) {
      if (sql.startsWith('SELECT')) source(statement, first);
      return [{ version: BigInt((versions.get(first)?.length ?? 0) - 1) }];
    }
    if (label === 'list sandbox') return [...sandbox.keys()].map((tableName) => ({ tableName }));
    if (label === 'list sandbox rosters')
      return [...new Set(inSandbox(first).roster.map(({ key }) => key))].map((group_key) => ({ group_key }));
    if (label === 'count sandbox table')
      return [{ total: BigInt(inSandbox(first).rows.length + inSandbox(first).roster.length) }];
    if (label === 'check sandbox roster') return digests(inSandbox(first).roster, `${parameters.group_keys}`);
    if (label.startsWith('count ')) return [totals(source(statement, first), now)];
    if (label.startsWith('survey ')) return survey(source(statement, first), statement);
    if (label === 'measure stage')
      return measure(inSandbox(first).rows, slotsOf(parameters, second, personsOf));
    if (/^(compare|verify) /.test(label)) {
      const rows = relation(statement, names[0] as Name);
      const until = parameters.until as bigint | undefined;
      const below = rows.filter(({ us }) => us === null || until === undefined || us < until);
      return census(below, statement, slotsOf(parameters, second, personsOf));
    }
    throw new RangeError(`a question that arrays cannot answer: ${label}`);
  };

  const execute = (statement: Statement): void => {
    const { label, sql, parameters = {} } = statement;
    const names = namesIn(sql);
    const [, first] = names[0] ?? ['', ''];
    const [, second] = names[1] ?? ['', ''];
    if (label === 'create sandbox roster') {
      if (!sandbox.has(first)) sandbox.set(first, EMPTY);
    } else if (label === 'load roster chunk') {
      const loaded = `${parameters.ids}`
        .split(',')
        .map((id) => ({ key: `${parameters.group_key}`, person: BigInt(id) }));
      change(first, { roster: [...inSandbox(first).roster, ...loaded] });
    } else if (label === 'publish roster') {
      const { roster } = inSandbox(first);
      if (roster.some(({ key }) => key === parameters.group_key)) return;
      const loaded = inSandbox(second).roster.filter(({ key }) => key === parameters.group_key);
      change(first, { roster: [...roster, ...loaded] });
    } else if (label === 'drop sandbox table') sandbox.delete(first);
    else if (label === 'erase sandbox rosters') {
      const gone = new Set(`${parameters.group_keys}`.split(','));
      change(first, { roster: inSandbox(first).roster.filter(({ key }) => !gone.has(key)) });
    } else if (label === 'empty sandbox table') change(first, { roster: [], rows: [] });
    else if (label === 'erase persons from a stage') {
      const gone = new Set(`${parameters.ids}`.split(',').map(BigInt));
      const { roster, rows } = inSandbox(first);
      change(first, {
        roster: roster.filter(({ person }) => !gone.has(person)),
        rows: rows.filter(({ person }) => !gone.has(person)),
      });
    } else if (label === 'erase history') sandbox.set(first, { ...inSandbox(first), past: [] });
    else if (/^(purge deletion vectors|let history go|keep history again)$/.test(label)) inSandbox(first);
    else if (label.startsWith('stage ')) {
      const roster = names.at(-1)?.[1] ?? '';
      change(first, {
        rows: staged(source(statement, second), statement, (keys) => personsOf(keys, roster)),
      });
    } else throw new RangeError(`a statement that arrays cannot do: ${label}`);
  };

  const extract = ({ sql, parameters = {} }: Statement) => {
    const [stage, roster] = namesIn(sql).map(([, name]) => name) as [string, string];
    const persons = personsOf(`${parameters.group_key}`, roster);
    const [firstHash = 0, lastHash = 0, firstCell = 0, lastCell = 0] =
      /_hash BETWEEN (-?\d+) AND (-?\d+) AND s\._cell BETWEEN (-?\d+) AND (-?\d+)/
        .exec(sql)
        ?.slice(1)
        .map(Number) ?? [];
    const { since, until } = parameters as { readonly since?: bigint; readonly until?: bigint };
    const rows = inSandbox(stage).rows.filter(
      ({ hash, cell, us, person }) =>
        hash >= firstHash &&
        hash <= lastHash &&
        cell >= firstCell &&
        cell <= lastCell &&
        (since === undefined || (us !== null && us >= since)) &&
        (until === undefined || (us !== null && us < until)) &&
        persons.has(person),
    );
    const columns = columnsIn(/^SELECT (.*)$/m.exec(sql)?.[1] ?? '');
    return arrowStream(
      columns,
      rows.map(({ values }) => values),
    );
  };

  return {
    schema: SCHEMA,
    sandbox: SANDBOX,
    connect: async () => ({
      query: async (statement) => query(statement),
      execute: async (statement) => execute(statement),
      stream: async (statement) => extract(statement),
      close: async () => undefined,
    }),
    setNow: (instant) => {
      now = instant;
    },
    replace: async (table, rows) => {
      versions.set(table, [...(versions.get(table) ?? []), rows.map((row) => stored(table, row))]);
    },
    sandboxTraces: async (persons) => {
      const wanted = new Set(persons);
      const holds = ({ roster, rows, past }: SandboxTable): boolean =>
        [...roster, ...rows].some(({ person }) => wanted.has(person)) || past.some(holds);
      return [...sandbox].flatMap(([name, table]) => (holds(table) ? [name] : []));
    },
    close: async () => undefined,
  };

  function missing(name: string): never {
    throw statementFailed(name, { sqlState: '42P01' });
  }
}

const SCHEMA = 'omop';
const SANDBOX = 'sandbox';

type Name = readonly [schema: string, table: string];

function namesIn(sql: string): readonly Name[] {
  return [...sql.matchAll(/`([^`]+)`\.`([^`]+)`/g)].map(([, schema = '', table = '']) => [schema, table]);
}

function columnsIn(sql: string): readonly string[] {
  return [...sql.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

function cannot({ label }: Statement): Error {
  return statementFailed(label, { sqlState: '0AKDC' });
}

function stored(table: Table, row: SourceRow): StoredRow {
  const { load: us, person } = row;
  const cell = us === null ? NULL_CELL : cellOf(us);
  return { values: valuesOf(table, row), person, us, cell, hash: personHash(person) };
}

function totals(rows: readonly StoredRow[], now: Instant): ControlRow {
  const loads = rows.flatMap(({ us }) => (us === null ? [] : [us]));
  const last_load = loads.reduce<Instant | null>(
    (last, us) => (last === null || us > last ? us : last),
    null,
  );
  return { total: BigInt(rows.length), last_load, now };
}

/** Groups as the survey does: by cell, stretch of the settle time, and segment between the cuts. */
function survey(rows: readonly StoredRow[], { sql, parameters = {} }: Statement): readonly ControlRow[] {
  const cuts = Object.entries(parameters).flatMap(([name, cut]) =>
    name.startsWith('cut') ? [cut as bigint] : [],
  );
  const settle = BigInt(/DIV (\d+)(?:,|$)/m.exec(sql)?.[1] ?? 0);
  const from = parameters.survey_from as bigint;
  const [columns = []] = changeColumns(sql);
  const bursts = Map.groupBy(
    rows.filter(({ us }) => us === null || us >= from),
    ({ us, cell }) =>
      us === null ? 'null' : [cell, floorDivide(us, settle), cuts.filter((cut) => us >= cut).length].join(),
  );
  return [...bursts.values()].map((burst) => {
    const loads = burst.flatMap(({ us }) => (us === null ? [] : [us]));
    return {
      cell: BigInt(burst[0]?.cell ?? 0),
      row_count: BigInt(burst.length),
      change: changeSum(burst, columns),
      first_load: loads.reduce<bigint | null>((a, b) => (a === null || b < a ? b : a), null),
      last_load: loads.reduce<bigint | null>((a, b) => (a === null || b > a ? b : a), null),
    };
  });
}

/** The columns of each change fingerprint of a statement, as its text lists them. */
function changeColumns(sql: string): readonly (readonly string[])[] {
  return [...sql.matchAll(/xxhash64\(((?:\w+\.`[^`]+`(?:, )?)+)/g)].map(([, list = '']) => columnsIn(list));
}

/** A hash of a row's values: any will do, as the source's own is only ever compared with itself. */
function changeOf({ values }: StoredRow, columns: readonly string[]): bigint {
  let hash = 0x9e3779b97f4a7c15n;
  for (const character of columns.map((name) => `${values[name] ?? 'null'}`).join('|')) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.charCodeAt(0))) * 0x100000001b3n);
    hash ^= hash >> 29n;
  }
  return BigInt.asIntN(64, hash);
}

const changeSum = (rows: readonly StoredRow[], columns: readonly string[]): bigint =>
  rows.reduce((sum, row) => sum + changeOf(row, columns), 0n);

function digests(roster: readonly RosterRow[], keys: string): readonly ControlRow[] {
  const wanted = new Set(keys.split(','));
  const groups = Map.groupBy(
    roster.filter(({ key }) => wanted.has(key)),
    ({ key }) => key,
  );
  return [...groups].map(([group_key, rows]) => {
    const prints = rows.map(({ person }) => rowFingerprint([person, person, person]));
    return {
      group_key,
      persons: BigInt(rows.length),
      distinct_persons: BigInt(new Set(rows.map(({ person }) => person)).size),
      hash0: prints.reduce((sum, [a]) => sum + a, 0n),
      hash1: prints.reduce((sum, [, b]) => sum + b, 0n),
    };
  });
}

interface Slot {
  readonly slot: bigint;
  readonly persons: ReadonlySet<bigint>;
  readonly since: Instant;
  readonly width: number;
}

function slotsOf(
  parameters: NonNullable<Statement['parameters']>,
  roster: string,
  personsOf: (keys: string, roster: string) => ReadonlySet<bigint>,
): readonly Slot[] {
  return `${parameters.slots}`.split(',').map((entry) => {
    const [slot = '', key = '', since = '', width = ''] = entry.split(':');
    return {
      slot: BigInt(slot),
      persons: personsOf(key, roster),
      since: BigInt(since),
      width: Number(width),
    };
  });
}

function measure(rows: readonly StoredRow[], slots: readonly Slot[]): readonly ControlRow[] {
  return slots.flatMap(({ slot, persons }) => {
    const cells = Map.groupBy(
      rows.filter(({ person }) => persons.has(person)),
      ({ cell }) => cell,
    );
    return [...cells].map(([cell, own]) => ({ slot, cell: BigInt(cell), row_count: BigInt(own.length) }));
  });
}

function census(
  rows: readonly StoredRow[],
  { sql }: Statement,
  slots: readonly Slot[],
): readonly ControlRow[] {
  const sets = changeColumns(sql);
  const keys = columnsIn(
    [...sql.matchAll(/CAST\(s\.(`[^`]+`) AS BIGINT\) IS NULL/g)].map(([, name]) => name).join(),
  );
  const keyColumns = [...new Set(keys)];
  return slots.flatMap(({ slot, persons, since, width }) => {
    const isFresh = ({ us }: StoredRow) => us !== null && us >= since;
    const groups = Map.groupBy(
      rows.filter(({ person }) => persons.has(person)),
      (row) => [row.cell, Math.floor(row.hash / width), isFresh(row)].join(),
    );
    return [...groups.values()].map((group): ControlRow => {
      const first = group[0] as StoredRow;
      const prints = group.map(({ values, us }) =>
        rowFingerprint([...keyColumns.map((name) => (values[name] ?? null) as bigint | null), us]),
      );
      return {
        slot,
        cell: BigInt(first.cell),
        bucket: BigInt(Math.floor(first.hash / width)),
        fresh: isFresh(first) ? 1n : 0n,
        row_count: BigInt(group.length),
        transfer0: prints.reduce((sum, [a]) => sum + a, 0n),
        transfer1: prints.reduce((sum, [, b]) => sum + b, 0n),
        ...Object.fromEntries(sets.map((columns, index) => [`change${index}`, changeSum(group, columns)])),
      };
    });
  });
}

function staged(
  rows: readonly StoredRow[],
  statement: Statement,
  personsOf: (keys: string) => ReadonlySet<bigint>,
): readonly StoredRow[] {
  const parameters = statement.parameters ?? {};
  const whole = personsOf(`${parameters.whole_keys}`);
  const wanted = personsOf(`${parameters.group_keys}`);
  const fresh = parameters.fresh_from as bigint | undefined;
  const regions = regionsIn(statement);
  const until = parameters.until as bigint;
  return rows.filter(
    (row) =>
      wanted.has(row.person) &&
      (row.us === null || row.us < until) &&
      (whole.has(row.person) ||
        (fresh !== undefined && row.us !== null && row.us >= fresh) ||
        regions.some((matches) => matches(row))),
  );
}

const NULL_REGION = /`load_dt` IS NULL AND s\._hash BETWEEN (\d+) AND (\d+)\)/;
const CELL_REGION =
  /region_until(\d+).*_cell BETWEEN (-?\d+) AND (-?\d+) AND s\._hash BETWEEN (\d+) AND (\d+)\)/;

/** One region a line. The bounds that let a warehouse skip files are applied, too: they must not cut more than the cells. */
function regionsIn({ sql, parameters = {} }: Statement): readonly ((row: StoredRow) => boolean)[] {
  return sql.split('\n').flatMap((line) => {
    const nulls = NULL_REGION.exec(line)?.slice(1).map(Number);
    if (nulls !== undefined) {
      const [firstHash = 0, lastHash = 0] = nulls;
      return [({ us, hash }: StoredRow) => us === null && hash >= firstHash && hash <= lastHash];
    }
    const cells = CELL_REGION.exec(line)?.slice(1).map(Number);
    if (cells === undefined) return [];
    const [index = 0, firstCell = 0, lastCell = 0, firstHash = 0, lastHash = 0] = cells;
    const from = parameters[`region_from${index}`] as bigint | undefined;
    const until = parameters[`region_until${index}`] as bigint;
    return [
      ({ us, cell, hash }: StoredRow) =>
        us !== null &&
        us < until &&
        (from === undefined || us >= from) &&
        cell >= firstCell &&
        cell <= lastCell &&
        hash >= firstHash &&
        hash <= lastHash,
    ];
  });
}
