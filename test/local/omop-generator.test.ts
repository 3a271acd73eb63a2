import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseInstant } from '../../src/instant.ts';
import {
  type Generation,
  generatedPersonId,
  generateOmop,
  loadNextSunday,
} from '../../src/local/omop-generator.ts';
import type { RowCounts } from '../../src/local/omop-target.ts';
import { DEFAULT_TABLES, omopTable } from '../../src/omop/tables.ts';
import { type DuckdbTarget, openDuckdbTarget } from './duckdb-target.ts';

const SUNDAY = parseInstant('2026-01-04T03:00:00Z') ?? 0n;
/** Fewer persons, where the sentence holds for any number. */
const FEW = 600;
const GENERATION: Generation = { persons: 2500, seed: 42, weeks: 6, lastSunday: SUNDAY };

/** Where an event begins and ends, by table; `ends` may be later than its visit. */
const EVENTS = [
  { table: 'condition_occurrence', starts: 'condition_start', ends: 'condition_end' },
  { table: 'drug_exposure', starts: 'drug_exposure_start', ends: 'drug_exposure_end' },
  { table: 'procedure_occurrence', starts: 'procedure', ends: 'procedure' },
  { table: 'measurement', starts: 'measurement', ends: 'measurement' },
  { table: 'observation', starts: 'observation', ends: 'observation' },
  { table: 'specimen', starts: 'specimen', ends: 'specimen' },
  { table: 'visit_occurrence', starts: 'visit_start', ends: 'visit_end' },
] as const;
const WITHIN_VISITS = EVENTS.filter(({ table }) => table !== 'specimen' && table !== 'visit_occurrence');

/** For tests that write; `count` asks the current one. */
let target: DuckdbTarget;
/** Filled once, for tests that only read. */
let filled: DuckdbTarget;
let filledRows: RowCounts;
beforeAll(async () => {
  filled = await openDuckdbTarget();
  filledRows = await generateOmop(filled, GENERATION);
});
afterAll(() => filled.close());

const rowsIn = (sql: string): Promise<unknown> => filled.value(`SELECT count(*) AS value FROM ${sql}`);
const count = (sql: string): Promise<unknown> => target.value(`SELECT count(*) AS value FROM ${sql}`);
/** The number of the load, from the first Sunday: one a week. */
const week = (alias: string): string =>
  `((epoch_us(${alias}.load_dt) - ${SUNDAY % 604_800_000_000n}) // 604800000000)`;
const digest = async (): Promise<readonly unknown[]> =>
  Promise.all(
    DEFAULT_TABLES.map((table) => target.value(`SELECT sum(hash(t)) AS value FROM omop.${table} AS t`)),
  );

/** Every sentence must find no row. */
const CONTRADICTIONS: Readonly<Record<string, string>> = {
  'a person twice': 'omop.person GROUP BY person_id HAVING count(*) > 1',
  'a person dead twice': 'omop.death GROUP BY person_id HAVING count(*) > 1',
  'a death of nobody': 'omop.death ANTI JOIN omop.person USING (person_id)',
  'a death loaded before the person': `omop.death d JOIN omop.person p USING (person_id) WHERE ${week('d')} < ${week('p')}`,
  'a death after its load': 'omop.death WHERE death_date > CAST(load_dt AS DATE)',
  ...Object.fromEntries(
    EVENTS.flatMap(({ table, starts, ends }) => [
      [`${table}: a key twice`, `omop.${table} GROUP BY ${table}_id HAVING count(*) > 1`],
      [`${table}: of nobody`, `omop.${table} ANTI JOIN omop.person USING (person_id)`],
      [
        `${table}: before birth`,
        `omop.${table} JOIN omop.person USING (person_id)
          WHERE ${starts}_date < make_date(year_of_birth, month_of_birth, coalesce(day_of_birth, 1)) OR ${starts}_datetime < birth_datetime`,
      ],
      [
        `${table}: after death`,
        `omop.${table} JOIN omop.death USING (person_id)
          WHERE ${starts}_date > death_date OR ${ends}_date > death_date OR ${ends}_datetime > death_datetime`,
      ],
      [
        `${table}: an end before the start`,
        `omop.${table} WHERE ${ends}_date < ${starts}_date OR ${ends}_datetime < ${starts}_datetime`,
      ],
      [`${table}: before it happened`, `omop.${table} WHERE ${starts}_datetime > load_dt`],
      [
        `${table}: loaded before the person`,
        `omop.${table} e JOIN omop.person p USING (person_id) WHERE ${week('e')} < ${week('p')}`,
      ],
    ]),
  ),
  ...Object.fromEntries(
    WITHIN_VISITS.flatMap(({ table, starts }) => [
      [
        `${table}: a visit of nobody or of another`,
        `omop.${table} WHERE visit_occurrence_id IS NOT NULL AND (visit_occurrence_id, person_id) NOT IN (SELECT (visit_occurrence_id, person_id) FROM omop.visit_occurrence)`,
      ],
      [
        `${table}: outside its visit`,
        `omop.${table} JOIN omop.visit_occurrence USING (visit_occurrence_id)
          WHERE ${starts}_date NOT BETWEEN visit_start_date AND visit_end_date
            OR ${starts}_datetime NOT BETWEEN visit_start_datetime AND visit_end_datetime`,
      ],
      [
        `${table}: loaded before its visit`,
        `omop.${table} e JOIN omop.visit_occurrence v USING (visit_occurrence_id) WHERE ${week('e')} < ${week('v')}`,
      ],
    ]),
  ),
};

/** The sentences of CONTRADICTIONS that find rows. */
async function contradictions(): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [sentence, sql] of Object.entries(CONTRADICTIONS)) {
    if ((await count(`(SELECT 1 FROM ${sql})`)) !== 0n) found.push(sentence);
  }
  return found;
}

describe('generated data', () => {
  test('has the rows per person of real sources, and the columns of the registry with load_dt behind', async () => {
    expect(filledRows).toEqual({
      person: 2500n,
      death: 100n,
      visit_occurrence: 20_000n,
      condition_occurrence: 30_000n,
      drug_exposure: 37_500n,
      procedure_occurrence: 15_000n,
      measurement: 100_000n,
      observation: 20_000n,
      specimen: 5_000n,
    });
    for (const table of DEFAULT_TABLES) {
      expect(await rowsIn(`omop.${table}`)).toBe(filledRows[table]);
      const columns = await filled.duckdb(`DESCRIBE omop.${table}`);
      expect(columns.map((column) => column.column_name)).toEqual([
        ...(omopTable(table)?.columns ?? []).map(({ name }) => name),
        'load_dt',
      ]);
    }
  });

  test('gives every required column a value, and optional ones sometimes', async () => {
    for (const table of DEFAULT_TABLES) {
      for (const column of (omopTable(table)?.columns ?? []).filter(({ required }) => required)) {
        expect(await rowsIn(`omop.${table} WHERE ${column.name} IS NULL`), `${table}.${column.name}`).toBe(
          0n,
        );
      }
    }
    for (const column of [
      'value_as_number',
      'value_as_concept_id',
      'provider_id',
      'visit_occurrence_id',
      'measurement_time',
    ]) {
      const nulls = Number(await rowsIn(`omop.measurement WHERE ${column} IS NULL`));
      expect(nulls, column).toBeGreaterThan(0);
      expect(nulls, column).toBeLessThan(100_000);
    }
  });

  test('has person ids over all 64 bits, the first one known, every one computable', async () => {
    expect(generatedPersonId(1, 1)).toBe(-9223372036854775000n);
    expect(await rowsIn('omop.person WHERE person_id = -9223372036854775000')).toBe(1n);
    expect(Number(await rowsIn('omop.person WHERE abs(person_id // 2) > 4503599627370496'))).toBeGreaterThan(
      2400,
    );
    const negative = Number(await rowsIn('omop.person WHERE person_id < 0'));
    expect(negative).toBeGreaterThan(1000);
    expect(negative).toBeLessThan(1500);
    const persons = await filled.duckdb(
      `SELECT person_id, CAST(split_part(person_source_value, '-', -1) AS BIGINT) AS ordinal FROM omop.person`,
    );
    for (const { person_id, ordinal } of persons) {
      expect(generatedPersonId(GENERATION.seed, Number(ordinal) + 1)).toBe(person_id);
    }
  });

  test('reaches back before 1970, and holds words in several scripts, empty words and fractions', async () => {
    for (const sql of [
      `omop.person WHERE birth_datetime < TIMESTAMPTZ '1970-01-01 00:00:00+00'`,
      `omop.drug_exposure WHERE sig LIKE '%食後%'`,
      `omop.drug_exposure WHERE sig = ''`,
      `omop.drug_exposure WHERE quantity <> trunc(quantity)`,
      `omop.measurement WHERE value_as_number <> trunc(value_as_number)`,
    ]) {
      expect(Number(await rowsIn(sql)), sql).toBeGreaterThan(0);
    }
  });

  test('is loaded on Sundays at 03:00 UTC within four hours, to the microsecond', async () => {
    for (const table of DEFAULT_TABLES) {
      const into = `((epoch_us(load_dt) - ${SUNDAY % 604_800_000_000n}) % 604800000000)`;
      expect(
        await rowsIn(`omop.${table} WHERE ${into} NOT BETWEEN 0 AND 14400000000 OR load_dt IS NULL`),
        table,
      ).toBe(0n);
    }
    expect(Number(await rowsIn('omop.measurement WHERE epoch_us(load_dt) % 1000 <> 0'))).toBeGreaterThan(
      99_000,
    );
    const [bounds] = await filled.duckdb(
      `SELECT max(${week('m')}) - min(${week('m')}) AS span, count(DISTINCT ${week('m')}) AS loads FROM omop.measurement m`,
    );
    expect(bounds).toEqual({ span: 265n, loads: 266n });
  });
});

describe('a generator', () => {
  beforeEach(async () => {
    target = await openDuckdbTarget();
  });
  afterEach(() => target.close());

  test.each([
    [
      `UPDATE omop.death SET death_date = DATE '1800-01-01'`,
      EVENTS.map(({ table }) => `${table}: after death`),
    ],
    [
      'UPDATE omop.person SET year_of_birth = year_of_birth + 200',
      EVENTS.map(({ table }) => `${table}: before birth`),
    ],
    [
      `UPDATE omop.visit_occurrence SET visit_start_date = visit_end_date + 1`,
      [
        'visit_occurrence: an end before the start',
        ...WITHIN_VISITS.map(({ table }) => `${table}: outside its visit`),
      ],
    ],
    [
      'UPDATE omop.visit_occurrence SET visit_occurrence_id = -visit_occurrence_id',
      WITHIN_VISITS.map(({ table }) => `${table}: a visit of nobody or of another`),
    ],
    [
      `UPDATE omop.visit_occurrence SET load_dt = load_dt + INTERVAL 3 YEARS`,
      WITHIN_VISITS.map(({ table }) => `${table}: loaded before its visit`),
    ],
    [
      `UPDATE omop.person SET load_dt = load_dt + INTERVAL 6 YEARS`,
      [
        'a death loaded before the person',
        ...EVENTS.map(({ table }) => `${table}: loaded before the person`),
      ],
    ],
    ['INSERT INTO omop.specimen FROM omop.specimen LIMIT 1', ['specimen: a key twice']],
    ['UPDATE omop.specimen SET person_id = 5', ['specimen: of nobody']],
    [
      `UPDATE omop.measurement SET load_dt = load_dt - INTERVAL 100 YEARS`,
      ['measurement: before it happened'],
    ],
  ])('would show a contradiction: %s', async (spoil, expected) => {
    await generateOmop(target, { ...GENERATION, persons: 100 });
    await target.duckdb(spoil);
    expect(await contradictions()).toEqual(expect.arrayContaining([...expected]));
  });

  test('makes no contradiction, nor after three more Sundays', async () => {
    const few = { ...GENERATION, persons: FEW };
    await generateOmop(target, few);
    expect(await contradictions()).toEqual([]);
    for (const next of [1, 2, 3]) await loadNextSunday(target, few, next);
    expect(await contradictions()).toEqual([]);
  });

  test('makes no contradiction, whatever the seed and however few the persons', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 120 }),
        fc.integer(),
        fc.integer({ min: 1, max: 60 }),
        async (persons, seed, weeks) => {
          const generation = { persons, seed, weeks, lastSunday: SUNDAY };
          await generateOmop(target, generation);
          for (let next = 1; next <= 3; next += 1) await loadNextSunday(target, generation, next);
          expect(await contradictions()).toEqual([]);
        },
      ),
      { numRuns: 6 },
    );
  });

  test('makes the same for the same seed, and another for another', async () => {
    const few = { ...GENERATION, persons: FEW };
    await generateOmop(target, few);
    await loadNextSunday(target, few, 1);
    const first = await digest();
    await generateOmop(target, few);
    expect(await digest()).not.toEqual(first);
    await loadNextSunday(target, few, 1);
    expect(await digest()).toEqual(first);
    const other = { ...few, seed: 43 };
    await generateOmop(target, other);
    await loadNextSunday(target, other, 1);
    for (const [index, sum] of (await digest()).entries()) expect(sum).not.toBe(first[index]);
  });

  test('adds a quarter of a percent a week, in history as in the weeks to come, of every table', async () => {
    const rows = { ...(await generateOmop(target, GENERATION)) };
    for (const next of [1, 2, 3]) {
      const load = await loadNextSunday(target, GENERATION, next);
      expect(load.sunday).toBe(SUNDAY + BigInt(next) * 604_800_000_000n);
      for (const table of DEFAULT_TABLES) {
        expect(await count(`omop.${table} WHERE epoch_us(load_dt) >= ${load.sunday}`)).toBe(load.rows[table]);
        expectQuarterPercent(load.rows[table], rows[table]);
        rows[table] = (rows[table] ?? 0n) + (load.rows[table] ?? 0n);
      }
    }
    for (const table of DEFAULT_TABLES) {
      for (let past = 0n; past < 6n; past += 1n) {
        const sunday = SUNDAY - past * 604_800_000_000n;
        const before = await count(`omop.${table} WHERE epoch_us(load_dt) < ${sunday}`);
        const until = await count(`omop.${table} WHERE epoch_us(load_dt) < ${sunday + 604_800_000_000n}`);
        expectQuarterPercent(BigInt(String(until)) - BigInt(String(before)), BigInt(String(before)));
      }
    }
  });

  test('brings new persons, their first visits, and events of persons who were there', async () => {
    await generateOmop(target, GENERATION);
    const { sunday } = await loadNextSunday(target, GENERATION, 1);
    const fresh = `WHERE epoch_us(load_dt) >= ${sunday}`;
    const newcomers = `(SELECT person_id FROM omop.person ${fresh})`;
    expect(await count(newcomers)).toBe(7n);
    expect(
      await count(
        `(SELECT DISTINCT person_id FROM omop.visit_occurrence ${fresh} AND person_id IN ${newcomers})`,
      ),
    ).toBe(7n);
    expect(
      Number(await count(`omop.visit_occurrence ${fresh} AND person_id NOT IN ${newcomers}`)),
    ).toBeGreaterThan(30);
    expect(
      Number(await count(`omop.measurement ${fresh} AND person_id NOT IN ${newcomers}`)),
    ).toBeGreaterThan(150);
  });

  function expectQuarterPercent(added: bigint | undefined, before: bigint | undefined): void {
    expect(Math.abs(Number(added) - Number(before) * 0.0025)).toBeLessThanOrEqual(1);
  }
});

test.each([
  { persons: 0 },
  { persons: 1.5 },
  { persons: 20_000_001 },
  { seed: 0.5 },
  { weeks: 0 },
  { lastSunday: SUNDAY + 1n },
])('%o is refused', async (change) => {
  await expect(generateOmop(filled, { ...GENERATION, ...change })).rejects.toMatchObject({ exitCode: 2 });
});
