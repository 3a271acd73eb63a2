import { execFile } from 'node:child_process';
import path from 'node:path';
import type { Scope } from '../story/data-sets.ts';
import type { World } from '../story/world.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PYTHON = path.join(ROOT, '.venv/readers/bin/python');
const PROGRAM = path.join(ROOT, 'test/python/compare_landing.py');

/** The source's rows of one cohort and table at one moment, kept to compare a version of the landing with. */
export interface Expected {
  readonly cohort: string;
  readonly table: string;
  readonly file: string;
  /** The newest one where there is none. */
  readonly version?: number;
}

/** What was found, by each of the readers. */
export interface Found {
  readonly cohort: string;
  readonly table: string;
  readonly version: number;
  readonly rows: number;
  readonly columns: readonly string[];
  readonly readers: Readonly<Record<string, { readonly surplus: number; readonly missing: number }>>;
}

let exports = 0;

/** Writes what the source now holds for each cohort and table, over its approved columns, by DuckDB. */
export async function exportScopes(
  { warehouse, directory }: World,
  scopes: Readonly<Record<string, Scope>>,
): Promise<readonly Expected[]> {
  const expected: Expected[] = [];
  for (const [cohort, { persons, columns }] of Object.entries(scopes)) {
    for (const [table, names] of Object.entries(columns)) {
      const file = path.join(directory, `expected-${exports++}.parquet`);
      const rows = `SELECT ${names.join(', ')} FROM omop.${table} WHERE person_id IN (${persons})`;
      await warehouse.duckdb(`COPY (${rows}) TO '${file}' (FORMAT parquet)`);
      expected.push({ cohort, table, file });
    }
  }
  return expected;
}

/** Reads each landed table over the storage, or in a copy of it, and compares whole rows as multisets. */
export async function readByOthers(
  { azurite }: World,
  expected: readonly Expected[],
  folder?: string,
): Promise<readonly Found[]> {
  const tables = expected.map(({ cohort, table, file, version }) => ({
    table: `cohorts/${cohort}/${table}`,
    expected: file,
    version,
  }));
  const place = folder ? { folder } : { connectionString: azurite.connectionString, container: 'landing' };
  const request = { ...place, tables };
  const answer = await runPython(JSON.stringify(request));
  return (JSON.parse(answer) as Found[]).map((found, index) => ({
    ...found,
    cohort: expected[index]?.cohort ?? '',
    table: expected[index]?.table ?? '',
  }));
}

function runPython(input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(PYTHON, [PROGRAM], { maxBuffer: 1 << 24 }, (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    );
    child.stdin?.end(input);
  });
}

/** The tables whose landing is not what was expected, with the rows that differ. */
export function differing(found: readonly Found[]): readonly string[] {
  return found.flatMap(({ cohort, table, readers }) =>
    Object.entries(readers)
      .filter(([, { surplus, missing }]) => surplus + missing > 0)
      .map(([reader, { surplus, missing }]) => `${cohort} ${table} by ${reader}: +${surplus} -${missing}`),
  );
}
