import type { Configuration } from '../configuration/configuration.ts';
import type { Stores } from '../configuration/stores.ts';
import { IntegrityError } from '../errors.ts';
import { schemasOf } from '../source/connect-source.ts';
import { describeTable } from '../source/describe.ts';
import type { Warehouse } from '../source/warehouse.ts';
import { unverified } from '../sync/publish.ts';
import { landedColumns } from '../sync/ready-cohort.ts';
import { keyColumns } from '../sync/tasks.ts';
import type { TransferPool } from '../transfer/transfer.ts';
import { storedSizes } from './landed-file.ts';
import { type OpenLanding, snapshotTable } from './open-landing.ts';
import { verifyFiles } from './verify-files.ts';
import type { TableVerification } from './verify-report.ts';
import { compareDeeply, compareWithSource, type LandedTable } from './verify-source.ts';

export interface Verification {
  readonly run: string;
  readonly configuration: Configuration;
  readonly stores: Stores;
  readonly warehouse: Warehouse;
  readonly pool: TransferPool;
  readonly deep: boolean;
  /** Verify's own copy of the rosters in the sandbox, never the sync's. */
  readonly roster: string;
  /** Aborted when the run is to end. */
  readonly signal: AbortSignal | undefined;
}

/** What became of one table of one landing. */
export type TableOutcome = { readonly landing: OpenLanding; readonly table: string } & (
  | { readonly verified: TableVerification }
  | { readonly error: unknown }
);

/**
 * Verifies one OMOP table of many landings: each one's files by themselves, then all of them against the source, which is
 * read once whatever their number. What is wrong with one landing's files is said of that one alone.
 */
export async function verifyTable(
  verification: Verification,
  table: string,
  landings: readonly OpenLanding[],
): Promise<readonly TableOutcome[]> {
  const outcomes: TableOutcome[] = [];
  const read: FilesRead[] = [];
  // One after the other: a landing's files keep the pool busy, and what is held of each is small.
  for (const landing of landings) {
    await readFiles(verification, landing, table).then(
      (files) => read.push(files),
      (error: unknown) => outcomes.push({ landing, table, error }),
    );
  }
  if (read.length === 0) return outcomes;
  const compared = await compare(verification, table, read).catch((error: unknown) =>
    read.map(({ landing }): TableOutcome => ({ landing, table, error })),
  );
  return [...outcomes, ...compared];
}

type FilesRead = Omit<LandedTable, 'columns' | 'coverage'> & { readonly landing: OpenLanding };

async function readFiles(
  { configuration, stores, pool, deep }: Verification,
  landing: OpenLanding,
  table: string,
): Promise<FilesRead> {
  const { cohort, snapshot, before } = landing;
  const state = await snapshotTable(stores, snapshot, table);
  const persons = new Map(cohort.groups.map((group) => [group.group, group.shared]));
  const files = await verifyFiles({
    landing: stores.landing,
    pool,
    state,
    timeZone: configuration.source.timeZone ?? 'UTC',
    persons,
    sizes: await storedSizes(stores.landing, state),
    files: deep
      ? [...state.files.values()]
      : await unverified(stores.landing, state, before?.tables[table]?.version),
    deep,
  });
  return { landing, state, persons, files };
}

async function compare(
  { run, configuration, warehouse, pool, roster, deep, signal }: Verification,
  table: string,
  read: readonly FilesRead[],
): Promise<readonly TableOutcome[]> {
  const schemas = schemasOf(configuration);
  const timeZone = configuration.source.timeZone ?? 'UTC';
  const described = await describeTable(warehouse, schemas, table, timeZone);
  if (described === undefined) {
    throw new IntegrityError(`The source has no table ${table} any more.`, {
      code: 'SOURCE_TABLE_MISSING',
      remedy: 'Check source.schema and the grants.',
    });
  }
  const { source } = described;
  const landed = read.map((each) => ({
    ...each,
    columns: landedColumns(
      each.state.schema.map(({ name }) => name),
      source.columns,
    ),
  }));
  const comparison = { warehouse, schemas, source, keyColumns: keyColumns(table), roster };
  const slices = await compareWithSource(comparison, landed);
  const stage = `cohort_sync_stage_verify_${run}_${table}`;
  const deeply = deep ? await compareDeeply({ ...comparison, pool, stage, timeZone, signal }, landed) : [];
  return landed.map(({ landing, state, files }, index): TableOutcome => {
    const groups = deeply[index] ?? [];
    if (groups instanceof IntegrityError) return { landing, table, error: groups };
    const verified = {
      table,
      version: state.version,
      rows: [...state.files.values()].reduce((rows, file) => rows + file.rows, 0n),
      filesRead: files.length,
      files: state.files.size,
      differences: (slices[index]?.length ?? 0) + groups.length,
    };
    return { landing, table, verified };
  });
}
