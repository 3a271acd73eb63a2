import { rowFingerprint } from '../../src/fingerprint/transfer-fingerprint.ts';
import { floorDivide, type Instant } from '../../src/instant.ts';
import type { ControlRow, Statement } from '../../src/source/warehouse.ts';
import { changeColumns, columnsIn, regionsIn } from './statement-text.ts';
import { changeSum, type RosterRow, type StoredRow } from './stored-row.ts';

/** Rows in all, the latest load, and the warehouse's own time. */
export function totals(rows: readonly StoredRow[], now: Instant): ControlRow {
  const loads = rows.flatMap(({ us }) => (us === null ? [] : [us]));
  const last_load = loads.reduce<Instant | null>(
    (last, us) => (last === null || us > last ? us : last),
    null,
  );
  return { total: BigInt(rows.length), last_load, now };
}

/** Groups as the survey does: by cell, stretch of the settle time, and segment between the cuts. */
export function survey(
  rows: readonly StoredRow[],
  { sql, parameters = {} }: Statement,
): readonly ControlRow[] {
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

/** Count, distinct count and two order-free hashes of each list. */
export function digests(roster: readonly RosterRow[], keys: string): readonly ControlRow[] {
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

/** A group to be counted, as a statement's parameter lists it. */
export interface Slot {
  readonly slot: bigint;
  readonly persons: ReadonlySet<bigint>;
  readonly since: Instant;
  readonly width: number;
}

export function slotsOf(
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

/** Rows by slot and cell. */
export function measure(rows: readonly StoredRow[], slots: readonly Slot[]): readonly ControlRow[] {
  return slots.flatMap(({ slot, persons }) => {
    const cells = Map.groupBy(
      rows.filter(({ person }) => persons.has(person)),
      ({ cell }) => cell,
    );
    return [...cells].map(([cell, own]) => ({ slot, cell: BigInt(cell), row_count: BigInt(own.length) }));
  });
}

/** Counts and fingerprints by slot, cell, bucket, and whether the rows are new. */
export function census(
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

/** The rows that a stage holds. */
export function staged(
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
