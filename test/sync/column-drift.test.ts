import { describe, expect, it } from 'vitest';
import type { LiveFile } from '../../src/landing/table-state.ts';
import type { Column } from '../../src/omop/column-type.ts';
import { driftedColumns, landsAnew } from '../../src/sync/column-drift.ts';
import type { ReadyCohort } from '../../src/sync/ready-cohort.ts';
import { tableWork } from '../../src/sync/tasks.ts';

const ID: Column = { name: 'person_id', type: 'long' };
const YEAR: Column = { name: 'year_of_birth', type: 'integer' };
const SITE: Column = { name: 'site_code', type: 'string' };
const files = new Map([['a file', {} as LiveFile]]);
const landed = { schema: [ID, YEAR], files };
const names = (columns: readonly Column[]) => columns.map(({ name }) => name);

describe('the columns of a landed table', () => {
  it('are the same in any order', () => {
    expect(landsAnew(landed, [YEAR, ID])).toBe(false);
    expect(driftedColumns(landed, ['person_id', 'year_of_birth'], [YEAR, ID])).toEqual([]);
  });

  it('have not drifted when one more is approved: then the table lands anew', () => {
    expect(driftedColumns(landed, ['person_id', 'year_of_birth', 'site_code'], [ID, YEAR, SITE])).toEqual([]);
    expect(landsAnew(landed, [ID, YEAR, SITE])).toBe(true);
  });

  it('have not drifted when one is approved no longer, whether the source has it or not', () => {
    expect(driftedColumns(landed, ['person_id'], [ID])).toEqual([]);
    expect(landsAnew(landed, [ID])).toBe(true);
  });

  it('have drifted when an approved one is gone, renamed or retyped, widened ones among them', () => {
    const approved = ['person_id', 'year_of_birth'];
    const drifted = (now: readonly Column[]) => names(driftedColumns(landed, approved, now));
    expect(drifted([ID])).toEqual(['year_of_birth']);
    expect(drifted([ID, { ...YEAR, name: 'birth_year' }])).toEqual(['year_of_birth']);
    expect(drifted([ID, { ...YEAR, type: 'string' }])).toEqual(['year_of_birth']);
    expect(drifted([ID, { ...YEAR, type: 'long' }])).toEqual(['year_of_birth']);
  });

  it('may be any where there is no file', () => {
    const empty = { schema: [ID, YEAR], files: new Map<string, LiveFile>() };
    expect(driftedColumns(empty, ['person_id', 'year_of_birth'], [ID])).toEqual([]);
    expect(landsAnew(empty, [ID, SITE])).toBe(false);
    expect(driftedColumns(undefined, ['person_id'], [])).toEqual([]);
  });

  it('are told and not read where their type is one that no landing can hold, even approved ones', () => {
    const source = { table: 'person', columns: [ID, YEAR], version: 1n, timeZone: 'UTC' };
    const cohort: ReadyCohort = {
      cohort: 'trial',
      revision: 1,
      persons: 1,
      tables: new Map([['person', ['person_id', 'year_of_birth', 'panel']]]),
      groups: [],
      landed: new Map(),
      unapproved: [],
      assertHeld: () => undefined,
    };
    const work = tableWork({ source, refused: ['panel'] }, [cohort], new Map());
    expect([work.columnsNotRead, work.columnsMissing]).toEqual([['panel'], ['panel']]);
    expect(work.tasks.map(({ columns }) => names(columns))).toEqual([['person_id', 'year_of_birth']]);
  });
});
