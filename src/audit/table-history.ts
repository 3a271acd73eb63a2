import pLimit from 'p-limit';
import { formatInstant } from '../instant.ts';
import type { Action } from '../landing/actions.ts';
import { readCommit } from '../landing/delta-log.ts';
import { logBroken } from '../landing/log-error.ts';
import { commitPath, logFolder, type TableAddress } from '../landing/paths.ts';
import { EMPTY_LOG, type LogState, replay } from '../landing/replay.ts';
import { readState, type TableState } from '../landing/table-state.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { AuditedCommit } from './audit-report.ts';
import type { Findings } from './findings.ts';

/** A table from its first commit on, by the commits alone: no checkpoint is believed. */
export interface TableHistory extends TableAddress {
  readonly commits: readonly AuditedCommit[];
  /** The table at each version that our own commit made and that means something. */
  readonly states: ReadonlyMap<number, TableState>;
  /** The newest version, whoever made it. */
  readonly version: number;
  /** Live files of the newest version, as the log spells them. */
  readonly live: ReadonlySet<string>;
}

/**
 * Reads and replays the log from version 0. What cannot be read ends the history there, and is a finding.
 * @param keep whether the state of a version is wanted later; the newest one always is
 * @returns undefined when there is no table
 */
export async function readHistory(
  landing: BlobStore,
  address: TableAddress,
  findings: Findings,
  keep: (version: number) => boolean,
  examine: (state: TableState) => Promise<void>,
): Promise<TableHistory | undefined> {
  const newest = await newestCommit(landing, address);
  if (newest === undefined) return undefined;
  const limit = pLimit(8);
  const reads = Array.from({ length: newest + 1 }, (_, version) =>
    limit(() => findings.verify(() => requireCommit(landing, address, version))),
  );
  // Whoever stops waiting must not leave a failed read behind unheard.
  for (const read of reads) read.catch(() => undefined);
  const commits: AuditedCommit[] = [];
  const states = new Map<number, TableState>();
  let log: LogState = EMPTY_LOG;
  for (const [version, read] of reads.entries()) {
    const actions = await read;
    if (actions === undefined) break;
    const before = log;
    log = replay(log, [actions]);
    const state = await stateOf(address, version, log, findings);
    if (state !== undefined) {
      await examine(state);
      if (version === newest || keep(version)) states.set(version, state);
    }
    commits.push(auditedCommit(version, actions, before, state));
  }
  return { ...address, commits, states, version: newest, live: new Set(log.adds.keys()) };
}

async function newestCommit(landing: BlobStore, address: TableAddress): Promise<number | undefined> {
  let newest: number | undefined;
  for await (const { path } of landing.list(logFolder(address))) {
    const version = /\/(\d{20})\.json$/.exec(path)?.[1];
    if (version !== undefined) newest = Number(version);
  }
  return newest;
}

async function requireCommit(
  landing: BlobStore,
  address: TableAddress,
  version: number,
): Promise<readonly Action[]> {
  const actions = await readCommit(landing, address, version);
  if (actions === undefined) throw logBroken(commitPath(address, version), 'the commit is missing');
  return actions;
}

async function stateOf(
  address: TableAddress,
  version: number,
  log: LogState,
  findings: Findings,
): Promise<TableState | undefined> {
  if (log.commitInfo?.cohortSync !== undefined)
    return findings.verify(() => readState(address, version, log));
  findings.add(
    'FOREIGN_COMMIT',
    `Version ${version} of ${address.table} was committed by another engine.`,
    'Restore the table to the version before, or rebuild it; give other engines read rights only.',
  );
  return undefined;
}

function auditedCommit(
  version: number,
  actions: readonly Action[],
  before: LogState,
  state: TableState | undefined,
): AuditedCommit {
  const info = actions.find((action) => action.commitInfo)?.commitInfo;
  const added = actions.flatMap(({ add }) => add ?? []);
  const removed = actions.flatMap(({ remove }) => remove ?? []);
  const { timestamp } = info ?? {};
  return {
    version,
    at: typeof timestamp === 'number' ? formatInstant(BigInt(Math.trunc(timestamp)) * 1000n) : null,
    // Another engine's text is shown only where it is plain capitals.
    operation: /^[A-Z][A-Z ]{0,39}$/.test(info?.operation ?? '') ? `${info?.operation}` : 'UNKNOWN',
    run: state?.coverage.run ?? null,
    revision: state?.coverage.revision ?? null,
    rowsAdded: sum(added.map(({ tags }) => tags)),
    rowsRemoved: sum(removed.map(({ path }) => before.adds.get(path)?.tags)),
    filesAdded: added.length,
    filesRemoved: removed.length,
  };
}

function sum(tags: readonly (Readonly<Record<string, string>> | undefined)[]): bigint {
  return tags.reduce((rows, each) => {
    const count = each?.['cohortSync.rows'] ?? '';
    return /^\d{1,19}$/.test(count) ? rows + BigInt(count) : rows;
  }, 0n);
}
