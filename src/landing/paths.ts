import { IntegrityError } from '../errors.ts';
import { HASH_RANGE } from '../fingerprint/person-bucket.ts';
import { omopTable } from '../omop/tables.ts';
import { type Cell, NULL_CELL } from '../plan/week-grid.ts';
import type { Slice } from './coverage.ts';

/**
 * Where everything lies in the landing's container. Tables lie under `cohorts/`, the system's own things under
 * `_cohort-sync/`, which no cohort id can spell. Each function refuses what is not a plain name, so that no text of a
 * cohort file can climb out of its folder.
 */

/** One Delta table: a cohort's landing of one OMOP table. */
export interface TableAddress {
  readonly cohort: string;
  readonly table: string;
}

/** What names a slice, without what it holds. */
export type SliceName = Pick<Slice, 'firstCell' | 'lastCell' | 'bucket' | 'buckets'>;

/** The unit of a data file's path: the slice it belongs to survives any engine that drops tags. */
export interface DataFileName {
  readonly group: string;
  readonly slice: SliceName;
}

const COHORT = /^[a-z][a-z0-9-]{2,47}$/;
const GROUP = /^g[1-9]\d{0,8}$/;
const RUN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;
const DIGEST = /^[0-9a-f]{64}$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const VERSION_DIGITS = 20;
const SNAPSHOT_DIGITS = 10;

export function cohortFolder(cohort: string): string {
  return `cohorts/${plain(cohort, COHORT, 'cohort id')}/`;
}

/** The root of a Delta table; ends in a slash, as every prefix does, so that no name is the start of another's. */
export function tableFolder({ cohort, table }: TableAddress): string {
  if (omopTable(table) === undefined) throw unsafe('table name');
  return `${cohortFolder(cohort)}${table}/`;
}

export function logFolder(address: TableAddress): string {
  return `${tableFolder(address)}_delta_log/`;
}

/** A version as the log's file names spell it. */
export function versionDigits(version: number): string {
  if (!Number.isSafeInteger(version) || version < 0) throw new RangeError('not a version');
  return version.toString().padStart(VERSION_DIGITS, '0');
}

export function commitPath(address: TableAddress, version: number): string {
  return `${logFolder(address)}${versionDigits(version)}.json`;
}

export function checkpointPath(address: TableAddress, version: number): string {
  return `${logFolder(address)}${versionDigits(version)}.checkpoint.parquet`;
}

export function lastCheckpointPath(address: TableAddress): string {
  return `${logFolder(address)}_last_checkpoint`;
}

/**
 * A data file's path within the landing: `<table>/<group>/<first>_<last>/<bucket>of<buckets>/<uuid>.parquet`, the null
 * cell spelled `null`. Never reused: the uuid is new for every file.
 */
export function dataFilePath(address: TableAddress, name: DataFileName, uuid: string): string {
  const { firstCell, lastCell, bucket, buckets } = name.slice;
  if (!isSlice(name.slice)) throw unsafe('slice');
  const group = plain(name.group, GROUP, 'group');
  const cells = firstCell === NULL_CELL ? 'null' : `${firstCell}_${lastCell}`;
  return `${tableFolder(address)}${group}/${cells}/${bucket}of${buckets}/${plain(uuid, UUID, 'file id')}.parquet`;
}

const DATA_FILE =
  /^(g[1-9]\d{0,8})\/(?:(null)|(-?\d{1,7})_(-?\d{1,7}))\/(\d{1,4})of(\d{1,4})\/[0-9a-f-]{36}\.parquet$/;

/** Group and slice of a path that `dataFilePath` made for this table; undefined for any other path. */
export function parseDataFilePath(address: TableAddress, path: string): DataFileName | undefined {
  const folder = tableFolder(address);
  const match = path.startsWith(folder) ? DATA_FILE.exec(path.slice(folder.length)) : null;
  if (match === null) return undefined;
  const [, group = '', nulls, first, last, bucket, buckets] = match;
  const cell = (text: string | undefined): Cell => (nulls ? NULL_CELL : Number(text));
  const slice = {
    firstCell: cell(first),
    lastCell: cell(last),
    bucket: Number(bucket),
    buckets: Number(buckets),
  };
  return isSlice(slice) ? { group, slice } : undefined;
}

/** The rules of `Slice`: whole cells in order or the null cell alone, bucket k of n with n a power of two. */
export function isSlice({ firstCell, lastCell, bucket, buckets }: SliceName): boolean {
  const cells =
    Number.isInteger(firstCell) &&
    Number.isInteger(lastCell) &&
    firstCell <= lastCell &&
    (firstCell === NULL_CELL) === (lastCell === NULL_CELL);
  const power =
    Number.isInteger(buckets) && buckets >= 1 && buckets <= HASH_RANGE && (buckets & (buckets - 1)) === 0;
  return cells && power && Number.isInteger(bucket) && bucket >= 0 && bucket < buckets;
}

export function isGroup(group: string): boolean {
  return GROUP.test(group);
}

export function membersIndexPath(cohort: string): string {
  return `_cohort-sync/members/${plain(cohort, COHORT, 'cohort id')}/index.json`;
}

export function membersFolder(cohort: string): string {
  return `_cohort-sync/members/${plain(cohort, COHORT, 'cohort id')}/`;
}

/** A group's list, named by its own digest, so that it is never changed in place. */
export function memberListPath(cohort: string, digest: string): string {
  return `_cohort-sync/members/${plain(cohort, COHORT, 'cohort id')}/${plain(digest, DIGEST, 'digest')}`;
}

export function leasePath(cohort: string): string {
  return `_cohort-sync/leases/${plain(cohort, COHORT, 'cohort id')}`;
}

export function snapshotFolder(cohort: string): string {
  return `_cohort-sync/snapshots/${plain(cohort, COHORT, 'cohort id')}/`;
}

/** Ten digits, so that the lexical order of a listing is the order of the numbers. */
export function snapshotPath(cohort: string, number: number): string {
  if (!Number.isSafeInteger(number) || number < 1 || number > 9_999_999_999)
    throw new RangeError('not a number of a snapshot');
  return `${snapshotFolder(cohort)}${number.toString().padStart(SNAPSHOT_DIGITS, '0')}.json`;
}

/** What stays of a snapshot that was withdrawn, so that its number is never used again. */
export function withdrawnPath(cohort: string, number: number): string {
  return snapshotPath(cohort, number).replace(/\.json$/, '.withdrawn.json');
}

/** The marks of all numbers that were given to snapshots: apart from these, so that whoever deletes them leaves the marks. */
export function numbersFolder(cohort: string): string {
  return `_cohort-sync/numbers/${plain(cohort, COHORT, 'cohort id')}/`;
}

/** That a snapshot of this number was published. */
export function numberPath(cohort: string, number: number): string {
  const name = snapshotPath(cohort, number).slice(snapshotFolder(cohort).length);
  return `${numbersFolder(cohort)}${name.replace(/\.json$/, '')}`;
}

/** What a purge that is not finished has set out to erase. */
export function purgeJournalPath(cohort: string): string {
  return `_cohort-sync/purges/${plain(cohort, COHORT, 'cohort id')}.json`;
}

export function certificateFolder(cohort: string): string {
  return `_cohort-sync/certificates/${plain(cohort, COHORT, 'cohort id')}/`;
}

/** What the jobs of runs hand to each other, a folder for each run. */
export const RUNS_FOLDER = '_cohort-sync/runs/';

/** A document of a run; name such as `plan.json`. */
export function runPath(run: string, name: string): string {
  return `${RUNS_FOLDER}${plain(run, RUN, 'run id')}/${plain(name, /^[a-z0-9][a-z0-9-]{0,63}\.json$/, 'report name')}`;
}

/** The page that a report left, by a name that is made like a run's. */
export function pagePath(name: string): string {
  return `_cohort-sync/reports/${plain(name, RUN, 'name of a page')}.html`;
}

/** A copy of the newest page, written over. No run is called so. */
export const NEWEST_PAGE = '_cohort-sync/reports/newest.html';

function plain(text: string, pattern: RegExp, what: string): string {
  if (!pattern.test(text)) throw unsafe(what);
  return text;
}

function unsafe(what: string): IntegrityError {
  return new IntegrityError(`A ${what} is not one that a path may hold.`, {
    code: 'UNSAFE_PATH',
    remedy: 'Use the names that the cohort file schema and the table registry allow.',
  });
}
