import { CohortSyncError } from '../../src/errors.ts';
import { DAY, HOUR, type Instant, parseInstant, WEEK } from '../../src/instant.ts';
import { addCohort, allowed, amend, change, firstLoads } from './changes.ts';
import { count, type Operation, type Seen } from './fault-points.ts';
import { type HistoryWorld, openHistoryWorld, settledClock } from './history-world.ts';
import {
  type Base,
  type Bases,
  baseAfter,
  judgeCommit,
  judgeErasure,
  judgeLanding,
  judgePublished,
  judgeSnapshot,
  judgeVerified,
  type KnownSnapshot,
  type SeenCommit,
} from './judgement.ts';
import { expireLeases, type Fault, type RunningProcess, startProcess } from './running-process.ts';
import type { SourceAccess } from './source-access.ts';
import { PERSONS, type Table } from './source-rows.ts';
import type { Interlude, Step } from './step.ts';

/** Lives through a history, judging after each run, and ends it with runs that no fault strikes. */
export async function live(source: SourceAccess, steps: readonly Step[], seen: Seen): Promise<void> {
  const world = await openHistoryWorld(source);
  const history = new History(world, seen);
  try {
    firstLoads(world);
    await addCohort(world, 2 + (steps.length % 5) * 11);
    await history.begin();
    for (const step of steps) await history.take(step);
    await history.end();
    seen.histories += 1;
  } finally {
    await world.close();
  }
}

interface RunSettings {
  readonly operation: Operation;
  readonly full: boolean;
  readonly fault?: Fault | undefined;
  readonly interlude?: Interlude | undefined;
}

/** How a run ended; undefined for one that was killed. */
interface Ended {
  readonly process: RunningProcess;
  readonly exitCode: number;
  readonly codes: readonly string[];
  readonly until: Instant | undefined;
  /** Cohorts that the run says are as they should be. */
  readonly done: readonly string[];
  readonly withdrawn: ReadonlySet<bigint>;
  /** What the landings were based upon when it began. */
  readonly bases: Bases;
}

class History {
  readonly #world: HistoryWorld;
  readonly #seen: Seen;
  readonly #bases = new Map<string, Base>();
  readonly #commits: SeenCommit[] = [];
  readonly #withdrawnAt = new Map<RunningProcess, ReadonlySet<bigint>>();
  readonly #snapshots = new Map<string, KnownSnapshot[]>();
  readonly #processes = new Set<RunningProcess>();

  constructor(world: HistoryWorld, seen: Seen) {
    this.#world = world;
    this.#seen = seen;
  }

  /** Most of what can go wrong needs something that has landed. */
  async begin(): Promise<void> {
    await this.#world.push();
    this.#world.setClock(settledClock(this.#world.sunday));
    await this.#alone('sync', false);
  }

  async take(step: Step): Promise<void> {
    const world = this.#world;
    this.#seen.steps += 1;
    world.sunday += step.weeks === 0 ? DAY : BigInt(step.weeks) * WEEK;
    for (const each of step.changes) change(world, each);
    for (const each of step.amendments) await amend(world, each);
    await world.push();
    world.setClock(step.loading ? world.sunday + HOUR : settledClock(world.sunday));
    this.#expireAll();
    const { operation, full, interlude, fault } = step;
    const settings = { operation, full, interlude, fault };
    if (step.twin) {
      this.#seen.overlapping += 1;
      await Promise.all([
        this.#run({ operation, full }),
        this.#run({ operation: interlude.operation, full }),
      ]);
      await this.#judgeAll();
      return;
    }
    const ended = await this.#run(settings);
    await this.#judge(ended, settings, step.loading ? WHILE_LOADING : NOTHING);
  }

  /** Whatever happened: a sync without faults succeeds, a purge leaves nothing, and both sides are then the same to the last row. */
  async end(): Promise<void> {
    const world = this.#world;
    this.#expireAll();
    world.setClock(settledClock(world.sunday));
    await this.#alone('sync', false);
    await this.#alone('purge', false);
    await this.#alone('sync', true);
    const { exitCode, codes } = await this.#run({ operation: 'verify', full: true });
    if (exitCode !== 0) throw new Error(`a deep verification found ${codes.join(', ')}`);
  }

  async #alone(operation: Operation, full: boolean): Promise<void> {
    const settings = { operation, full };
    await this.#judge(await this.#run(settings), settings, NOTHING);
  }

  async #run({ operation, full, fault, interlude }: RunSettings): Promise<Ended> {
    const world = this.#world;
    this.#seen.runs += 1;
    let beside: Promise<unknown> = Promise.resolve();
    let misjudged: unknown;
    const process = startProcess({
      operation,
      fault,
      outside: world.outside((by, path) => this.#committed(by, path)),
      whileAsleep: async () => {
        this.#seen.overlapping += 1;
        const other = this.#interlude(interlude, fault?.kind === 'asleep');
        // The product would take it for a fault of the outside.
        beside = other.catch((error: unknown) => {
          misjudged = error;
        });
        await beside;
      },
    });
    this.#processes.add(process);
    this.#withdrawnAt.set(process, new Set(world.withdrawn));
    const ended = await this.#perform(process, operation, full);
    await beside;
    if (misjudged !== undefined) throw misjudged;
    if (process.struck !== undefined) {
      count(this.#seen.faults, `${operation} × ${process.struck.point}`);
      count(this.#seen.kinds, process.struck.kind);
    }
    return ended;
  }

  async #perform(process: RunningProcess, operation: Operation, full: boolean): Promise<Ended> {
    const world = this.#world;
    const withdrawn = new Set(world.withdrawn);
    const bases = new Map(this.#bases);
    const failed = (error: unknown): Ended => {
      if (!(error instanceof CohortSyncError)) throw error;
      return {
        process,
        exitCode: error.exitCode,
        codes: [error.code],
        until: undefined,
        done: [],
        withdrawn,
        bases,
      };
    };
    if (operation === 'sync') {
      return world.sync(process, full).then(({ report, exitCode }) => {
        const { cohorts, frontier } = report;
        const done = cohorts.filter(({ state }) => state === 'synced' || state === 'unchanged');
        return {
          process,
          exitCode,
          codes: cohorts.flatMap(({ problem }) => problem?.code ?? []),
          until: frontier === null ? undefined : (parseInstant(frontier) ?? 0n) + 1n,
          done: done.map(({ cohort }) => cohort),
          withdrawn,
          bases,
        };
      }, failed);
    }
    const run = operation === 'purge' ? world.purge(process) : world.verify(process, full);
    return run.then(
      ({ report, exitCode }) => ({
        process,
        exitCode,
        codes: report.cohorts.flatMap(({ problem }) => problem?.code ?? []),
        until: undefined,
        done: report.cohorts
          .filter(({ state }) => state === 'verified' || state === 'purged' || state === 'nothing')
          .map(({ cohort }) => cohort),
        withdrawn,
        bases,
      }),
      failed,
    );
  }

  /** Others act while a run sleeps; what they achieve is judged before it wakes, where it does sleep. */
  async #interlude(interlude: Interlude | undefined, sleeps: boolean): Promise<void> {
    if (interlude === undefined) return;
    const { operation, amendments } = interlude;
    for (const each of amendments) await amend(this.#world, each);
    const settings = { operation, full: false };
    const ended = await this.#run(settings);
    if (sleeps) await this.#judge(ended, settings, BESIDE_A_SLEEPER);
  }

  #committed(process: RunningProcess, path: string): void {
    const [, id = '', table = ''] = path.split('/');
    const cohort = this.#world.cohorts.find((each) => each.id === id);
    if (process.operation === 'sync') {
      const { rows, sunday } = this.#world;
      const name = `${id}/${table}`;
      this.#bases.set(name, baseAfter(this.#bases.get(name), rows[table as Table], sunday));
    }
    this.#seen.commits += 1;
    const withdrawn = this.#withdrawnAt.get(process) ?? new Set();
    this.#commits.push({ process, path, withdrawn, erased: new Set(cohort?.erased) });
  }

  /** What every run is judged by, whatever became of it. */
  async #judgeAll(): Promise<void> {
    for (const commit of this.#commits.splice(0)) await judgeCommit(this.#world, commit);
    for (const cohort of this.#world.cohorts) await this.#judgeSnapshotOf(cohort.id);
  }

  async #judgeSnapshotOf(id: string): Promise<KnownSnapshot | undefined> {
    const cohort = this.#world.cohorts.find((each) => each.id === id);
    if (cohort === undefined) return undefined;
    const known = this.#snapshots.get(id) ?? [];
    const snapshot = await judgeSnapshot(this.#world, cohort, known);
    if (snapshot === undefined || known.some(({ number }) => number === snapshot.number)) return snapshot;
    this.#seen.snapshots += 1;
    this.#snapshots.set(id, [...known, snapshot]);
    return snapshot;
  }

  async #judge(ended: Ended, settings: RunSettings, excuses: ReadonlySet<string>): Promise<void> {
    await this.#judgeAll();
    const { process, exitCode, codes } = ended;
    const alone = process.struck?.kind !== 'asleep' && process.struck?.kind !== 'overtaken';
    if (process.isKilled || !alone) return;
    // Told of a cohort that is over, and no run is red for it.
    const red = codes.filter((code) => code !== 'COHORT_REVOKED');
    const waits = red.length > 0 && red.every((code) => excuses.has(code));
    const differs = settings.operation === 'verify' && exitCode === 1;
    if (process.struck === undefined && exitCode !== 0 && !waits && !differs)
      throw new Error(`${settings.operation} without a fault ended with ${exitCode}: ${codes.join(', ')}`);
    if (settings.operation === 'sync') await this.#judgeSync(ended, settings.full);
    if (settings.operation === 'purge' && exitCode === 0) await this.#judgePurge();
    if (settings.operation === 'verify' && process.struck === undefined)
      await this.#judgeVerify(ended, settings.full);
  }

  async #judgeSync(ended: Ended, full: boolean): Promise<void> {
    const world = this.#world;
    const { until, done, withdrawn, bases } = ended;
    if (until === undefined) return;
    let equal = true;
    for (const cohort of world.cohorts.filter(({ id }) => done.includes(id))) {
      const by = { until, full, bases };
      if (await judgeLanding(world, cohort, by)) this.#believe(cohort.id);
      else equal = false;
      const snapshot = await this.#judgeSnapshotOf(cohort.id);
      if (snapshot === undefined) throw new Error(`no snapshot of ${cohort.id} after a sync`);
      judgePublished(world, cohort, snapshot, by, withdrawn);
    }
    if (equal) return;
    // Only a comparison of all history promises to find these: it must.
    this.#seen.hidden += 1;
    const { codes } = await this.#run({ operation: 'verify', full: true });
    if (!codes.includes('LANDING_DIFFERS')) throw new Error('a deep verification missed a difference');
    await this.#alone('sync', true);
  }

  #believe(id: string): void {
    this.#seen.equalLandings += 1;
    for (const [name, base] of this.#bases)
      if (name.startsWith(`${id}/`)) this.#bases.set(name, { ...base, doubted: false });
  }

  async #judgePurge(): Promise<void> {
    const world = this.#world;
    this.#seen.purges += 1;
    await judgeErasure(world);
    for (const cohort of world.cohorts) {
      const stays = allowed(world, cohort);
      for (const person of PERSONS) if (!stays.has(person)) cohort.erased.add(person);
    }
  }

  /** What a deep verification vouches for is what the source holds, for persons who are approved. */
  async #judgeVerify({ done }: Ended, deep: boolean): Promise<void> {
    const world = this.#world;
    for (const cohort of deep ? world.cohorts.filter(({ id }) => done.includes(id)) : []) {
      const snapshot = await this.#judgeSnapshotOf(cohort.id);
      if (snapshot !== undefined) judgeVerified(world, cohort, snapshot);
    }
  }

  #expireAll(): void {
    for (const process of this.#processes) expireLeases(process);
    this.#processes.clear();
  }
}

/** Errors that a run without a fault may end with. */
const NOTHING: ReadonlySet<string> = new Set();

/** Nothing may have settled, or a table that is being written again be empty below the frontier. */
const WHILE_LOADING: ReadonlySet<string> = new Set(['SOURCE_NOT_SETTLED', 'TABLE_EMPTIED']);

/** What a sleeper does beside the one thing that it sleeps over goes on: it may take the lease of another cohort. */
const BESIDE_A_SLEEPER: ReadonlySet<string> = new Set([...WHILE_LOADING, 'COHORT_BUSY']);
