import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { MemoryBlobStore } from '../storage/memory-blob-store.ts';
import { landedLine, type Table } from './source-rows.ts';

/** A landing read by nobody of the product: the log replayed as the protocol says, the files decoded by a reader of another make. */
export interface LandingReader {
  /** Rows of the files that are live at a version (the newest when absent), as sorted lines. */
  lines(cohort: string, table: Table, version?: number): Promise<readonly string[]>;
  /** The revision that the newest commit up to a version was made for; undefined for no table. */
  revision(cohort: string, table: Table, version: number): number | undefined;
  /** The revision that one commit was made for. */
  revisionOf(commit: string): number;
  /** Whether a data file was decoded before, if it is gone by now. */
  knows(path: string): boolean;
  persons(path: string): Promise<ReadonlySet<bigint>>;
  columns(path: string): Promise<ReadonlySet<string>>;
  added(commit: string): readonly string[];
  /** The latest snapshot's document. */
  snapshot(cohort: string): SnapshotDocument | undefined;
}

export interface SnapshotDocument {
  readonly number: number;
  readonly revision: number;
  readonly through: string | null;
  readonly run: string;
  readonly tables: Readonly<Record<string, { readonly version: number; readonly rows: string }>>;
}

interface LogAction {
  readonly add?: { readonly path: string };
  readonly remove?: { readonly path: string };
  readonly commitInfo?: { readonly operationParameters?: { readonly revision?: string } };
}

interface DecodedFile {
  readonly lines: readonly string[];
  readonly persons: ReadonlySet<bigint>;
  readonly columns: ReadonlySet<string>;
}

export function landingReader(landing: MemoryBlobStore): LandingReader {
  // Data files are never written twice, so what was decoded once stands.
  const decoded = new Map<string, Promise<DecodedFile>>();
  const text = (path: string): string => Buffer.from(landing.blobs.get(path)?.content ?? []).toString();
  const actions = (path: string): readonly LogAction[] =>
    text(path)
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as LogAction);
  const file = (path: string): Promise<DecodedFile> => {
    const known = decoded.get(path) ?? decode(path, landing.blobs.get(path)?.content);
    decoded.set(path, known);
    return known;
  };
  const commits = (cohort: string, table: Table, version = Number.MAX_SAFE_INTEGER): readonly string[] => {
    const log = `cohorts/${cohort}/${table}/_delta_log/`;
    return [...landing.blobs.keys()]
      .filter((path) => path.startsWith(log) && /\/\d{20}\.json$/.test(path) && versionOf(path) <= version)
      .sort();
  };
  const added = (commit: string): readonly string[] => {
    const folder = commit.slice(0, commit.indexOf('_delta_log/'));
    return actions(commit).flatMap(({ add }) => (add ? [folder + decodeURIComponent(add.path)] : []));
  };
  const revisionOf = (commit: string): number => {
    const info = actions(commit).find(({ commitInfo }) => commitInfo)?.commitInfo;
    return Number(info?.operationParameters?.revision);
  };
  return {
    lines: async (cohort, table, version) => {
      const live = new Set<string>();
      for (const commit of commits(cohort, table, version)) {
        const folder = `cohorts/${cohort}/${table}/`;
        for (const { remove } of actions(commit))
          if (remove) live.delete(folder + decodeURIComponent(remove.path));
        for (const path of added(commit)) live.add(path);
      }
      const lost = [...live].find((path) => !landing.blobs.has(path));
      if (lost !== undefined) throw new Error(`a file that a version names is gone: ${lost}`);
      const files = await Promise.all([...live].map(file));
      return files.flatMap(({ lines }) => lines).sort();
    },
    revision: (cohort, table, version) => {
      const last = commits(cohort, table, version).at(-1);
      return last === undefined ? undefined : revisionOf(last);
    },
    revisionOf,
    knows: (path) => decoded.has(path),
    persons: async (path) => (await file(path)).persons,
    columns: async (path) => (await file(path)).columns,
    added,
    snapshot: (cohort) => {
      const newest = [...landing.blobs.keys()]
        .filter(
          (path) => path.startsWith(`_cohort-sync/snapshots/${cohort}/`) && /\/\d{10}\.json$/.test(path),
        )
        .sort()
        .at(-1);
      return newest === undefined ? undefined : (JSON.parse(text(newest)) as SnapshotDocument);
    },
  };
}

function versionOf(path: string): number {
  return Number(/(\d{20})\.json$/.exec(path)?.[1]);
}

async function decode(path: string, content: Uint8Array | undefined): Promise<DecodedFile> {
  if (content === undefined) throw new Error(`a file that a commit names is not there: ${path}`);
  const rows = await parquetReadObjects({
    file: Uint8Array.from(content).buffer,
    compressors,
    parsers: { timestampFromMicroseconds: (micros: bigint) => micros },
  });
  return {
    lines: rows.map(landedLine),
    persons: new Set(rows.map((row) => BigInt(row.person_id as bigint))),
    columns: new Set(rows.flatMap((row) => Object.keys(row))),
  };
}
