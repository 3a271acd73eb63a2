import { statementFailed } from '../../src/source/source-error.ts';
import type { ControlRow, Statement } from '../../src/source/warehouse.ts';
import type { MemoryBlobStore } from '../storage/memory-blob-store.ts';
import { census, digests, measure, slotsOf, staged, survey, totals } from './array-answers.ts';
import { arrowStream } from './arrow-rows.ts';
import type { SourceAccess } from './source-access.ts';
import { describedColumns, type Table } from './source-rows.ts';
import { columnsIn, type Name, namesIn } from './statement-text.ts';
import { type RosterRow, type StoredRow, stored } from './stored-row.ts';
import { unloadTo } from './unload-to.ts';

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
 * A warehouse whose tables are arrays. It answers the product's statements by what their docstrings promise. A statement is
 * known by its label and its parameters; tables, columns, the version, and the hash ranges of regions are read from its text,
 * where alone they stand. Histories over the local warehouse, which runs the SQL itself, hold it to the truth.
 */
export function arrayWarehouse(pinnable: boolean, unloads = false): SourceAccess {
  let staging: MemoryBlobStore | undefined;
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

  const execute = async (statement: Statement): Promise<void> => {
    const { label, sql, parameters = {} } = statement;
    if (label.startsWith('unload ')) return unloadTo(staging, sql, extract(statement));
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
      execute,
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
    ...(unloads ? { mount } : {}),
    close: async () => undefined,
  };

  function mount(store: MemoryBlobStore): void {
    staging = store;
  }

  function missing(name: string): never {
    throw statementFailed(name, { sqlState: '42P01' });
  }
}

const SCHEMA = 'omop';
const SANDBOX = 'sandbox';

function cannot({ label }: Statement): Error {
  return statementFailed(label, { sqlState: '0AKDC' });
}
