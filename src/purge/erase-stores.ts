import type { ApprovalChain } from '../approval/approval-chain.ts';
import { subtract } from '../cohort/person-set.ts';
import { decodeRoster } from '../cohort/roster-form.ts';
import type { Stores } from '../configuration/stores.ts';
import { DAY, type Instant } from '../instant.ts';
import type { Members } from '../landing/assign-groups.ts';
import { membersFolder } from '../landing/paths.ts';
import { listRuns } from '../report/stored-reports.ts';
import { ownerOf } from '../staging/staging.ts';
import type { Erased, Journal } from './journal.ts';
import type { Scope } from './purge-due.ts';

export interface StoresErasure {
  readonly stores: Stores;
  readonly cohort: string;
  readonly scope: Scope;
  readonly chain: ApprovalChain;
  /** As the index names them now. */
  readonly members: Members;
  readonly journal: Journal;
  readonly now: Instant;
  /** How long a roster may wait for its approval. */
  readonly grace: bigint;
  readonly assertHeld: () => void;
}

export interface RostersErased {
  /** Rosters that nobody approved yet, and that may name somebody who is erased. */
  readonly waiting: number;
}

/**
 * Erases rosters that an approval superseded, and those that nobody approved within the grace; all of them when the cohort
 * goes. One that was sealed lately may be waiting for its approval, and stays.
 */
export async function eraseRosterFiles(erasure: StoresErasure): Promise<RostersErased> {
  const { doomed, waiting } = await sortRosters(erasure);
  await erase(erasure, 'rosters', 'roster', doomed);
  return { waiting };
}

type Rosters = Pick<StoresErasure, 'stores' | 'cohort' | 'scope' | 'chain' | 'now' | 'grace'>;

/** Whether a roster that is to go names somebody who may not stay: then it is to go now. */
export async function oldRosterNamesOthers(rosters: Rosters, mayStay: BigInt64Array): Promise<boolean> {
  for (const path of (await sortRosters(rosters)).doomed) {
    const blob = await rosters.stores.rosters.read(path);
    const persons = blob && decodeRoster(blob.content);
    // One that cannot be read may name anybody.
    if (persons === undefined || subtract(persons, mayStay).length > 0) return true;
  }
  return false;
}

async function sortRosters({ stores, cohort, scope, chain, now, grace }: Rosters) {
  const inForce = chain.at(-1)?.roster.sha256;
  const superseded = new Set(chain.map(({ roster }) => roster.sha256));
  const doomed: string[] = [];
  let waiting = 0;
  for await (const { path, modified } of stores.rosters.list(`${cohort}/`)) {
    const digest = path.slice(cohort.length + 1);
    if (scope !== 'cohort' && digest === inForce) continue;
    const old = BigInt(modified) * 1000n + grace < now;
    if (scope === 'cohort' || superseded.has(digest) || old) doomed.push(path);
    else waiting += 1;
  }
  return { doomed, waiting };
}

/**
 * What runs wrote of what their libraries said could quote a row: of runs that ended, and of those too old to be alive, only
 * the report stays, which holds counts.
 * @returns how many runs may be alive, whose diagnostics stay
 */
export async function eraseDiagnostics(erasure: StoresErasure): Promise<number> {
  const { stores, now } = erasure;
  const ended = new Set(await listRuns(stores.diagnostics));
  const paths: string[] = [];
  const alive = new Set<string>();
  for await (const { path, modified } of stores.diagnostics.list('runs/')) {
    const run = path.split('/')[1] ?? '';
    if (path === `runs/${run}/report.json`) continue;
    if (ended.has(run) || BigInt(modified) * 1000n + DAY < now) paths.push(path);
    else alive.add(run);
  }
  await erase(erasure, 'diagnostics', 'diagnostics', paths);
  return alive.size;
}

/**
 * What was unloaded for this cohort and never landed, by whichever run. The cohort is held: nobody is at work on it, and a run
 * that slept finds its files gone, moves nothing, and is run again.
 */
export async function eraseStaged(erasure: StoresErasure): Promise<number> {
  const { stores, cohort } = erasure;
  const paths: string[] = [];
  for await (const { path } of stores.staging?.list('') ?? []) {
    if (ownerOf(path)?.cohort === cohort) paths.push(path);
  }
  return erase(erasure, 'staging', 'staged-file', paths);
}

/** The lists that the index does not name; the last thing that goes, because they say who was to be erased. */
export async function eraseMemberLists(erasure: StoresErasure): Promise<number> {
  const { stores, cohort, members } = erasure;
  const named = new Set(members.groups.map((group) => group.members));
  const paths: string[] = [];
  for await (const { path } of stores.landing.list(membersFolder(cohort))) {
    const digest = /\/([0-9a-f]{64})$/.exec(path)?.[1];
    if (digest !== undefined && !named.has(digest)) paths.push(path);
  }
  return erase(erasure, 'landing', 'member-list', paths);
}

/**
 * Erases what was listed. The lease is looked at behind the listing and before each deletion: once it is lost, another run may
 * have written things that this one knows nothing of, and its list of what is to go is worth nothing.
 */
async function erase(
  { stores, journal, assertHeld }: StoresErasure,
  place: 'landing' | 'rosters' | 'diagnostics' | 'staging',
  thing: Erased['thing'],
  paths: readonly string[],
): Promise<number> {
  await journal.intend(paths.map((name) => ({ place, thing, name })));
  for (const path of paths) {
    assertHeld();
    await stores[place]?.delete(path);
  }
  return paths.length;
}
