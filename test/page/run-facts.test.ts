import { describe, expect, it } from 'vitest';
import { runFacts, sundayOf } from '../../src/page/run-facts.ts';
import type { PublicReport } from '../../src/report/public-report.ts';
import { publishFigures } from '../../src/report/publish-figures.ts';
import { cohortReport, publication, runReport, tableReport } from '../report/sample-reports.ts';
import { at } from '../story/world.ts';

const publish = (changes: object): PublicReport => publishFigures(runReport(changes), publication());
const run = (...tables: ReturnType<typeof tableReport>[]): PublicReport =>
  publish({ cohorts: [cohortReport({ tables })] });

describe('what many runs tell together', () => {
  it('adds up the rows that one Sunday loaded, over cohorts and runs', () => {
    const monday = run(tableReport({ rows: 4949n, through: '2026-11-22T03:00:00Z' }));
    const tuesday = run(tableReport({ rows: 300n, through: '2026-11-24T01:00:00Z' }));
    const next = run(tableReport({ rows: 70n, through: '2026-11-29T03:00:00Z' }));
    expect(runFacts([monday, tuesday, next]).weeks).toEqual([
      { sunday: '2026-11-22', table: 'measurement', rows: 5200 },
      { sunday: '2026-11-29', table: 'measurement', rows: 70 },
    ]);
  });

  it('shows nothing of rows of ten persons, and nothing of how much a repair moved', () => {
    const few = run(tableReport({ persons: 10 }));
    const repair = run(tableReport({ mode: 'repair', rows: 777n }));
    const again = run(tableReport({ mode: 'backfill', rows: 777n }));
    const facts = runFacts([few, repair, again]);
    expect(facts.weeks).toEqual([]);
    expect(facts.histories).toEqual([]);
    expect(facts.healed).toEqual([{ day: '2026-11-23', cohort: 'heart-failure', tables: ['measurement'] }]);
    expect(JSON.stringify(facts)).not.toContain('77');
  });

  it('counts a history once it landed first, over all its tables', () => {
    const first = { mode: 'backfill', firstLanding: true } as const;
    const tables = [
      tableReport({ ...first, rows: 120_000n }),
      tableReport({ ...first, table: 'person', rows: 400n }),
    ];
    expect(runFacts([run(...tables)]).histories).toEqual([
      { cohort: 'heart-failure', day: '2026-11-23', rows: 120_000 },
    ]);
  });

  it('passes a dry run over', () => {
    expect(
      runFacts([publish({ dryRun: true, cohorts: [cohortReport({ state: 'planned' })] })]).weeks,
    ).toEqual([]);
  });

  it('holds reasons together over runs, and calls open what the newest run met', () => {
    const problem = (code: string) => ({ code });
    const held = (finishedAt: string, code: string) =>
      publish({
        finishedAt,
        verdict: 'failed',
        cohorts: [cohortReport({ state: 'held', tables: [], problem: problem(code) })],
      });
    const whole = publish({
      finishedAt: '2026-11-30T06:00:00Z',
      verdict: 'failed',
      problem: problem('TABLE_SHRANK'),
    });
    const facts = runFacts([
      held('2026-11-09T06:00:00Z', 'COLUMN_DRIFT'),
      held('2026-11-16T06:00:00Z', 'UNAPPROVED'),
      held('2026-11-23T06:00:00Z', 'UNAPPROVED'),
      whole,
    ]);
    expect(facts.heldBack).toEqual([
      { cohort: null, code: 'TABLE_SHRANK', first: '2026-11-30', last: '2026-11-30', runs: 1, open: true },
      {
        cohort: 'heart-failure',
        code: 'UNAPPROVED',
        first: '2026-11-16',
        last: '2026-11-23',
        runs: 2,
        open: false,
      },
      {
        cohort: 'heart-failure',
        code: 'COLUMN_DRIFT',
        first: '2026-11-09',
        last: '2026-11-09',
        runs: 1,
        open: false,
      },
    ]);
  });

  it('keeps a cohort without a name apart from the run as a whole', () => {
    const nameless = cohortReport({
      cohort: 'trial-2026114',
      state: 'held',
      tables: [],
      problem: { code: 'UNAPPROVED' },
    });
    const [held] = runFacts([publish({ verdict: 'failed', cohorts: [nameless] })]).heldBack;
    expect(held).toMatchObject({ cohort: 'a cohort whose name is not told', code: 'UNAPPROVED' });
  });

  it('begins a week on Sunday, midnight UTC', () => {
    expect(sundayOf(at('2026-11-22T00:00:00Z'))).toBe('2026-11-22');
    expect(sundayOf(at('2026-11-21T23:59:59.999999Z'))).toBe('2026-11-15');
  });
});
