import { readCohortFiles } from '../cohort/cohort-file.ts';
import { readWithdrawals } from '../cohort/withdrawals.ts';
import { openStores } from '../configuration/stores.ts';
import { runnerNow } from '../instant.ts';
import { openOverrides } from '../override/overrides.ts';
import type { StoredPlan } from '../plan/stored-plan.ts';
import type { PlannedCohort } from '../plan/stored-run.ts';
import { type Admission, admitCohorts } from './admit.ts';
import { type OpenRun, openRun, openTools, type RunContext } from './open-run.ts';
import { noteOf } from './problem.ts';
import type { ReadyCohort } from './ready-cohort.ts';
import { planOutdated } from './resume.ts';
import { readPlan } from './run-store.ts';

/**
 * Joins a run that another job planned: of the cohorts it is to work for, each is admitted anew by what is approved and
 * withdrawn now, and goes on only where that is what was planned upon. The plan is not believed: it can narrow, never widen.
 *
 * @param shard the shard to transfer; all cohorts of the run when absent
 * @throws ConfigurationError RUN_UNKNOWN, RemoteError RUN_OVER
 */
export async function joinRun(context: RunContext, run: string, shard?: number): Promise<OpenRun> {
  const { configuration, env, log } = context;
  const stores = openStores(configuration, env);
  const plan = await readPlan(stores.landing, run);
  const wanted = cohortsOf(plan, shard);
  const ids = new Set(wanted.map(({ cohort }) => cohort));
  const files = (await readCohortFiles(configuration.cohorts)).filter(
    ({ id }) => id !== undefined && ids.has(id),
  );
  const { persons: withdrawn } = await readWithdrawals(stores.withdrawals);
  const { dryRun } = plan;
  const overrides = openOverrides({ ...stores, policy: configuration.approvals, run, dryRun });
  // The hold comes first: what is held together is the run, and a run that is over must not take leases again.
  const tools = wanted.length === 0 ? undefined : await openTools(context, stores, run, 'leave');
  try {
    const now = runnerNow();
    const admission = await admitCohorts({
      stores,
      configuration,
      files,
      withdrawn,
      now,
      dryRun,
      run,
      overrides,
      joins: true,
    });
    const { cohorts, problems } = stillAsPlanned(wanted, admission);
    for (const [cohort, error] of problems) log({ kind: 'cohort-held', cohort, ...noteOf(error) });
    return openRun(context, admission, { plan, stores, cohorts, problems, tools });
  } catch (error) {
    await tools?.close('leave');
    throw error;
  }
}

function cohortsOf(plan: StoredPlan, shard: number | undefined): readonly PlannedCohort[] {
  const ready = plan.cohorts.filter(({ state }) => state === 'ready');
  if (shard === undefined) return ready;
  const given = new Set(plan.tables.filter((each) => each.shard === shard).map((each) => each.plan.cohort));
  return ready.filter(({ cohort }) => given.has(cohort));
}

/** The planned cohorts whose approval and persons are the planned ones; why each of the others is not. */
function stillAsPlanned(
  planned: readonly PlannedCohort[],
  { ready, inactive, held }: Admission,
): { readonly cohorts: readonly ReadyCohort[]; readonly problems: ReadonlyMap<string, unknown> } {
  const cohorts = ready.filter((cohort) => planned.some((each) => isAsPlanned(each, cohort)));
  const going = new Set(cohorts.map(({ cohort }) => cohort));
  const ended = new Map(inactive.map(({ cohort, error }) => [cohort, error]));
  const stopped = planned.filter(({ cohort }) => !going.has(cohort));
  const problems = stopped.map(
    ({ cohort }) => [cohort, held.get(cohort) ?? ended.get(cohort) ?? planOutdated(cohort)] as const,
  );
  return { cohorts, problems: new Map(problems) };
}

function isAsPlanned(planned: PlannedCohort, { cohort, revision, groups }: ReadyCohort): boolean {
  const persons = (list: readonly PlannedCohort['groups'][number][]): string =>
    list.map(({ group, key }) => `${group}:${key}`).join();
  return (
    planned.cohort === cohort && planned.revision === revision && persons(planned.groups) === persons(groups)
  );
}
