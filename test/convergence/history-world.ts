import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { approveManually } from '../../src/approval/approve.ts';
import { parseCohortFile } from '../../src/cohort/cohort-file.ts';
import { sealRoster } from '../../src/cohort/roster.ts';
import { type Configuration, parseConfiguration } from '../../src/configuration/configuration.ts';
import { HOUR, type Instant, runnerNow } from '../../src/instant.ts';
import { purgeCohorts } from '../../src/purge/purge-cohorts.ts';
import { runSync } from '../../src/sync/run-sync.ts';
import { runVerify } from '../../src/verify/run-verify.ts';
import { type MemoryBlobStore, memoryBlobStore } from '../storage/memory-blob-store.ts';
import type { CohortModel } from './cohort-model.ts';
import { type LandingReader, landingReader } from './landing-reader.ts';
import { type Outside, type RunningProcess, runAs } from './running-process.ts';
import type { SourceAccess } from './source-access.ts';
import { FIRST_SUNDAY, type SourceRows, TABLES, type Table } from './source-rows.ts';
import { ACCOUNT } from './storage-view.ts';

const CONTAINERS = ['landing', 'rosters', 'withdrawals', 'approvals', 'diagnostics', 'staging'] as const;

/** Everything outside the product in one history, and the model of what it should come to. */
export interface HistoryWorld {
  readonly stores: Readonly<Record<(typeof CONTAINERS)[number], MemoryBlobStore>>;
  readonly source: SourceAccess;
  readonly reader: LandingReader;
  readonly cohorts: CohortModel[];
  readonly withdrawn: Set<bigint>;
  rows: SourceRows;
  sunday: Instant;
  serial: number;
  /** Makes the source hold what the model says. */
  push(): Promise<void>;
  setClock(now: Instant): void;
  /** Writes and approves a cohort file by the model's newest revision. */
  approve(cohort: CohortModel): Promise<void>;
  withdraw(person: bigint): Promise<void>;
  outside(committed: Outside['committed']): Outside;
  sync(process: RunningProcess, full?: boolean): ReturnType<typeof runSync>;
  purge(process: RunningProcess): ReturnType<typeof purgeCohorts>;
  verify(process: RunningProcess, deep: boolean): ReturnType<typeof runVerify>;
  close(): Promise<void>;
}

export const RECHECK_WEEKS = 2n;

export async function openHistoryWorld(source: SourceAccess): Promise<HistoryWorld> {
  const directory = await mkdtemp(path.join(tmpdir(), 'cohort-sync-history-'));
  await mkdir(path.join(directory, 'cohorts'));
  const entries = CONTAINERS.map((name) => [name, memoryBlobStore({ url: `${ACCOUNT}/${name}` })] as const);
  const stores = Object.fromEntries(entries) as HistoryWorld['stores'];
  source.mount?.(stores.staging);
  const configuration = configurationOf(source, directory);
  const env = { AZURE_STORAGE_CONNECTION_STRING: 'memory', DATABRICKS_TOKEN: 'none' };
  const pushed = new Map<Table, readonly unknown[]>();
  const quiet = (): void => undefined;
  const world: HistoryWorld = {
    stores,
    source,
    reader: landingReader(stores.landing),
    cohorts: [],
    withdrawn: new Set(),
    rows: { person: [], measurement: [], death: [] },
    sunday: FIRST_SUNDAY,
    serial: 0,
    push: async () => {
      for (const table of TABLES) {
        const rows = world.rows[table];
        if (pushed.get(table) === rows) continue;
        await source.replace(table, rows);
        pushed.set(table, rows);
      }
    },
    setClock: (now) => source.setNow(now),
    approve: async (cohort) => {
      const { roster, tables } = cohort.revisions.at(-1) ?? { roster: new Set(), tables: new Set() };
      const content = Buffer.from(`person_id\n${[...roster].join('\n')}\n`);
      const sealed = await sealRoster(stores.rosters, cohort.id, { content, file: 'list.csv' });
      const text = cohortYaml(cohort, [...tables], sealed);
      await writeFile(path.join(directory, 'cohorts', `${cohort.id}.yml`), text);
      await approveManually({
        approvals: stores.approvals,
        policy: configuration.approvals,
        file: parseCohortFile(Buffer.from(text), `${cohort.id}.yml`),
        by: 'model',
        reason: 'a history',
        at: runnerNow(),
      });
    },
    withdraw: async (person) => {
      world.withdrawn.add(person);
      const list = Buffer.from(`person_id\n${[...world.withdrawn].join('\n')}\n`);
      await stores.withdrawals.put('withdrawn.csv', list);
    },
    outside: (committed) => ({
      containers: new Map(Object.entries(stores)),
      connect: () => source.connect(),
      committed,
    }),
    sync: (process, full = false) =>
      runAs(process, () =>
        runSync(configuration, env, { cohorts: [], tables: [], dryRun: false, full }, quiet),
      ),
    purge: (process) =>
      runAs(process, () => purgeCohorts(configuration, env, { cohorts: [], dryRun: false }, quiet)),
    verify: (process, deep) =>
      runAs(process, () => runVerify(configuration, env, { cohorts: [], deep }, quiet)),
    close: async () => {
      await source.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
  return world;
}

/** Guards of plausibility judge large tables; these are too small to be judged. */
function configurationOf({ schema, sandbox, mount }: SourceAccess, directory: string): Configuration {
  const mode = mount === undefined ? 'stream' : 'unload';
  const text = `source: { host: localhost, httpPath: /none, schema: ${schema}, sandbox: ${sandbox} }
landing: { url: ${ACCOUNT}/landing }
approvals: { manual: true }
limits: { recheck: ${RECHECK_WEEKS}w }
transfer: { mode: ${mode}, workers: 2, rowsPerSlice: 4 }
upkeep: { mergeSlices: 1 }
`;
  return parseConfiguration(Buffer.from(text), path.join(directory, 'cohort-sync.yml'), {});
}

function cohortYaml(
  { id, status }: CohortModel,
  tables: readonly Table[],
  { uri, sha256, persons }: { uri: string; sha256: string; persons: number },
): string {
  return `id: ${id}
title: A cohort of a history
project: test
consumer: tests
agreement: "T-1"
status: ${status}
expires: 2099-12-31
tables: [${tables.join(', ')}]
roster:
  uri: ${uri}
  sha256: ${sha256}
  persons: ${persons}
`;
}

/** Loads settle within six hours. */
export const settledClock = (sunday: Instant): Instant => sunday + 8n * HOUR;
