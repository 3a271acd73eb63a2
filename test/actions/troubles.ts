import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { recordPath } from '../../src/approval/approval-chain.ts';
import { commitPath, runPath } from '../../src/landing/paths.ts';
import type { BlobStore } from '../../src/storage/blob-store.ts';
import { type CanaryWorld, COHORT, FIRST, planted } from './canary-world.ts';

/** Something outside goes wrong, and says why in words that must not come out. */
export interface Trouble {
  readonly name: string;
  /** Brings it about, for a run that was planned before; gives what ends it. */
  arrange(world: CanaryWorld, run: string): Promise<() => unknown>;
  /** Actions that meet it, with the code that each tells it by; those of a planned run among them need one. */
  readonly met: Readonly<Record<string, string>>;
  /** Variables and inputs, as they are then. */
  readonly env?: Readonly<Record<string, string>>;
  readonly inputs?: Readonly<Record<string, string>>;
}

/** A cast that fails names the value that it failed on. */
const FAILING_CAST = `SELECT CAST(measurement_source_value AS BIGINT) FROM omop.measurement
  WHERE measurement_source_value LIKE 'zyxquilla%'`;

/** The statements that match fail; the others are answered. */
const castFails = (wanted: RegExp) => async (world: CanaryWorld) => {
  world.lie((sql, original) => (wanted.test(original) ? FAILING_CAST : sql));
  return () => world.lie(undefined);
};

const storageSays = (status: number, code: string) => async (world: CanaryWorld) => {
  const headers = { 'x-ms-error-code': code, 'x-canary': planted('a header') };
  world.world.storage.inject(() => ({ status, code, headers, message: planted('an answer of the storage') }));
  return () => world.world.storage.inject(() => undefined);
};

const gitHubSays = (status: number, body: unknown) => async (world: CanaryWorld) => {
  world.github.inject(() => ({ status, body, headers: { 'x-canary': planted('a header') } }));
  return () => world.github.inject(() => undefined);
};

/** The way to the source answers in its place, where requests match. */
const wireSays = (status: number, wanted: RegExp) => async (world: CanaryWorld) => {
  const words = planted('a header of a gateway');
  const headers = {
    ...{ 'x-databricks-reason-phrase': words, 'x-thriftserver-error-message': words },
    'content-type': 'text/html',
  };
  world.world.wire.inject(({ url }) =>
    wanted.test(url)
      ? { status, code: `${FIRST}`, headers, message: planted('a page of a gateway') }
      : undefined,
  );
  return () => world.world.wire.inject(() => undefined);
};

/**
 * A change that nobody approved; to the byte what stood there before stands there again when it ends. By a pull request: of a
 * push past all of them the approve step waits for GitHub to say whether there is one.
 */
const merged = (file: string, change: (text: string) => string) => async (world: CanaryWorld) => {
  const before = world.github.repository.git.run(['show', `main:${file}`]).toString();
  await world.change({ [file]: change(before.endsWith('\n') ? before : `${before}\n`) });
  return () => world.change({ [file]: before });
};

/** A blob is another one for a while; an absent one is there for a while. */
async function replaced(store: BlobStore, blob: string, change: (text: string) => string) {
  const before = await store.read(blob);
  await store.put(blob, Buffer.from(change(Buffer.from(before?.content ?? '').toString())));
  return () => (before === undefined ? store.delete(blob) : store.put(blob, before.content));
}

async function rosterPath({ world }: CanaryWorld): Promise<string> {
  const file = await readFile(path.join(world.directory, 'cohorts', `${COHORT}.yml`), 'utf8');
  return `${COHORT}/${/sha256: ([0-9a-f]{64})/.exec(file)?.[1]}`;
}

/** Actions that read the configuration, and with it the storage. */
const STORING = [
  ...['approve', 'prepare', 'sync', 'finish', 'verify', 'report', 'doctor', 'purge', 'preview'],
  'cohort-sync',
];

const HTML = `<html><title>${planted('a page')}</title><body>${FIRST}</body></html>`;

export const TROUBLES: readonly Trouble[] = [
  {
    name: 'a cast fails on a value at the first look at the source',
    arrange: castFails(/omop/),
    met: {
      prepare: 'SOURCE_STATEMENT_FAILED',
      'cohort-sync': 'SOURCE_STATEMENT_FAILED',
      doctor: 'SOURCE_STATEMENT_FAILED',
      preview: 'SOURCE_STATEMENT_FAILED',
    },
  },
  {
    name: 'a cast fails on a value where rows are staged, sent or compared',
    arrange: castFails(/^SELECT s\.|cohort_sync_(?:stage|verify)/),
    met: {
      sync: 'SOURCE_STATEMENT_FAILED',
      'cohort-sync': 'SOURCE_STATEMENT_FAILED',
      verify: 'SOURCE_STATEMENT_FAILED',
    },
  },
  {
    name: 'the storage refuses',
    arrange: storageSays(403, 'AuthorizationPermissionMismatch'),
    met: Object.fromEntries(STORING.map((name) => [name, 'STORAGE_DENIED'])),
  },
  {
    name: 'the storage fails, again and again',
    arrange: storageSays(500, 'InternalError'),
    met: { report: 'STORAGE_BUSY' },
  },
  {
    name: 'GitHub fails with a page',
    arrange: gitHubSays(500, HTML),
    met: { report: 'ISSUE_NOT_WRITTEN', finish: 'DEPLOYMENT_NOT_WRITTEN' },
  },
  {
    name: 'GitHub refuses with words',
    arrange: gitHubSays(403, { message: planted('an answer of GitHub'), errors: [{ value: `${FIRST}` }] }),
    met: Object.fromEntries(
      ['review', 'approve', 'preview', 'cohort-sync'].map((name) => [name, 'GITHUB_REFUSED']),
    ),
  },
  {
    name: 'GitHub takes no comment, and says why',
    arrange: async ({ github }) => {
      const body = { message: planted('an answer of GitHub'), errors: [{ value: `${FIRST}` }] };
      github.inject(({ url }) => (/comments/.test(url) ? { status: 403, body } : undefined));
      return () => github.inject(() => undefined);
    },
    met: { preview: 'COMMENT_NOT_WRITTEN' },
  },
  {
    name: 'GitHub answers something else than was asked for',
    arrange: gitHubSays(200, { [planted('a key')]: `${FIRST}` }),
    met: Object.fromEntries(
      ['approve', 'preview', 'cohort-sync'].map((name) => [name, 'GITHUB_ANSWER_UNEXPECTED']),
    ),
  },
  {
    name: 'the configuration is no YAML, with words where it breaks',
    arrange: merged('cohort-sync.yml', (text) => `${text}${planted('a key')}: [${FIRST}\n`),
    met: Object.fromEntries(STORING.map((name) => [name, 'CONFIGURATION_INVALID'])),
  },
  {
    name: 'the cohort file has keys that nobody knows, and comments',
    arrange: merged(
      `cohorts/${COHORT}.yml`,
      (text) => `${text}zyxquilla_key: ${FIRST} # ${planted('a comment')}\n`,
    ),
    met: Object.fromEntries(
      ['approve', 'prepare', 'sync', 'verify', 'doctor', 'cohort-sync'].map((name) => [
        name,
        'COHORT_INVALID',
      ]),
    ),
  },
  {
    name: 'a cohort is named by an identifier',
    arrange: async (world) => {
      const name = `p${FIRST}`;
      const text = await world.cohortFile(name, [FIRST]);
      await world.change({ [`cohorts/${name}.yml`]: text });
      return () => world.change({ [`cohorts/${name}.yml`]: null });
    },
    met: {
      approve: 'APPROVAL_MISSING',
      'cohort-sync': 'UNAPPROVED',
      verify: 'UNAPPROVED',
      doctor: 'UNAPPROVED',
    },
  },
  {
    name: 'the roster is another one',
    arrange: async (world) =>
      replaced(
        world.world.stores.rosters,
        await rosterPath(world),
        (text) => `${text}${planted('a roster')}\n`,
      ),
    met: Object.fromEntries(
      ['prepare', 'sync', 'finish', 'verify', 'doctor', 'cohort-sync'].map((name) => [name, 'ROSTER_DIGEST']),
    ),
  },
  {
    name: 'a list of who withdrew is none, and its name says whose',
    arrange: ({ world }) =>
      replaced(world.stores.withdrawals, `${planted('a broken list')}.csv`, () => `person_id\n${FIRST}x\n`),
    met: Object.fromEntries(
      ['prepare', 'sync', 'finish', 'verify', 'doctor', 'purge', 'preview', 'cohort-sync'].map((name) => [
        name,
        'ID_LIST_INVALID',
      ]),
    ),
  },
  {
    name: 'an approval was rewritten',
    arrange: ({ world }) =>
      replaced(world.stores.approvals, recordPath(COHORT, 1), (text) =>
        text.replace('"cohort"', `"${planted('a record')}":${FIRST},"cohort"`),
      ),
    met: Object.fromEntries(
      ['approve', 'prepare', 'sync', 'finish', 'verify', 'doctor', 'cohort-sync'].map((name) => [
        name,
        'APPROVAL_CHAIN_BROKEN',
      ]),
    ),
  },
  {
    name: 'somebody else wrote into the landing',
    arrange: async ({ world }) => {
      const address = { cohort: COHORT, table: 'person' };
      let version = 0;
      while (await world.stores.landing.read(commitPath(address, version))) version += 1;
      return replaced(world.stores.landing, commitPath(address, version), () =>
        JSON.stringify({
          commitInfo: { operation: planted('an operation'), timestamp: 1, userName: `${FIRST}` },
        }),
      );
    },
    met: Object.fromEntries(
      ['prepare', 'sync', 'finish', 'verify', 'doctor', 'cohort-sync'].map((name) => [
        name,
        'FOREIGN_COMMIT',
      ]),
    ),
  },
  {
    name: 'the stored plan was rewritten',
    arrange: ({ world }, run) =>
      replaced(world.stores.landing, runPath(run, 'plan.json'), (text) =>
        text.replace('"run"', `"${planted('a plan')}":${FIRST},"run"`),
      ),
    met: { sync: 'RUN_PLAN_BROKEN', finish: 'RUN_PLAN_BROKEN' },
  },
  {
    name: 'the token of the source is another one',
    arrange: async () => () => undefined,
    env: { DATABRICKS_TOKEN: planted('a token') },
    met: Object.fromEntries(
      ['prepare', 'sync', 'verify', 'doctor', 'preview', 'cohort-sync'].map((name) => [
        name,
        'SOURCE_UNAUTHENTICATED',
      ]),
    ),
  },
  {
    name: 'the way to the source answers with a page',
    arrange: wireSays(404, /warehouses/),
    met: Object.fromEntries(
      ['prepare', 'sync', 'verify', 'doctor', 'preview', 'cohort-sync'].map((name) => [
        name,
        'SOURCE_WAREHOUSE_MISSING',
      ]),
    ),
  },
  {
    name: 'the files of a result are refused with a page',
    arrange: wireSays(403, /results/),
    met: { verify: 'SOURCE_LINK_EXPIRED' },
  },
  {
    name: 'the runner gives the job no identity, and says why',
    arrange: gitHubSays(403, { message: planted('an answer of the identity'), person: `${FIRST}` }),
    env: { DATABRICKS_TOKEN: '' },
    inputs: { 'azure-client-id': randomUUID(), 'azure-tenant-id': randomUUID() },
    met: Object.fromEntries(
      ['prepare', 'sync', 'verify', 'doctor'].map((name) => [name, 'WORKFLOW_IDENTITY_REFUSED']),
    ),
  },
];
