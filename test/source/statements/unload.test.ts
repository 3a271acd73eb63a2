import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { personHash } from '../../../src/fingerprint/person-bucket.ts';
import type { ExternalLocation } from '../../../src/local/external-location.ts';
import type { Column } from '../../../src/omop/column-type.ts';
import { cellOf, FIRST_CELL } from '../../../src/plan/week-grid.ts';
import { extractStatement } from '../../../src/source/statements/stage.ts';
import { unloadSql, unloadStatement } from '../../../src/source/statements/unload.ts';
import { checkPhysicalTypes } from '../../../src/transfer/parquet-physical-type.ts';
import { COLUMNS } from '../../plan/source-oracle.ts';
import { SCHEMAS, type SourceFixture, SUNDAY, selected } from './source-fixture.ts';
import { ALL, stage, startStaging } from './stage-fixture.ts';

const LOCATION = 'abfss://staging@local.dfs.core.windows.net';
const written = new Map<string, Uint8Array>();
const location: ExternalLocation = {
  url: LOCATION,
  put: async (path, content) => void written.set(path, content),
  clear: async (folder) => {
    for (const path of written.keys()) if (path.startsWith(folder)) written.delete(path);
  },
};

let source: SourceFixture;
beforeAll(async () => {
  source = await startStaging({ externalLocations: [location], unloadRows: 7 });
});
afterAll(() => source?.close());
beforeEach(() => written.clear());

const files = (): readonly (readonly [string, ArrayBuffer])[] =>
  [...written]
    .filter(([path]) => path.endsWith('.parquet'))
    .map(([path, content]) => [path, Uint8Array.from(content).buffer] as const);

describe('a slice that is unloaded', () => {
  const request = {
    stage: 'stage',
    table: 'measurement',
    columns: COLUMNS,
    key: 'many',
    region: { firstCell: FIRST_CELL, lastCell: cellOf(SUNDAY), ...ALL },
    since: null,
  };

  test('is the rows that a stream would bring, persons together, and no other column', async () => {
    await stage(source, { whole: ['few', 'many'] });
    await source.warehouse.execute(unloadStatement(SCHEMAS, request, `${LOCATION}/run/x`));
    expect(files().length).toBeGreaterThan(2);
    expect(written.has('run/x/_SUCCESS')).toBe(true);
    const rows: Record<string, unknown>[] = [];
    for (const [path, file] of files()) {
      expect(path).toMatch(/^run\/x\/part-0000\d-[0-9a-f-]{36}-c000\.zstd\.parquet$/);
      const metadata = parquetMetadata(file);
      checkPhysicalTypes(metadata, COLUMNS);
      expect(metadata.row_groups[0]?.columns.map(({ meta_data }) => meta_data?.codec)).toEqual(
        COLUMNS.map(() => 'ZSTD'),
      );
      // Instants as they are stored: a Date would lose the microseconds.
      const parsers = { timestampFromMicroseconds: (micros: bigint) => micros };
      rows.push(...(await parquetReadObjects({ file, compressors, parsers: parsers as never })));
    }
    const lines = rows.map((row) =>
      [row.measurement_id, row.person_id, row.load_dt, row.value_as_number].join(' '),
    );
    expect(lines.sort()).toEqual(await selected(source, extractStatement(SCHEMAS, request)));
    const hashes = rows.map(({ person_id: person }) => personHash(person as bigint));
    expect(hashes).toEqual(hashes.toSorted((a, b) => a - b));
    const runs = rows.filter(({ person_id: person }, n) => person !== rows[n - 1]?.person_id);
    expect(runs.length).toBe(new Set(rows.map(({ person_id: person }) => person)).size);
  });

  test('overwrites what an earlier statement left in the same folder, and nothing beside it', async () => {
    await stage(source, { whole: ['few'] });
    for (const path of ['run/x/part-00009-old.parquet', 'run/xy/part-00000-other.parquet'])
      written.set(path, new Uint8Array());
    await source.warehouse.execute(unloadStatement(SCHEMAS, { ...request, key: 'few' }, `${LOCATION}/run/x`));
    expect([...written.keys()].filter((path) => /old|other/.test(path))).toEqual([
      'run/xy/part-00000-other.parquet',
    ]);
  });

  test('is one file without a row where there is none', async () => {
    await stage(source, { whole: ['few'] });
    const statement = unloadStatement(SCHEMAS, { ...request, key: 'nobody in the source' }, `${LOCATION}/e`);
    await source.warehouse.execute(statement);
    expect(files().map(([, file]) => parquetMetadata(file).num_rows)).toEqual([0n]);
    expect(files().map(([, file]) => checkPhysicalTypes(parquetMetadata(file), COLUMNS))).toHaveLength(1);
  });
});

test('every type that can land is stored as a landing stores it', async () => {
  const columns: readonly Column[] = [
    { name: 'a', type: 'byte' },
    { name: 'b', type: 'short' },
    { name: 'c', type: 'integer' },
    { name: 'd', type: 'long' },
    { name: 'e', type: 'float' },
    { name: 'f', type: 'double' },
    { name: 'g', type: 'boolean' },
    { name: 'h', type: 'string' },
    { name: 'i', type: 'date' },
    { name: 'j', type: 'timestamp' },
    { name: 'k', type: 'timestamp_ntz' },
    { name: 'l', type: 'decimal(10,2)' },
    { name: 'm', type: 'decimal(38,0)' },
  ];
  const query = `SELECT CAST(1 AS TINYINT) AS a, CAST(1 AS SMALLINT) AS b, CAST(1 AS INT) AS c, CAST(1 AS BIGINT) AS d, CAST(1 AS FLOAT) AS e,
    CAST(1 AS DOUBLE) AS f, true AS g, 'x' AS h, DATE'2020-01-01' AS i, timestamp_micros(1) AS j,
    TIMESTAMP_NTZ'2020-01-01 00:00:00' AS k, CAST(1 AS DECIMAL(10,2)) AS l, CAST(1 AS DECIMAL(38,0)) AS m`;
  await source.warehouse.execute({ label: 'unload', sql: unloadSql(`${LOCATION}/types`, query) });
  const [[, file] = []] = files();
  if (file === undefined) throw new Error('nothing was unloaded');
  checkPhysicalTypes(parquetMetadata(file), columns);
});

test('a place that no external location covers is denied, and one that would end the text is not even asked for', async () => {
  const execute = (directory: string) =>
    source.warehouse.execute({ label: 'unload', sql: unloadSql(directory, 'SELECT 1 AS one') });
  for (const directory of [`${LOCATION}x/run`, LOCATION, '/Volumes/main/sandbox/staging/run']) {
    await expect(execute(directory)).rejects.toMatchObject({ code: 'SOURCE_DENIED' });
  }
  for (const directory of [`${LOCATION}/x'y`, `${LOCATION}/x y`, 's3://bucket/x', '']) {
    expect(() => unloadSql(directory, 'SELECT 1')).toThrow(RangeError);
  }
  expect([...written.keys()]).toEqual([]);
});
