import type { Stores } from '../configuration/stores.ts';
import { certificateFolder } from '../landing/paths.ts';
import { toJson } from '../report/exact-json.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { StorageRetention } from '../storage/retention.ts';
import type { Erased, ErasedTable } from './journal.ts';
import type { Authority, Scope } from './purge-due.ts';
import type { EarlierRemoval } from './removed-before.ts';
import type { Unapproved } from './unapproved.ts';

/** What was erased, by whose word, how it was verified, and what is not gone yet. It holds no person's id. */
export interface Certificate {
  readonly format: 1;
  readonly number: number;
  readonly cohort: string;
  readonly scope: Scope;
  /** The run that completed it, and those before it that did not. */
  readonly run: string;
  readonly runs: readonly string[];
  readonly startedAt: string;
  readonly completedAt: string;
  readonly authority: readonly Authority[];
  /** Persons erased. */
  readonly persons: number;
  /** What the landing held of tables and columns that are approved no longer: without columns, the whole table. */
  readonly unapproved: readonly Unapproved[];
  /** Commits of this purge. */
  readonly tables: readonly ErasedTable[];
  /** Commits of syncs before it, which had taken the rows out of the tables already; their files went with this purge. */
  readonly removedBefore: readonly EarlierRemoval[];
  /** Each thing, found gone when it was looked for again. */
  readonly erased: readonly Erased[];
  readonly snapshots: { readonly withdrawn: readonly number[]; readonly successor: number | null };
  readonly verification: {
    /** Live files of the cohort, every row of which was held against the list of who may stay. */
    readonly filesRead: number;
    readonly rowsRead: bigint;
    readonly rowsOfOthers: 0;
  };
  readonly storage: StorageRetention;
  /** What this purge may not or cannot erase, in words. */
  readonly remains: readonly string[];
}

/**
 * Stores a certificate as JSON and as text under the next number; a certificate is never written again. Where a container is
 * kept for certificates it goes there first, so that none is in the landing alone.
 */
export async function storeCertificate(
  { landing, certificates }: Pick<Stores, 'landing' | 'certificates'>,
  certificate: Omit<Certificate, 'number'>,
): Promise<{ readonly number: number; readonly path: string }> {
  const places = certificates === undefined ? [landing] : [certificates, landing];
  const folder = certificateFolder(certificate.cohort);
  const last = await Promise.all(places.map((place) => lastNumber(place, folder)));
  for (let number = Math.max(...last) + 1; ; number++) {
    const complete: Certificate = { ...certificate, number };
    const path = `${folder}${number.toString().padStart(6, '0')}.json`;
    if (await putNew(places, path, complete)) return { number, path };
  }
}

/** False: another certificate has this number in one of the places. */
async function putNew(places: readonly BlobStore[], path: string, complete: Certificate): Promise<boolean> {
  for (const place of places) {
    if ((await place.putIfAbsent(path, Buffer.from(`${toJson(complete, 2)}\n`))) === 'exists') return false;
    await place.putIfAbsent(path.replace(/json$/, 'txt'), Buffer.from(certificateText(complete)));
  }
  return true;
}

async function lastNumber(place: BlobStore, folder: string): Promise<number> {
  let last = 0;
  for await (const { path } of place.list(folder)) {
    last = Math.max(last, Number(/(\d{6})\.json$/.exec(path)?.[1] ?? 0));
  }
  return last;
}

const NAMES: Readonly<Record<Erased['thing'], string>> = {
  'data-file': 'data files',
  snapshot: 'snapshots',
  'member-list': 'lists of members',
  roster: 'rosters',
  diagnostics: 'diagnostics',
  'sandbox-roster': 'rosters in the sandbox',
  'sandbox-table': 'tables in the sandbox',
  'staged-file': 'files that were unloaded and never landed',
};

/** The certificate for people: the same facts, a line each. */
export function certificateText(certificate: Certificate): string {
  const { cohort, number, scope, persons, tables, erased, snapshots, verification, storage } = certificate;
  const what = scope === 'cohort' ? 'the whole landing' : 'persons who are approved no longer';
  const counts = Object.entries(NAMES).flatMap(([thing, name]) => {
    const found = erased.filter((each) => each.thing === thing).length;
    return found === 0 ? [] : [`  ${name}: ${found}`];
  });
  const { withdrawn, successor } = snapshots;
  return [
    `Certificate ${number} of erasure, cohort ${cohort}`,
    '',
    `Erased: ${what} (${persons} persons).`,
    ...unapprovedText(certificate.unapproved),
    `Begun ${certificate.startedAt}, completed ${certificate.completedAt} by run ${certificate.run}.`,
    ...certificate.authority.map((each) => `By the word of ${authorityText(each)}.`),
    '',
    'Rows taken out of the tables by this purge:',
    ...tables.map(
      ({ table, version, rowsErased, filesRewritten }) =>
        `  ${table}, version ${version}: ${rowsErased} rows, ${filesRewritten} files replaced`,
    ),
    ...(tables.length === 0 ? ['  none: no table held rows of theirs any more'] : []),
    ...earlierText(certificate.removedBefore),
    'Things erased, each looked for again and found gone:',
    ...counts,
    `Snapshots withdrawn: ${withdrawn.length === 0 ? 'none' : withdrawn.join(', ')}; readers go by ${successor ?? 'none until the next sync'}.`,
    `Verified: ${verification.rowsRead} rows of ${verification.filesRead} files read again, none of a person who may not stay.`,
    '',
    'What storage does with deleted blobs:',
    `  they can be restored for: ${storage.softDeleteDays === 'unknown' ? 'unknown' : `${storage.softDeleteDays} days`}`,
    ...heldText(storage),
    ...(certificate.remains.length === 0
      ? []
      : ['What remains:', ...certificate.remains.map((line) => `  ${line}`)]),
    '',
    'Every name of what was erased stands in the JSON beside this text.',
    '',
  ].join('\n');
}

function unapprovedText(unapproved: readonly Unapproved[]): readonly string[] {
  if (unapproved.length === 0) return [];
  const each = unapproved.map(({ table, columns }) =>
    columns.length === 0 ? table : `${table} (${columns.join(', ')})`,
  );
  return [`Erased: tables and columns that are approved no longer: ${each.join('; ')}.`];
}

function earlierText(commits: readonly EarlierRemoval[]): readonly string[] {
  if (commits.length === 0) return [];
  return [
    'Rows that a sync had taken out of the tables before; the files that held them were erased by this purge:',
    ...commits.map(
      ({ table, version, rowsRemoved, run, at }) =>
        `  ${table}, version ${version}: ${rowsRemoved} rows, by run ${run}${at === null ? '' : `, ${at}`}`,
    ),
  ];
}

function heldText({ held }: StorageRetention): readonly string[] {
  if (held === 'unknown') return ['  whether it still holds any of them, or older versions: unknown'];
  if (held.length === 0) return ['  it holds none of them now, nor an older version'];
  const latest = held.reduce<string | null>(
    (a, { until }) => (until !== null && (a === null || until > a) ? until : a),
    null,
  );
  return [`  it still holds ${held.length} of them or older versions, until ${latest ?? 'it does not say'}`];
}

function authorityText(authority: Authority): string {
  switch (authority.kind) {
    case 'revision':
      return `approval ${authority.revision} (${authority.why}; record ${authority.record.slice(0, 12)})`;
    case 'withdrawals':
      return `the collaborator: ${authority.lists} lists of withdrawals`;
    case 'withdrawal-lost':
      return 'a withdrawal whose list is gone: nobody approved the return';
    case 'override':
      return `an override of finding ${authority.finding.slice(0, 12)} (record ${authority.record.slice(0, 12)})`;
  }
}
