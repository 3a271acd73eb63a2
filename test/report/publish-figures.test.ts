import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInstant } from '../../src/instant.ts';
import { OMOP_TABLES } from '../../src/omop/tables.ts';
import { roundFigure } from '../../src/report/public-figure.ts';
import { publicReportSchema } from '../../src/report/public-report.ts';
import { type ExactReport, publishFigures } from '../../src/report/publish-figures.ts';
import { cohortReport, type ExactTable, publication, runReport, tableReport } from './sample-reports.ts';

const first = (report: ExactReport) => publishFigures(report, publication()).cohorts[0];
const withTables = (...tables: ExactTable[]) => runReport({ cohorts: [cohortReport({ tables })] });
const WAREHOUSE = { milliseconds: 61_234, bytes: 987_654_321 };

describe('figures', () => {
  it('have two significant digits, rounded half up', () => {
    const pairs = [
      [0n, 0],
      [99n, 99],
      [104n, 100],
      [105n, 110],
      [4949n, 4900],
      [4950n, 5000],
      [9_950_000n, 10_000_000],
      [123_456_789_012_345n, 120_000_000_000_000],
    ] as const;
    for (const [exact, shown] of pairs) expect(roundFigure(exact)).toBe(shown);
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 9_000_000_000_000_000n }), (count) => {
        const shown = roundFigure(count);
        expect(Math.abs(shown - Number(count))).toBeLessThanOrEqual(Number(count) * 0.05);
        expect(roundFigure(shown)).toBe(shown);
      }),
    );
  });

  it('are those of a first backfill and of an increment, rounded', () => {
    const backfill = tableReport({ mode: 'backfill', from: null, firstLanding: true, rows: 1_234_567n });
    expect(first(withTables(backfill))?.tables[0]).toMatchObject({ rows: 1_200_000, bytes: 120_000 });
    expect(first(withTables(tableReport()))?.tables[0]).toMatchObject({ rows: 4900, through: '2026-11-22' });
  });

  it('are not told where a figure before may have counted some of the rows', () => {
    const again = [
      tableReport({ mode: 'repair' }),
      tableReport({ mode: 'backfill', from: null }),
      tableReport({ mode: 'increment', from: null }),
    ];
    for (const table of again) {
      expect(first(withTables(table))?.tables[0]).toMatchObject({
        mode: table.mode,
        rows: null,
        bytes: null,
      });
    }
  });

  it('are not told by a dry run: the run after it would count the same rows', () => {
    expect(first({ ...runReport(), dryRun: true })?.tables).toEqual([]);
  });

  it('are no number of persons: held against that of the cohort file it would tell how many withdrew, or live', () => {
    const rows = fc.record({ approved: fc.integer({ min: 11, max: 3000 }), missing: fc.nat(10) });
    fc.assert(
      fc.property(rows, fc.constantFrom('person', 'death'), ({ approved, missing }, table) => {
        const there = Math.max(11, approved - missing);
        const backfill = { mode: 'backfill', from: null, firstLanding: true } as const;
        for (const way of [backfill, {}]) {
          const exact = tableReport({ ...way, table, rows: BigInt(there), persons: there });
          expect(first(withTables(exact))?.tables[0]).toMatchObject({ table, rows: null, bytes: null });
        }
      }),
    );
  });

  it('and what is told of a table is the same however many versions its log has: a removal of one person adds one', () => {
    const version = (number: number) => first(withTables(tableReport({ version: number })));
    expect(version(8)).toEqual(version(7));
  });

  it('need smallCell persons, whatever the number of rows', () => {
    expect(first(withTables(tableReport({ persons: 10, rows: 5000n })))?.tables).toEqual([]);
    expect(first(withTables(tableReport({ persons: 11 })))?.tables).toHaveLength(1);
    const { persons: _, ...unknown } = tableReport();
    expect(first(withTables(unknown))?.tables).toEqual([]);
  });
});

const MODES = ['none', 'increment', 'backfill', 'repair', 'whatever'];
const anyTable = (table: string, persons: fc.Arbitrary<number>): fc.Arbitrary<ExactTable> =>
  fc.record({
    table: fc.constant(table),
    mode: fc.constantFrom(...MODES),
    rows: fc.bigInt({ min: 0n, max: 10_000_000n }),
    bytes: fc.nat(),
    from: fc.constantFrom(null, '2026-11-15T03:00:00Z'),
    through: fc.constantFrom(null, '2026-11-22T03:00:00Z', '2026-11-15T03:00:00Z'),
    version: fc.option(fc.nat(1000)),
    persons,
    firstLanding: fc.boolean(),
  });
const few = fc.nat(10);

describe('what few persons stand behind', () => {
  it('does not show at all: any other few, or nobody, give the very same report', () => {
    const names = OMOP_TABLES.map(({ name }) => name);
    const tables = fc.tuple(...names.map((name) => anyTable(name, fc.oneof(few, fc.integer({ min: 11 })))));
    const others = fc.tuple(...names.map((name) => anyTable(name, few)));
    let compared = 0;
    fc.assert(
      fc.property(tables, others, fc.boolean(), fc.nat(), (one, other, moved, bytes) => {
        const two = one.map((table, index) =>
          (table.persons ?? 0) < 11 ? other[index] : table,
        ) as ExactTable[];
        if (two.every((table, index) => table === one[index])) return;
        compared += 1;
        const world = (own: readonly ExactTable[], state: string, total: number) =>
          publishFigures(
            runReport({
              cohorts: [cohortReport({ tables: own, state })],
              warehouse: { milliseconds: 5, bytes: total },
            }),
            publication(),
          );
        const state = moved ? 'synced' : 'unchanged';
        expect(world(two, state, bytes)).toEqual(world(one, 'synced', 1));
        const shown = one.filter(({ persons = 0 }) => persons >= 11);
        const without = (own: readonly ExactTable[]) => publishFigures(withTables(...own), publication());
        expect(without(shown)).toEqual(without(one));
      }),
    );
    expect(compared).toBeGreaterThan(50);
  });

  it('does not show in a total: bytes of the warehouse are told only where every table is', () => {
    const told = (report: ExactReport) => publishFigures(report, publication()).warehouse;
    expect(told(runReport({ warehouse: WAREHOUSE }))).toEqual({ milliseconds: 61_000, bytes: 990_000_000 });
    const alone = withTables(tableReport(), tableReport({ table: 'death', persons: 3 }));
    expect(told({ ...alone, warehouse: WAREHOUSE })?.bytes).toBeNull();
    expect(told(runReport({ warehouse: WAREHOUSE, verdict: 'failed' }))?.bytes).toBeNull();
    const idle = runReport({ cohorts: [cohortReport({ tables: [] })], warehouse: WAREHOUSE });
    expect(told(idle)?.bytes).toBeNull();
  });
});

/** A source of one table for one cohort, as sets of row names; a row is a person, a week and a number. */
interface Row {
  readonly name: string;
  readonly person: number;
  readonly week: number;
}
const add = fc.record({ person: fc.nat(40), count: fc.integer({ min: 1, max: 9 }) });
const step = fc.record({
  adds: fc.oneof(...[0, 20].map((minLength) => fc.array(add, { minLength, maxLength: minLength + 20 }))),
  /** Weeks back that late rows are of, or that are deleted and put back. */
  event: fc.constantFrom('none', 'late', 'delete', 'put-back', 'rebuild', 'dry-run'),
  back: fc.integer({ min: 1, max: 3 }),
});

describe('the figures of many weeks', () => {
  it('never count a row twice, and so no difference of theirs stands for fewer persons', () => {
    let figures = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 3, maxLength: 12 }), (steps) => {
        const source = new Map<string, Row>();
        let landed = new Map<string, Row>();
        const deleted: Row[] = [];
        const counted = new Set<string>();
        let covered = -1;
        let isFirst = true;
        steps.forEach(({ adds, event, back }, week) => {
          for (const { person, count } of adds) {
            for (let index = 0; index < count; index += 1) {
              const of = event === 'late' && index === 0 ? Math.max(0, week - back) : week;
              const name = `${week}/${person}/${index}`;
              source.set(name, { name, person, week: of });
            }
          }
          if (event === 'delete') {
            for (const row of [...source.values()].filter((one) => one.week === week - back)) {
              source.delete(row.name);
              deleted.push(row);
            }
          }
          if (event === 'put-back') for (const row of deleted.splice(0)) source.set(row.name, row);
          if (event === 'rebuild') {
            landed = new Map();
            covered = -1;
          }
          const { mode, from, moved } = plan(source, landed, covered);
          const persons = new Set(moved.map(({ person }) => person));
          const exact = tableReport({
            mode,
            from,
            rows: BigInt(moved.length),
            persons: persons.size,
            firstLanding: isFirst,
          });
          const report = { ...withTables(exact), dryRun: event === 'dry-run' };
          const told = publishFigures(report, publication()).cohorts[0]?.tables[0];
          if (typeof told?.rows === 'number') {
            figures += 1;
            expect(persons.size).toBeGreaterThanOrEqual(11);
            for (const { name } of moved) {
              expect(counted).not.toContain(name);
              counted.add(name);
            }
          }
          if (event === 'dry-run') return;
          landed = new Map(source);
          covered = week;
          isFirst = false;
        });
      }),
    );
    expect(figures).toBeGreaterThan(100);
  });
});

/** As `planTable` does it, with one slice a week. */
function plan(
  source: ReadonlyMap<string, Row>,
  landed: ReadonlyMap<string, Row>,
  covered: number,
): { mode: string; from: string | null; moved: readonly Row[] } {
  const of = (rows: ReadonlyMap<string, Row>, week: number) =>
    [...rows.values()].filter((row) => row.week === week);
  const fresh = [...source.values()].filter(({ week }) => week > covered);
  const differs = Array.from({ length: covered + 1 }, (_, week) => week).filter((week) => {
    const [now, before] = [of(source, week), of(landed, week)];
    return now.length !== before.length || now.some(({ name }) => !landed.has(name));
  });
  const again = differs.flatMap((week) => of(source, week));
  const replaces = differs.some((week) => of(landed, week).length > 0);
  const mode = replaces ? 'repair' : covered < 0 ? 'backfill' : 'increment';
  const from = covered < 0 || differs.length > 0 ? null : '2026-11-15T03:00:00Z';
  return { mode, from, moved: [...again, ...fresh] };
}

describe('a public report', () => {
  it('names only what it knows: a file that is no cohort, a code without a sentence, a table beyond OMOP', () => {
    const report = runReport({
      verdict: 'failed',
      warnings: [{ code: 'GROWTH_UNUSUAL' }, { code: 'PATIENT_4711' }],
      cohorts: [
        cohortReport({
          cohort: 'Max Müller 4711.yml',
          state: 'held',
          problem: {
            code: 'COHORT_INVALID',
            findings: [
              {
                code: 'SUPERSEDED',
                override: 'accept',
                cohort: '../4711',
                table: 'p4711',
                digest: 'a'.repeat(64),
              },
              { code: 'SUPERSEDED', override: 'accept', cohort: null, table: null, digest: '4711' },
            ],
          },
        }),
        cohortReport({
          state: 'p4711',
          problem: { code: 'P4711' },
          tables: [tableReport({ table: 'p4711' })],
        }),
      ],
    });
    const told = publishFigures(report, publication());
    expect(JSON.stringify(told)).not.toMatch(/4711|Müller/i);
    expect(told.cohorts.map(({ cohort, problem }) => [cohort, problem?.code])).toEqual([
      ['heart-failure', 'INTERNAL'],
      [null, 'COHORT_INVALID'],
    ]);
    expect(told.cohorts[1]?.problem?.findings).toEqual([
      { code: 'SUPERSEDED', override: 'accept', cohort: null, table: null, digest: 'a'.repeat(64) },
    ]);
    expect(told.warnings).toEqual(['GROWTH_UNUSUAL', 'INTERNAL']);
  });

  it('tells of instants of rows the day alone', () => {
    const told = JSON.stringify(publishFigures(runReport(), publication()));
    expect(told).not.toContain('03:00');
    expect(told).not.toContain('123456');
  });

  it('is refused by the supervisor with an exact figure, a small one by itself, an unknown key or code', () => {
    const schema = publicReportSchema;
    const good = publishFigures(runReport(), publication());
    expect(schema.safeParse(structuredClone(good)).success).toBe(true);
    const bad: ((report: typeof good) => unknown)[] = [
      (report) => ({ ...report, note: 'x' }),
      (report) => ({ ...report, run: 'Max Müller' }),
      (report) => ({ ...report, warnings: ['P4711'] }),
      (report) => ({ ...report, through: '2026-11-22T03:00:00Z' }),
      (report) => withTable(report, { rows: 4949 }),
      (report) => withTable(report, { rows: null }),
      (report) => withTable(report, { mode: 'repair' }),
      (report) => withTable(report, { table: 'person' }),
      (report) => withTable(report, { version: 7 }),
      (report) => withTable(report, { persons: 300 }),
      (report) => withTable(report, { table: 'patients' }),
      (report) => ({ ...report, cohorts: [{ ...report.cohorts[0], cohort: 'Max' }] }),
    ];
    for (const spoil of bad) expect(schema.safeParse(spoil(structuredClone(good))).success).toBe(false);
  });

  it('warns of agreements that end within 60 days, soonest first, by their last day', () => {
    const at = (text: string) => parseInstant(`${text}T00:00:00Z`) ?? 0n;
    const agreements = [
      { cohort: 'in-sixty', expires: at('2027-01-22') },
      { cohort: 'tomorrow', expires: at('2026-11-25') },
      { cohort: 'long-gone', expires: at('2026-11-23') },
      { cohort: 'far-away', expires: at('2027-01-23') },
    ];
    expect(publishFigures(runReport(), publication({ agreements })).expiring).toEqual([
      { cohort: 'tomorrow', lastDay: '2026-11-24', days: 1 },
      { cohort: 'in-sixty', lastDay: '2027-01-21', days: 59 },
    ]);
  });
});

function withTable(report: ReturnType<typeof publishFigures>, changes: object): unknown {
  const [cohort] = report.cohorts;
  return { ...report, cohorts: [{ ...cohort, tables: [{ ...cohort?.tables[0], ...changes }] }] };
}
