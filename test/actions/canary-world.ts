import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundle, bundleSource, entries } from '../../build.ts';
import { openStack, type Stack } from '../crash/open-stack.ts';
import { bundledMutation, type Mutation } from '../mutants/mutation.ts';
import {
  CANARIES,
  type CohortRepository,
  openCohortRepositoryIn,
  STRANGER,
} from '../workflows/cohort-repository.ts';
import { type ActionEnded, type ActionRun, type ActionStart, startAction } from './action-run.ts';
import { findCanaries, findFigures, type Sighting, surfacesOf } from './canary.ts';
import { addMeasurements, addPersons } from './canary-source.ts';
import { FAULT, faulty, WORDS } from './faulty-bundles.ts';

/** Stands in everything that must not come out, beside ids and figures. */
const STEM = 'zyxquilla';
export const planted = (place: string): string => `${STEM}-in-${place}`;

/** Persons of the cohort, of whom a few withdrew: how many are left nobody may read. */
export const FIRST = 9_154_720_836_000_000_001n;
const PERSONS = Array.from({ length: 255 }, (_, n) => FIRST + BigInt(n));
const WITHDRAWN = PERSONS.slice(100, 104);
/** Three persons have all measurements: more than anybody else's rows, and of too few persons to be told. */
const FEW = PERSONS.slice(0, 3);
const ROWS_EACH = 32_406;
const EXACT_ROWS = FEW.length * ROWS_EACH;
const FIGURES = [PERSONS.length - WITHDRAWN.length, EXACT_ROWS, Number(EXACT_ROWS.toPrecision(2))];
const IDS = [...FEW, ...WITHDRAWN.slice(0, 1), STRANGER];

export const COHORT = 'trial';

/** What a warehouse that lies makes of a statement: the SQL that is to run, and the statement as it was sent. */
type Lie = (sql: string, original: string) => string;

export interface Act {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly event?: ActionStart['event'];
  /** A fault of `faults.ts`, in the bundles that have a place for it. */
  readonly fault?: string;
  /** Other bundles than the whole ones. */
  readonly bundles?: string;
  /** Called once the action runs. */
  readonly meanwhile?: (run: ActionRun) => Promise<void>;
}

export interface Acted extends ActionEnded {
  /** What GitHub has received, and must not have. */
  readonly sightings: readonly Sighting[];
}

export interface CanaryWorld extends CohortRepository<Stack> {
  /** All actions, the one at the root among them. */
  readonly actions: readonly string[];
  /** Number of a pull request that stays open, with a cohort of the same persons. */
  readonly proposed: number;
  lie(lie: Lie | undefined): void;
  /** A pull request that brings files, approved where it is to count. */
  change(files: Readonly<Record<string, string | null>>, approvers?: readonly string[]): Promise<void>;
  /** Starts a bundle as the runner does, with everything switched on that makes anything talk. */
  act(name: string, act?: Act): Promise<Acted>;
  /** Builds an action with a mutation in it; gives the folder for `bundles`. */
  buildWith(name: string, mutant: Mutation): Promise<string>;
  /** Persons whose rows must have landed. */
  readonly approved: string;
}

/** A repository, a source and a storage that are full of canaries, and every bundle, whole and with places for faults. */
export async function openCanaryWorld(): Promise<CanaryWorld> {
  const folder = await mkdtemp(path.join(tmpdir(), 'cohort-sync-canary-'));
  const [whole, open] = [path.join(folder, 'whole'), path.join(folder, 'open')];
  await Promise.all([bundle(whole), bundle(open, [faulty])]);
  // Where the stack keeps its certificate.
  process.env.CRASH_FOLDER ??= folder;
  let lie: Lie | undefined;
  const cohorts = await openCohortRepositoryIn(openStack, {
    configuration: `# ${planted('a comment of the policy')}\npreview: { enabled: true }`,
    transfer: '{ workers: 1, rowsPerSlice: 40000 }',
    rewrite: (sql, original) => lie?.(sql, original) ?? sql,
  });
  const { world, github } = cohorts;
  await fillSource(cohorts);
  await plantBlobs(cohorts);
  const { number: proposed } = await github.repository.openPull({
    files: { 'cohorts/proposed.yml': await trialFile(cohorts, 'proposed') },
    ...{ author: 'ann', title: planted('a title') },
  });
  const canaries = [STEM, ...IDS.map(String), ...CANARIES, String(FIRST).slice(0, 10), ...secretsOf(cohorts)];
  const names = Object.keys(await entries()).filter((name) => name !== 'cli');
  return {
    ...cohorts,
    actions: names,
    proposed,
    approved: PERSONS.filter((id) => !WITHDRAWN.includes(id)).join(', '),
    lie(next) {
      lie = next;
    },
    async change(files, approvers = []) {
      const pull = await github.repository.openPull({ files, author: 'ann' });
      for (const login of approvers) pull.review(login, 'APPROVED');
      pull.merge();
    },
    async act(name, { inputs = {}, env = {}, event, fault, bundles, meanwhile } = {}) {
      const before = github.received.length;
      const run = await startAction({
        bundle: path.join(bundles ?? (fault === undefined ? whole : open), name),
        manifest: name === 'cohort-sync' ? 'action.yml' : `actions/${name}/action.yml`,
        github,
        inputs: { ...(await appInputs(name, cohorts)), ...inputs },
        env: {
          ...Object.fromEntries(Object.entries(world.env).map(([key, value]) => [key, value ?? ''])),
          ...(fault === undefined ? {} : { [FAULT]: fault, [WORDS]: planted('a fault') }),
          ...env,
        },
        ...(event === undefined ? {} : { event }),
        debug: true,
        identity: true,
      });
      await meanwhile?.(run);
      const ended = await run.ended;
      const surfaces = surfacesOf(ended, github.received.slice(before));
      return {
        ...ended,
        sightings: [...findCanaries(surfaces, canaries), ...findFigures(surfaces, FIGURES)],
      };
    },
    async buildWith(name, mutant) {
      const bundles = await mkdtemp(path.join(folder, 'mutant-'));
      const { [name]: source = '' } = await entries();
      const built = path.basename(await bundleSource(bundles, source, [bundledMutation(mutant)]));
      await mkdir(path.join(bundles, name));
      await writeFile(path.join(bundles, name, 'index.js'), `import '../${built}';\n`);
      return bundles;
    },
    async close() {
      await cohorts.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The cohort's file, whose text is full of canaries too. */
export async function trialFile(cohorts: CohortRepository, id = COHORT): Promise<string> {
  const text = await cohorts.cohortFile(id, PERSONS);
  return `# ${planted('a comment of a cohort file')}\n${text.replace('T-1', planted('an agreement'))}`;
}

async function fillSource({ world: { warehouse } }: CohortRepository): Promise<void> {
  const load = '2026-01-04 03:00:00Z';
  await addPersons(warehouse, PERSONS, load);
  await addMeasurements(warehouse, FEW, load, 10_000_000, ROWS_EACH);
  await warehouse.run(`UPDATE omop.measurement SET measurement_source_value = '${planted('a value')}'
    WHERE measurement_source_value IS NOT NULL`);
}

/** Blobs that nobody asks for, beside those that are read, in every container; and a list of who withdrew. */
async function plantBlobs({ world: { stores } }: CohortRepository): Promise<void> {
  const bytes = Buffer.from(planted('a blob'));
  await stores.landing.put(`cohorts/${COHORT}/measurement/${planted('the name of a blob')}.parquet`, bytes);
  await stores.landing.put(`${planted('the name of a folder')}/${FIRST}.json`, bytes);
  await stores.rosters.put(`${COHORT}/${FIRST}`, bytes);
  await stores.approvals.put(`${planted('an approval')}/1.json`, bytes);
  await stores.diagnostics.put(`runs/${planted('a run')}/report.json`, bytes);
  const list = Buffer.from(`person_id\n${WITHDRAWN.join('\n')}\n`);
  await stores.withdrawals.put(`${planted('a list')}.csv`, list);
}

/** Secrets that an action is given, and that GitHub itself must not get. */
function secretsOf({ world: { env }, github }: CohortRepository): readonly string[] {
  const key = /AccountKey=([^;]+)/.exec(env.AZURE_STORAGE_CONNECTION_STRING ?? '')?.[1];
  const [, line] = github.tokens.appPrivateKey.split('\n');
  return [env.DATABRICKS_TOKEN, key, line].map((secret) => {
    if (!secret) throw new Error('an action is given no secret');
    return secret;
  });
}

async function appInputs(name: string, { github }: CohortRepository): Promise<Record<string, string>> {
  if (name !== 'approve' && name !== 'cohort-sync') return {};
  return { 'app-id': github.tokens.appId, 'app-private-key': github.tokens.appPrivateKey };
}
