import type { Statement } from '../../src/source/warehouse.ts';
import type { StoredRow } from './stored-row.ts';

// What stands nowhere but in the text of a statement.

export type Name = readonly [schema: string, table: string];

/** The tables of a statement, in the order in which it names them. */
export function namesIn(sql: string): readonly Name[] {
  return [...sql.matchAll(/`([^`]+)`\.`([^`]+)`/g)].map(([, schema = '', table = '']) => [schema, table]);
}

/** All that a list of columns names. */
export function columnsIn(sql: string): readonly string[] {
  return [...sql.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

/** The columns of each change fingerprint of a statement, as its text lists them. */
export function changeColumns(sql: string): readonly (readonly string[])[] {
  return [...sql.matchAll(/xxhash64\(((?:\w+\.`[^`]+`(?:, )?)+)/g)].map(([, list = '']) => columnsIn(list));
}

const NULL_REGION = /`load_dt` IS NULL AND s\._hash BETWEEN (\d+) AND (\d+)\)/;
const CELL_REGION =
  /region_until(\d+).*_cell BETWEEN (-?\d+) AND (-?\d+) AND s\._hash BETWEEN (\d+) AND (\d+)\)/;

/** One region a line. The bounds that let a warehouse skip files are applied, too: they must not cut more than the cells. */
export function regionsIn({ sql, parameters = {} }: Statement): readonly ((row: StoredRow) => boolean)[] {
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
