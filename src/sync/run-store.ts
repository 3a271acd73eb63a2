import { z } from 'zod';
import type { Stores } from '../configuration/stores.ts';
import { ConfigurationError, IntegrityError } from '../errors.ts';
import { DAY, type Instant } from '../instant.ts';
import { count } from '../landing/coverage-codec.ts';
import { RUNS_FOLDER, runPath } from '../landing/paths.ts';
import { decodePlan, encodePlan, type StoredPlan } from '../plan/stored-plan.ts';
import { storedProblem } from '../plan/stored-run.ts';
import { toJson } from '../report/exact-json.ts';
import { ifOver } from '../sandbox/run-hold.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { TableResult } from './transfer-tables.ts';

/**
 * What the jobs of one run hand to each other: the plan, and what each shard came to. It lies beside the landings, where the
 * sync's identity alone may write, and goes when the run is finished, or found to be dead.
 */

export async function storePlan(landing: BlobStore, plan: StoredPlan): Promise<void> {
  await landing.putIfAbsent(planPath(plan.run), new TextEncoder().encode(encodePlan(plan).text));
}

/** @throws ConfigurationError RUN_UNKNOWN, IntegrityError RUN_PLAN_BROKEN */
export async function readPlan(landing: BlobStore, run: string): Promise<StoredPlan> {
  const blob = await landing.read(planPath(run));
  if (blob === undefined) throw runUnknown();
  const plan = decodePlan(new TextDecoder().decode(blob.content), run);
  if (plan === undefined) throw planBroken();
  return plan;
}

const figure = z.int().nonnegative();
const table = z.strictObject({
  cohort: z.string(),
  table: z.string(),
  landed: z.strictObject({
    version: figure.nullable(),
    rows: z.union([figure.transform(BigInt), count]),
    slices: figure,
    files: figure,
    bytes: figure,
    persons: figure,
  }),
  problem: storedProblem.nullable(),
});
const result = z.strictObject({ format: z.literal(1), tables: z.array(table) });

/** Replaces what an earlier try of the shard came to. */
export async function storeResults(
  landing: BlobStore,
  run: string,
  shard: number,
  results: readonly TableResult[],
): Promise<void> {
  const tables = results.map(({ landed: { state: _, ...landed }, ...rest }) => ({ ...rest, landed }));
  await landing.put(shardPath(run, shard), new TextEncoder().encode(toJson({ format: 1, tables })));
}

/** What all shards came to; nothing of one that did not come to its end. */
export async function readResults(landing: BlobStore, plan: StoredPlan): Promise<readonly TableResult[]> {
  const stored = await Promise.all(
    shardsOf(plan).map(async (shard) => {
      const blob = await landing.read(shardPath(plan.run, shard));
      if (blob === undefined) return [];
      const { tables } = result.parse(JSON.parse(new TextDecoder().decode(blob.content)));
      return tables.map((each): TableResult => ({ ...each, landed: { ...each.landed, state: undefined } }));
    }),
  );
  return stored.flat();
}

/** The run is finished: its plan goes last, so that a finish that dies can be tried again. */
export async function forgetRun(landing: BlobStore, plan: StoredPlan): Promise<void> {
  await Promise.all(shardsOf(plan).map((shard) => landing.delete(shardPath(plan.run, shard))));
  await landing.delete(planPath(plan.run));
}

/**
 * Forgets the plans of runs that died before they were finished, once no job of theirs can come any more. A run without a
 * cohort to read holds nothing, so that its plan's age counts as well.
 * @returns how many runs were forgotten
 */
export async function forgetDeadRuns(
  { landing, diagnostics }: Pick<Stores, 'landing' | 'diagnostics'>,
  now: Instant,
): Promise<number> {
  const left = new Map<string, { readonly paths: string[]; newest: Instant }>();
  for await (const { path, modified } of landing.list(RUNS_FOLDER)) {
    const run = /^(\d{8}t\d{6}_[0-9a-f]{8})\/[^/]+$/.exec(path.slice(RUNS_FOLDER.length))?.[1];
    if (run === undefined) continue;
    const found = left.get(run) ?? { paths: [], newest: 0n };
    found.paths.push(path);
    const written = BigInt(modified) * 1000n;
    if (written > found.newest) found.newest = written;
    left.set(run, found);
  }
  let forgotten = 0;
  for (const [run, { paths, newest }] of left) {
    if (newest > now - DAY) continue;
    const over = await ifOver(diagnostics, run, now, async () => {
      await Promise.all(paths.map((path) => landing.delete(path)));
    });
    if (over) forgotten += 1;
  }
  return forgotten;
}

/** Numbers of the shards, ascending. */
export function shardsOf({ tables }: StoredPlan): readonly number[] {
  const shards = new Set(tables.flatMap(({ shard }) => shard ?? []));
  return [...shards].sort((a, b) => a - b);
}

function planPath(run: string): string {
  return runPath(run, 'plan.json');
}

function shardPath(run: string, shard: number): string {
  return runPath(run, `shard-${shard}.json`);
}

function runUnknown(): ConfigurationError {
  return new ConfigurationError('There is no plan of that run: it was never made, or the run is finished.', {
    code: 'RUN_UNKNOWN',
    remedy: 'Start a new run: what was committed stands, and it goes on from there.',
  });
}

function planBroken(): IntegrityError {
  return new IntegrityError('The stored plan of the run is not as it was written.', {
    code: 'RUN_PLAN_BROKEN',
    remedy: 'Find out who else writes to the landing container; then start a new run.',
  });
}
