import { readChain } from '../approval/approval-chain.ts';
import { policyInForce, standing } from '../approval/policy-in-force.ts';
import { type CohortFile, type CohortFileResult, readCohortFiles } from '../cohort/cohort-file.ts';
import { readRoster } from '../cohort/roster.ts';
import { readWithdrawals } from '../cohort/withdrawals.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { Stores } from '../configuration/stores.ts';
import { IntegrityError } from '../errors.ts';
import { DAY, type Instant } from '../instant.ts';
import { openTable } from '../landing/delta-log.ts';
import { listOrphans } from '../landing/orphans.ts';
import { latestSnapshot } from '../landing/snapshot.ts';
import { requireOurs } from '../landing/table-state.ts';
import { DEFAULT_TABLES, OMOP_TABLES } from '../omop/tables.ts';
import type { Examination, Found } from './examination.ts';

/** The cohort files that can be read; none when the directory cannot. */
export async function checkCohortFiles(
  examination: Examination,
  { cohorts }: Configuration,
): Promise<readonly CohortFileResult[]> {
  const files = await examination.check('cohorts', 'files', async () => {
    const value = await readCohortFiles(cohorts);
    return { value, message: `${value.length} found` };
  });
  return files ?? [];
}

/** The tables that cohort files name; the default ones where there is no cohort yet. */
export function wantedTables(files: readonly CohortFileResult[]): ReadonlySet<string> {
  const named = files.flatMap((file): readonly string[] => ('error' in file ? [] : file.cohort.tables));
  return new Set(named.length === 0 ? DEFAULT_TABLES : named);
}

/** Withdrawals, and per cohort: its file, the head of its approvals, its roster, and what lies about in its landing. */
export async function checkCohorts(
  examination: Examination,
  stores: Stores,
  configuration: Configuration,
  files: readonly CohortFileResult[],
  now: Instant,
): Promise<void> {
  await examination.check('cohorts', 'withdrawals', async () => {
    const { files: lists } = await readWithdrawals(stores.withdrawals);
    return { value: undefined, message: `${lists} list(s), all readable` };
  });
  for (const file of files) {
    const name = file.id ?? file.file;
    const approved = await examination.check('cohorts', name, () =>
      admissible(stores, configuration, file, now),
    );
    if (approved) await examination.check('cohorts', `${name} landing`, () => tidy(stores, name, now));
  }
}

async function admissible(
  stores: Stores,
  configuration: Configuration,
  file: CohortFileResult,
  now: Instant,
): Promise<Found<boolean>> {
  if ('error' in file) throw file.error;
  const chain = await readChain(stores.approvals, file.id);
  await requireWholeChain(stores, file, chain.length);
  const head = await standing(chain, file, now, () => policyInForce(stores.approvals, configuration));
  if (head.state === 'suspended' || head.state === 'revoked' || head.state === 'expired') {
    return { value: false, message: `${head.state}, so it is not read` };
  }
  if (head.state !== 'approved') throw head.error;
  const { persons } = await readRoster(stores.rosters, file.cohort);
  const { sequence } = head.approval;
  return {
    value: true,
    message: `approved as revision ${sequence}; roster of ${persons.length} persons verified`,
  };
}

/** A chain whose newest records were taken away is whole in itself: only what was landed under them remembers. */
async function requireWholeChain({ landing }: Stores, { id }: CohortFile, length: number): Promise<void> {
  const snapshot = await latestSnapshot(landing, id);
  if (snapshot === undefined || snapshot.revision <= length) return;
  throw new IntegrityError(
    `The landing of cohort ${id} stands at revision ${snapshot.revision}, its approvals end at ${length}.`,
    {
      code: 'APPROVAL_CHAIN_SHORT',
      remedy: 'Find out who removed approval records, and restore them from the versions of the container.',
    },
  );
}

/** Files that failed runs left behind; those of a running one are younger than a day. */
async function tidy({ landing }: Stores, cohort: string, now: Instant): Promise<Found<undefined>> {
  let files = 0;
  let bytes = 0;
  for (const { name } of OMOP_TABLES) {
    const address = { cohort, table: name };
    const table = await openTable(landing, address);
    const orphans = await listOrphans(landing, address, table && requireOurs(table));
    for (const { kind, size, modified } of orphans) {
      if (kind !== 'unclaimed' || BigInt(modified) * 1000n > now - DAY) continue;
      files += 1;
      bytes += size;
    }
  }
  if (files === 0) return { value: undefined, message: 'no files are left over' };
  return {
    value: undefined,
    message: `${files} file(s) of failed runs are left over (${bytes} bytes); no reader sees them`,
    warning: { code: 'ORPHAN_FILES', remedy: 'Have them removed by a purge; nothing refers to them.' },
  };
}
