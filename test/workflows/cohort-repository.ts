import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { initRepository } from '../../src/init/init.ts';
import type { Instant } from '../../src/instant.ts';
import { addMeasurements, addPersons, CANARY_VALUE } from '../actions/canary-source.ts';
import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from '../story/tiny-source.ts';
import { at, openWorld, type World, type WorldOptions } from '../story/world.ts';
import { PROJECT, runWorkflow, type WorkflowEnded, type WorkflowRun } from './act.ts';
import { ROOT } from './tools.ts';

/** A repository of cohorts on the fake GitHub, as `init` begins it, with a source and a storage behind its runners. */
export interface CohortRepository<Opened extends World = World> {
  readonly world: Opened;
  readonly github: FakeGitHub;
  /** Opens a pull request of ann's that brings these cohorts; who approves is said, and it is merged. */
  bring(
    cohorts: Readonly<Record<string, Persons>>,
    approvers: readonly string[],
    status?: string,
  ): Promise<void>;
  /** The file of a cohort of these persons, whose roster is sealed. */
  cohortFile(id: string, persons: Persons, status?: string): Promise<string>;
  run(
    workflow: WorkflowRun['workflow'],
    event: WorkflowRun['event'],
    payload?: object,
  ): Promise<WorkflowEnded>;
  /** A load of the last Sunday that is a day old: one row for each of these persons, later than those of the load before. */
  load(persons: Persons): Promise<Instant>;
  close(): Promise<void>;
}

/** Ids and a value that nothing else could be, so that each is found wherever it is written. */
export const CANARY_PERSONS = [1n, 2n, 3n, 4n].map((n) => 7_000_000_000_000_000_000n + n);
export const STRANGER = 7_999_999_999_999_999_999n;
export const CANARIES = [...CANARY_PERSONS, STRANGER, CANARY_VALUE].map(String);

/** As of the last Sunday of the tiny source. */
const HISTORY = '2026-01-04 03:00:00Z';

type Persons = readonly (bigint | number)[];

/** On the teams: ben signs for the collaborator, olga and otto own the policy, ann writes. */
const TEAMS = { 'data-collaborators': ['ben'], 'data-owners': ['olga', 'otto'] };

const POLICY = `approvals:
  require: [{ team: example/data-collaborators, minimum: 1 }]
  owners: example/data-owners`;

/** Starts the servers, and brings the first policy by a pull request that an owner approves. */
export function openCohortRepository(options: WorldOptions = {}): Promise<CohortRepository> {
  return openCohortRepositoryIn(openWorld, options);
}

/** The same over a world of another kind. */
export async function openCohortRepositoryIn<Opened extends World>(
  open: (options: WorldOptions) => Promise<Opened>,
  options: WorldOptions,
): Promise<CohortRepository<Opened>> {
  const github = await startFakeGitHub({
    permissions: {
      ...{ contents: 'read', pull_requests: 'read' },
      ...{ deployments: 'write', issues: 'write', pull_requests: 'write' },
    },
  });
  const world = await open({
    ...options,
    configuration: `${FOUR_WEEKS}\n${options.configuration ?? ''}`,
  });
  await tinySource(world.warehouse);
  const everyone = [...CANARY_PERSONS, STRANGER];
  await addPersons(world.warehouse, everyone, HISTORY);
  await addMeasurements(world.warehouse, everyone, HISTORY, 50_000);
  const { repository } = github;
  for (const [team, members] of Object.entries(TEAMS)) repository.team(team, members);
  await repository.push({ 'README.md': 'Cohorts\n' }, 'olga');
  const policy = await repository.openPull({ files: await starter(world), author: 'olga' });
  policy.review('otto', 'APPROVED');
  policy.merge();

  let loads = 0;
  const cohortFile = async (id: string, persons: Persons, status = 'active'): Promise<string> => {
    await world.addCohort(id, persons, { tables: TINY_TABLES, approve: false, status });
    return readFile(path.join(world.directory, 'cohorts', `${id}.yml`), 'utf8');
  };
  return {
    world,
    github,
    cohortFile,
    async bring(cohorts, approvers, status) {
      const files: Record<string, string> = {};
      for (const [id, persons] of Object.entries(cohorts))
        files[`cohorts/${id}.yml`] = await cohortFile(id, persons, status);
      const pull = await repository.openPull({ files, author: 'ann' });
      for (const login of approvers) pull.review(login, 'APPROVED');
      pull.merge();
    },
    run: (workflow, event, payload = {}) =>
      runWorkflow({
        ...{ github, workflow, event, payload: { ...payload } },
        bundles: path.join(ROOT, 'dist'),
        env: Object.fromEntries(Object.entries(world.env).map(([name, value]) => [name, value ?? ''])),
        variables: { COHORT_SYNC_APP_ID: github.tokens.appId },
      }),
    async load(persons) {
      loads += 1;
      const values = persons.map(
        (person) =>
          `(${100_000 * loads + Number(BigInt(person) % 1000n)}, ${person}, 1, DATE '2025-01-01', 1.0, TIMESTAMP '${instantOf(loads)}')`,
      );
      await world.warehouse.run(`INSERT INTO omop.measurement (measurement_id, person_id, measurement_concept_id,
        measurement_date, value_as_number, load_dt) VALUES ${values.join(', ')}`);
      return at(`${instantOf(loads).replace(' ', 'T')}Z`);
    },
    async close() {
      await world.close();
      await github.stop();
    },
  };
}

/** By the real clock, because runners have no other. UTC, as the source writes it. */
function instantOf(load: number): string {
  const day = new Date(Date.now() - 24 * 3_600_000);
  day.setUTCDate(day.getUTCDate() - day.getUTCDay());
  return `${day.toISOString().slice(0, 10)} 01:${String(load).padStart(2, '0')}:00`;
}

/** What `init` writes, with the configuration of the test's servers. */
async function starter(world: World): Promise<Record<string, string>> {
  const directory = path.join(world.directory, 'starter');
  await mkdir(directory);
  const { files } = await initRepository({
    ...{ directory, actions: `${PROJECT.repository}@${PROJECT.commit}` },
    ...{ organisation: 'example', branch: 'main', server: 'enterprise', force: false, dryRun: false },
  });
  const read = files.map(async ({ path: name }) => {
    return [name, await readFile(path.join(directory, name), 'utf8')] as const;
  });
  const configuration = await readFile(path.join(world.directory, 'cohort-sync.yml'), 'utf8');
  return {
    ...Object.fromEntries(await Promise.all(read)),
    'cohort-sync.yml': configuration.replace('approvals: { manual: true }', POLICY),
  };
}
