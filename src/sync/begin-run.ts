import { readCohortFiles } from '../cohort/cohort-file.ts';
import { readWithdrawals } from '../cohort/withdrawals.ts';
import { openStores, type Stores } from '../configuration/stores.ts';
import { runnerNow } from '../instant.ts';
import { checkAccepted, type Overrides, openOverrides } from '../override/overrides.ts';
import type { StoredPlan } from '../plan/stored-plan.ts';
import type { PlannedCohort } from '../plan/stored-run.ts';
import { abandonedLandings } from './abandoned-landings.ts';
import { type Admission, admitCohorts } from './admit.ts';
import { checkTables, chooseCohorts } from './choose-cohorts.ts';
import { type OpenRun, openRun, openTools, type RunContext } from './open-run.ts';
import { prepare } from './prepare.ts';
import { noteOf, problemOf } from './problem.ts';
import { lostHold, type ReadyCohort } from './ready-cohort.ts';
import { recordFailure } from './record-run.ts';
import { newRun } from './run-id.ts';
import { sweepFirst } from './sweep-first.ts';

export interface SyncOptions {
  /** Only these cohorts; all when empty. */
  readonly cohorts: readonly string[];
  /** Only these tables; all approved ones when empty. */
  readonly tables: readonly string[];
  readonly dryRun: boolean;
  /** Compare all history, not only what changed since the last sync by all appearances. */
  readonly full?: boolean;
  /** Findings whose override must be approved and unused; an approved one that is not named here is used all the same. */
  readonly accept?: readonly string[];
  /** Aborted when the run is to end at the next safe place. */
  readonly signal?: AbortSignal;
}

/** How a run goes on once it is planned. */
export interface Going {
  readonly run: string;
  /** By other jobs: then this process moves no row. */
  readonly elsewhere: boolean;
}

/**
 * Begins a run: admits the cohorts, takes their leases, and plans what is to be moved. The caller transfers and finishes, or
 * leaves that to other jobs.
 * @throws what stops the run as a whole, once a report of it is stored; then nothing is held, and nothing staged
 */
export async function beginRun(context: RunContext, options: SyncOptions, going?: Going): Promise<OpenRun> {
  checkTables(options.tables);
  const { configuration, env } = context;
  const startedAt = runnerNow();
  const run = going?.run ?? newRun(startedAt);
  const stores = openStores(configuration, env);
  await checkAccepted(stores, options.accept ?? []);
  const files = chooseCohorts(await readCohortFiles(configuration.cohorts), options.cohorts);
  const { dryRun } = options;
  const blank: StoredPlan = {
    run,
    startedAt,
    dryRun,
    everyCohort: options.cohorts.length === 0,
    everyTable: options.tables.length === 0,
    ...{ until: null, sources: [], warnings: [], cohorts: [], tables: [], stages: [] },
  };
  const moves = !dryRun && going?.elsewhere !== true;
  const policy = configuration.approvals;
  const overrides = openOverrides({ ...stores, policy, run, dryRun });
  const admission = await recorded(stores, blank, async () => {
    const { persons: withdrawn } = await readWithdrawals(stores.withdrawals);
    return admitCohorts({ stores, configuration, files, withdrawn, now: startedAt, dryRun, run, overrides });
  });
  try {
    announce(context, admission.held);
    context.log({ kind: 'run-started', run, cohorts: admission.ready.length });
    const abandoned = await recorded(stores, blank, async () =>
      blank.everyCohort ? abandonedLandings(stores.landing, files, overrides) : new Map<string, unknown>(),
    );
    announce(context, abandoned);
    const others = notReady(admission, new Map([...admission.held, ...abandoned]));
    const plan = { ...blank, cohorts: others };
    const begun = { plan, stores, cohorts: admission.ready, problems: new Map(), tools: undefined };
    if (admission.ready.length === 0) return openRun(context, admission, begun);
    return await planRun(context, { ...options, moves }, admission, begun, overrides);
  } catch (error) {
    await admission.release();
    throw error;
  }
}

type Begun = Pick<OpenRun, 'plan' | 'stores' | 'cohorts' | 'problems'>;

async function planRun(
  context: RunContext,
  options: SyncOptions & { readonly moves: boolean },
  admission: Admission,
  begun: Begun,
  overrides: Overrides,
): Promise<OpenRun> {
  const { configuration, log, signal } = context;
  const { plan, stores } = begun;
  return recorded(stores, plan, async () => {
    const tools = await openTools(context, stores, plan.run, 'end');
    try {
      await sweepFirst({ ...tools, ...stores, now: runnerNow() }, log);
      const { held, ready, ...prepared } = await prepare({
        ...tools,
        run: plan.run,
        cohorts: begun.cohorts,
        landing: stores.landing,
        log,
        limits: configuration.limits,
        timeZone: configuration.source.timeZone,
        rowsPerSlice: configuration.transfer.rowsPerSlice,
        overrides,
        ...(options.tables.length === 0 ? {} : { tables: options.tables }),
        dryRun: options.dryRun,
        full: options.full ?? false,
        ...(options.moves ? { onStage: () => void tools.pool.warm() } : {}),
        ...(signal === undefined ? {} : { signal }),
      });
      const planned = ready.map((cohort) => plannedCohort(cohort, held));
      const whole = { ...plan, ...prepared, cohorts: [...planned, ...plan.cohorts] };
      return openRun(context, admission, { ...begun, cohorts: ready, plan: whole, tools });
    } catch (failure) {
      const lost = options.dryRun ? undefined : lostHold(...admission.ready);
      await tools.close('end');
      throw lost ?? failure;
    }
  });
}

/** Does a part of the beginning; what stops the run there is kept in a report before it is thrown on. */
async function recorded<T>(stores: Stores, plan: StoredPlan, part: () => Promise<T>): Promise<T> {
  try {
    return await part();
  } catch (error) {
    await recordFailure(stores, plan, error);
    throw error;
  }
}

function announce({ log }: RunContext, stopped: ReadonlyMap<string, unknown>): void {
  for (const [cohort, error] of stopped) log({ kind: 'cohort-held', cohort, ...noteOf(error) });
}

function plannedCohort(
  { cohort, revision, persons, groups, removed }: ReadyCohort,
  held: ReadonlyMap<string, unknown>,
): PlannedCohort {
  const known = {
    ...{ cohort, revision, persons, groups: groups.map(({ group, key }) => ({ group, key })) },
    ...(removed === undefined ? {} : { removed: { ...removed, tables: [...removed.tables] } }),
  };
  if (!held.has(cohort)) return { ...known, state: 'ready', problem: null };
  return { ...known, state: 'held', problem: problemOf(held.get(cohort)) };
}

function notReady({ inactive }: Admission, stopped: ReadonlyMap<string, unknown>): readonly PlannedCohort[] {
  const unknown = { revision: null, persons: null, groups: [] };
  return [
    ...inactive.map(({ cohort, error }) => ({
      ...unknown,
      cohort,
      state: 'inactive' as const,
      problem: problemOf(error),
    })),
    ...[...stopped].map(([cohort, error]) => ({
      ...unknown,
      cohort,
      state: 'held' as const,
      problem: problemOf(error),
    })),
  ];
}
