import { parseInstant } from '../../src/instant.ts';
import type { ExactReport, Publication } from '../../src/report/publish-figures.ts';

export type ExactCohort = ExactReport['cohorts'][number];
export type ExactTable = ExactCohort['tables'][number];

export function tableReport(changes: Partial<ExactTable> = {}): ExactTable {
  return {
    table: 'measurement',
    mode: 'increment',
    rows: 4949n,
    bytes: 123_456,
    from: '2026-11-15T03:00:00.000001Z',
    through: '2026-11-22T03:00:00.123456Z',
    version: 7,
    persons: 300,
    ...changes,
  };
}

export function cohortReport(changes: Partial<ExactCohort> = {}): ExactCohort {
  return {
    cohort: 'heart-failure',
    state: 'synced',
    revision: 2,
    snapshot: 9,
    problem: null,
    tables: [tableReport()],
    ...changes,
  };
}

export function runReport(changes: Partial<ExactReport> = {}): ExactReport {
  return {
    run: '20261123t052301_0a1b2c3d',
    dryRun: false,
    startedAt: '2026-11-23T05:23:01.500000Z',
    finishedAt: '2026-11-23T05:27:12.250000Z',
    frontier: '2026-11-22T03:00:00.123456Z',
    verdict: 'done',
    problem: null,
    cohorts: [cohortReport()],
    warnings: [],
    ...changes,
  };
}

export function publication(changes: Partial<Publication> = {}): Publication {
  return {
    smallCell: 11,
    now: parseInstant('2026-11-23T05:27:13Z') ?? 0n,
    week: null,
    agreements: [],
    ...changes,
  };
}
