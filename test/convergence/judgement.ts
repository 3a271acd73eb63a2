import { type Instant, parseInstant, WEEK } from '../../src/instant.ts';
import { cellOf, cellStart } from '../../src/plan/week-grid.ts';
import { allowed, newest } from './changes.ts';
import type { CohortModel } from './cohort-model.ts';
import { type HistoryWorld, RECHECK_WEEKS } from './history-world.ts';
import { landingReader } from './landing-reader.ts';
import type { RunningProcess } from './running-process.ts';
import { approvedLines, lineOf, PERSONS, type SourceRow, TABLES, type Table } from './source-rows.ts';
import { blobsNaming } from './traces.ts';

/** A commit as the history saw it made. */
export interface SeenCommit {
  readonly process: RunningProcess;
  readonly path: string;
  /** Who was withdrawn when its run began. */
  readonly withdrawn: ReadonlySet<bigint>;
  /** Who had been erased from its cohort when it was made. */
  readonly erased: ReadonlySet<bigint>;
}

/** No commit ever holds a row of a person, or a column, that its revision does not approve, nor of one who was erased before. */
export async function judgeCommit(world: HistoryWorld, commit: SeenCommit): Promise<void> {
  const [, id = '', table = ''] = commit.path.split('/');
  const cohort = world.cohorts.find((each) => each.id === id);
  if (cohort === undefined) throw new Error(`a commit to ${id}, of which nobody knows`);
  const revision = world.reader.revisionOf(commit.path);
  const approved = cohort.revisions[revision];
  for (const path of world.reader.added(commit.path)) {
    // A purge may have erased the file since.
    if (!world.stores.landing.blobs.has(path) && !world.reader.knows(path)) continue;
    if (!approved?.tables.has(table as Table)) throw new Error(`rows of ${table} by revision ${revision}`);
    for (const person of await world.reader.persons(path)) {
      if (!approved.roster.has(person) || commit.withdrawn.has(person))
        throw new Error(
          `${commit.process.operation} committed a person who is not approved to ${commit.path}`,
        );
      if (commit.erased.has(person))
        throw new Error(`${commit.process.operation} brought back a person who was erased by ${commit.path}`);
    }
    if ((await world.reader.columns(path)).has('internal_note'))
      throw new Error('a column that nobody approved');
  }
}

/** What a table's landing was last compared with: a later source is compared with that by its total alone. */
export interface Base {
  readonly rows: readonly SourceRow[];
  /** A commit was made although changes may have been hidden from it. */
  readonly doubted: boolean;
}

/** By `<cohort>/<table>`. */
export type Bases = ReadonlyMap<string, Base>;

/** What a landing is based upon once a commit was made from these rows. */
export function baseAfter(before: Base | undefined, rows: readonly SourceRow[], sunday: Instant): Base {
  const horizon = horizonOf(sunday) + WEEK;
  return { rows, doubted: before !== undefined && mayHide(before, rows, horizon) };
}

function horizonOf(until: Instant): Instant {
  return cellStart(cellOf(until - 1n - RECHECK_WEEKS * WEEK));
}

function mayHide({ rows, doubted }: Base, now: readonly SourceRow[], horizon: Instant): boolean {
  return doubted || hides(rows, now, horizon);
}

export interface LandedBy {
  readonly until: Instant;
  readonly full: boolean;
  /** As they were when the run began. */
  readonly bases: Bases;
}

/**
 * The landing is the source restricted to the approved persons, as multisets of whole rows.
 * @returns false where it differs beyond the horizon in a way that no total gives away
 */
export async function judgeLanding(world: HistoryWorld, cohort: CohortModel, by: LandedBy): Promise<boolean> {
  const { tables } = newest(cohort);
  let equal = true;
  for (const table of TABLES) {
    const landed = await world.reader.lines(cohort.id, table);
    const persons = allowed(world, cohort);
    const wanted = tables.has(table) ? approvedLines(table, world.rows[table], persons, by.until) : [];
    if (same(landed, wanted)) continue;
    const base = by.bases.get(`${cohort.id}/${table}`);
    const horizon = horizonOf(by.until);
    if (by.full || base === undefined || !mayHide(base, world.rows[table], horizon)) {
      throw new Error(differenceOf(`landing of ${table} of ${cohort.id}`, landed, wanted));
    }
    const recent = (lines: readonly string[]) => lines.filter((line) => !isOld(line, horizon));
    if (!same(recent(landed), recent(wanted)))
      throw new Error(differenceOf(`recent ${table} of ${cohort.id}`, recent(landed), recent(wanted)));
    equal = false;
  }
  return equal;
}

function isOld(line: string, horizon: Instant): boolean {
  const load = /load_dt=(-?\d+)/.exec(line)?.[1];
  return load !== undefined && BigInt(load) < horizon;
}

/** Beyond the horizon rows came and rows went: their numbers may cancel, and only a comparison of all promises to find them. */
function hides(then: readonly SourceRow[], now: readonly SourceRow[], horizon: Instant): boolean {
  const old = ({ load }: SourceRow): boolean => load !== null && load < horizon;
  // A row that was recent when the claim was made is old by now without any change; a row that moved between ages is one that went.
  const before = Map.groupBy(then.filter(old), (row) => lineOf('measurement', row));
  const after = Map.groupBy(now.filter(old), (row) => lineOf('measurement', row));
  const more = (a: typeof before, b: typeof before): boolean =>
    [...a].some(([line, rows]) => rows.length > (b.get(line)?.length ?? 0));
  return more(before, after) && more(after, before);
}

export interface KnownSnapshot {
  readonly number: number;
  readonly lines: ReadonlyMap<string, readonly string[]>;
}

/**
 * The latest snapshot is of one revision, names exactly the tables of that revision, and every file behind it is there; what a number
 * once stood for it stands for.
 * @returns the snapshot, to be known next time; undefined when there is none
 */
export async function judgeSnapshot(
  world: HistoryWorld,
  cohort: CohortModel,
  known: readonly KnownSnapshot[],
): Promise<KnownSnapshot | undefined> {
  const snapshot = world.reader.snapshot(cohort.id);
  if (snapshot === undefined) return undefined;
  const lines = new Map<string, readonly string[]>();
  const approved = cohort.revisions[snapshot.revision];
  const tables = Object.entries(snapshot.tables);
  for (const [name, { version }] of tables) {
    const table = name as Table;
    const revision = world.reader.revision(cohort.id, table, version);
    if (revision !== snapshot.revision)
      throw new Error(
        `snapshot ${snapshot.number} of revision ${snapshot.revision} names ${name} of ${revision}`,
      );
    lines.set(name, await world.reader.lines(cohort.id, table, version));
  }
  // Of a table that a later revision does not approve a successor of it says nothing, which a purge or a removal publishes: nor once the
  // table is approved anew, before a sync has brought it. So what it names is judged when it is new, and stays what it was.
  const later = cohort.revisions.slice(snapshot.revision + 1);
  const wanted = [...(approved?.tables ?? [])].filter(
    (table) => table in snapshot.tables || later.every(({ tables: its }) => its.has(table)),
  );
  const named = tables.map(([name]) => name);
  // What is left of a cohort that was purged whole is every table that it ever had, without a row.
  const buried = cohort.status === 'revoked' && [...lines.values()].every((rows) => rows.length === 0);
  const before = known.find(({ number }) => number === snapshot.number);
  const names = before === undefined ? wanted : [...before.lines.keys()];
  const free = before === undefined && (buried || tables.length === 0);
  if (!free && named.sort().join() !== names.sort().join())
    throw new Error(`snapshot ${snapshot.number} of ${cohort.id} names ${named}, not ${names}`);
  for (const [table, rows] of before?.lines ?? []) {
    if (!same(rows, lines.get(table) ?? []))
      throw new Error(`snapshot ${snapshot.number} of ${cohort.id} changed under its readers`);
  }
  return { number: snapshot.number, lines };
}

/** A snapshot that a sync has just published holds the source as it stands, for the persons of its revision. */
export function judgePublished(
  world: HistoryWorld,
  cohort: CohortModel,
  { lines }: KnownSnapshot,
  by: LandedBy,
  withdrawn: ReadonlySet<bigint>,
): void {
  const snapshot = world.reader.snapshot(cohort.id);
  const roster = cohort.revisions[snapshot?.revision ?? 0]?.roster ?? new Set();
  const persons = new Set([...roster].filter((person) => !withdrawn.has(person)));
  const through = snapshot?.through ? parseInstant(snapshot.through) : undefined;
  const until = through === undefined ? 0n : through;
  for (const [table, rows] of lines) {
    const wanted = approvedLines(table as Table, world.rows[table as Table], persons, until);
    const base = by.bases.get(`${cohort.id}/${table}`);
    const horizon = horizonOf(until);
    if (same(rows, wanted) || (base && !by.full && mayHide(base, world.rows[table as Table], horizon)))
      continue;
    throw new Error(differenceOf(`published ${table} of ${cohort.id}`, rows, wanted));
  }
}

/** A snapshot that a deep verification vouched for is the source up to its frontier, and of nobody who may not be in it. */
export function judgeVerified(world: HistoryWorld, cohort: CohortModel, { lines }: KnownSnapshot): void {
  const snapshot = world.reader.snapshot(cohort.id);
  const roster = cohort.revisions[snapshot?.revision ?? 0]?.roster ?? new Set();
  const persons = new Set([...roster].filter((person) => allowed(world, cohort).has(person)));
  const until = (snapshot?.through && parseInstant(snapshot.through)) || 0n;
  for (const [table, rows] of lines) {
    const wanted = approvedLines(table as Table, world.rows[table as Table], persons, until);
    if (!same(rows, wanted)) throw new Error(differenceOf(`verified ${table} of ${cohort.id}`, rows, wanted));
  }
}

/** After a purge nothing that the product wrote names a person who may not stay. */
export async function judgeErasure(world: HistoryWorld): Promise<void> {
  const { landing, rosters, diagnostics, staging } = world.stores;
  const gone = new Map(
    world.cohorts.map((cohort) => {
      const stays = allowed(world, cohort);
      return [cohort, new Set(PERSONS.filter((person) => !stays.has(person)))] as const;
    }),
  );
  const found: string[] = [];
  const stagingReader = landingReader(staging);
  for (const [cohort, persons] of gone) {
    const { id } = cohort;
    for (const prefix of [`cohorts/${id}/`, `_cohort-sync/members/${id}/`, `_cohort-sync/purges/${id}`])
      found.push(...(await blobsNaming(landing, world.reader, persons, prefix)));
    const staged = await blobsNaming(staging, stagingReader, persons, '');
    found.push(...staged.filter((path) => path.split('/')[1] === id));
    // A roster in force names whom it names, withdrawn or not.
    const unnamed = new Set([...persons].filter((person) => !newest(cohort).roster.has(person)));
    if (cohort.status !== 'revoked')
      found.push(...(await blobsNaming(rosters, undefined, unnamed, `${id}/`)));
  }
  const everywhere = new Set(PERSONS.filter((person) => [...gone.values()].every((set) => set.has(person))));
  found.push(...(await blobsNaming(landing, world.reader, everywhere, '')));
  found.push(...(await blobsNaming(diagnostics, undefined, everywhere, '')));
  if (everywhere.size > 0) found.push(...(await world.source.sandboxTraces([...everywhere])));
  if (found.length > 0)
    throw new Error(`after a purge persons are left in:\n${[...new Set(found)].join('\n')}`);
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}

function differenceOf(what: string, found: readonly string[], wanted: readonly string[]): string {
  const excess = subtract(found, wanted);
  const lacking = subtract(wanted, found);
  return `the ${what} is not what it must be\nexcess:\n  ${excess.join('\n  ')}\nlacking:\n  ${lacking.join('\n  ')}`;
}

function subtract(from: readonly string[], what: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const line of what) counts.set(line, (counts.get(line) ?? 0) + 1);
  return from.filter((line) => {
    const left = counts.get(line) ?? 0;
    counts.set(line, left - 1);
    return left <= 0;
  });
}
