import { IntegrityError } from '../errors.ts';
import { cohortTables } from '../landing/cohort-tables.ts';
import { newestNamed, openTable } from '../landing/delta-log.ts';
import { isLogBroken, logBroken } from '../landing/log-error.ts';
import { commitPath, type TableAddress } from '../landing/paths.ts';
import { rebuildTable } from '../landing/rebuild-table.ts';
import { latestSnapshot } from '../landing/snapshot.ts';
import { type ForeignTable, foreignCommit, type TableState } from '../landing/table-state.ts';
import type { Overrides } from '../override/overrides.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { lostFirst } from '../verify/lost-first.ts';

/** For whom it is read: a dry run, and a job that joins a run, build nothing anew. */
interface Asking {
  readonly stores: { readonly landing: BlobStore };
  readonly overrides: Overrides;
  readonly run: string;
  readonly dryRun: boolean;
  readonly joins?: boolean;
}

/**
 * Every table of the registry that has landed of a cohort, approved now or once; built anew where an owner asked for that.
 * @throws IntegrityError FOREIGN_COMMIT, LANDING_LOG_BROKEN, of all tables together, each under a finding that an owner can answer
 */
export async function landedTables(
  { stores, overrides, run, dryRun, joins = false }: Asking,
  cohort: string,
  revision: number,
): Promise<ReadonlyMap<string, TableState>> {
  const { landing } = stores;
  const rebuilds = dryRun || joins ? [] : await overrides.pending('rebuild');
  const answers = rebuilds.filter((each) => each.cohort === cohort);
  const snapshot = await latestSnapshot(landing, cohort);
  // All of them are opened, so that one run names every table that somebody broke.
  const addresses = await cohortTables(landing, cohort, Object.keys(snapshot?.tables ?? {}));
  const outcomes = await Promise.allSettled(
    addresses.map(async (address) => {
      const { table } = address;
      const answer = answers.find((each) => each.table === table);
      const floor = snapshot?.tables[table]?.version ?? -1;
      if (answer !== undefined && (floor >= 0 || (await newestNamed(landing, address)) >= 0)) {
        await overrides.use(answer);
        return [await rebuildTable(landing, address, run, revision, floor)];
      }
      const found = await openWhole(landing, overrides, address, floor);
      if (found === undefined) return [];
      return [found.foreign ? await refuseForeign(overrides, found) : found];
    }),
  );
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  if (failures.length > 0) throw lostFirst(failures);
  const opened = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
  return new Map(opened.map((table) => [table.table, table]));
}

/** Opens a table that has all versions up to the one that readers are told to read; one that has not, under a finding. */
async function openWhole(
  landing: BlobStore,
  overrides: Overrides,
  address: TableAddress,
  floor: number,
): Promise<TableState | ForeignTable | undefined> {
  try {
    const found = await openTable(landing, address);
    if ((found?.version ?? -1) < floor)
      throw logBroken(commitPath(address, floor), 'the latest snapshot names this version, and it is gone');
    return found;
  } catch (error) {
    if (!(error instanceof IntegrityError) || !isLogBroken(error)) throw error;
    const { code, message, remedy } = error;
    const seen = { newest: await newestNamed(landing, address), what: message };
    const [answer] = await overrides.find([{ code, override: 'rebuild', ...address, seen }]);
    const findings = answer?.name === undefined ? [] : [answer.name];
    throw new IntegrityError(message, { code, remedy, findings, cause: error });
  }
}

async function refuseForeign(overrides: Overrides, found: ForeignTable): Promise<never> {
  const { cohort, table, version, operation } = found;
  const seen = { version, operation };
  const [answer] = await overrides.find([
    { code: 'FOREIGN_COMMIT', override: 'rebuild', cohort, table, seen },
  ]);
  throw foreignCommit(found, answer?.name === undefined ? [] : [answer.name]);
}
