import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_TABLES, OMOP_TABLES, omopTable } from '../../src/omop/tables.ts';

const SPECIFICATION = path.resolve(import.meta.dirname, '../../../shared/data/cdm-spec-5.3');
const integersOf = (name: string): readonly string[] =>
  (omopTable(name)?.columns ?? []).filter((column) => column.cdmType === 'integer').map(({ name }) => name);

test('a cohort gets the nine clinical tables by default, person first', () => {
  expect(DEFAULT_TABLES).toHaveLength(9);
  expect(DEFAULT_TABLES[0]).toBe('person');
  expect(DEFAULT_TABLES).toContain('specimen');
  expect(DEFAULT_TABLES).not.toContain('observation_period');
});

test('a table is found by its exact name only', () => {
  expect(omopTable('measurement')?.primaryKey).toBe('measurement_id');
  expect(omopTable('Measurement')).toBeUndefined();
  expect(omopTable('note_nlp')).toBeUndefined();
});

test('every table has a person in each row, and no table declares load_dt or a column twice', () => {
  for (const table of OMOP_TABLES) {
    const names = table.columns.map((column) => column.name);
    expect(names, table.name).toContain('person_id');
    expect(names, table.name).not.toContain('load_dt');
    expect(new Set(names).size, table.name).toBe(names.length);
  }
});

test('the fingerprint covers the primary key, and for death all key-like integers', () => {
  for (const table of OMOP_TABLES.filter(({ name }) => name !== 'death' && name !== 'person')) {
    expect(table.keyColumns, table.name).toEqual([table.primaryKey]);
  }
  expect(omopTable('person')?.keyColumns).toEqual([]);
  expect(omopTable('death')?.primaryKey).toBeNull();
  expect(['person_id', ...(omopTable('death')?.keyColumns ?? [])]).toEqual(integersOf('death'));
  for (const table of OMOP_TABLES)
    expect(integersOf(table.name)).toEqual(expect.arrayContaining([...table.keyColumns]));
});

describe.skipIf(!existsSync(SPECIFICATION))('against the specification of CDM 5.3', () => {
  test.each(OMOP_TABLES)('$name has its columns, types and primary key, in its order', (table) => {
    const fields = fieldsOf(table.name);
    const spelled = table.columns.map((column) => [
      column.name,
      column.required ? 'Yes' : 'No',
      column.cdmType,
    ]);
    expect(spelled).toEqual(fields.map(([name, required, type]) => [name, required, type]));
    expect(fields.find(([, , , isKey]) => isKey === 'Yes')?.[0] ?? null).toBe(table.primaryKey);
  });
});

/** Name, isRequired, type in lower case, isPrimaryKey, in the order of the specification. */
function fieldsOf(table: string): readonly string[][] {
  const text = readFileSync(path.join(SPECIFICATION, 'OMOP_CDMv5.3_Field_Level.csv'), 'utf8');
  return parseCsv(text)
    .filter(([name]) => name === table)
    .map((row) => [row[1] ?? '', row[2] ?? '', (row[3] ?? '').toLowerCase(), row[6] ?? '']);
}

function parseCsv(text: string): readonly string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ',') rows.push([]);
  }
  return rows;
}
