import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { initRepository } from '../../src/init/init.ts';
import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from '../story/tiny-source.ts';
import { openWorld, type World } from '../story/world.ts';
import { PROJECT, runWorkflow, type WorkflowEnded, type WorkflowRun } from './act.ts';
import { ROOT } from './tools.ts';

/** A repository of cohorts on the fake GitHub, as `init` begins it, with a source and a storage behind its runners. */
export interface CohortRepository {
  readonly world: World;
  readonly github: FakeGitHub;
  /** Opens a pull request of ann's that brings these cohorts; who approves is said, and it is merged. */
  bring(cohorts: Readonly<Record<string, readonly number[]>>, approvers: readonly string[]): Promise<void>;
  /** The file of a cohort of these persons, whose roster is sealed. */
  cohortFile(id: string, persons: readonly number[]): Promise<string>;
  run(
    workflow: WorkflowRun['workflow'],
    event: WorkflowRun['event'],
    payload?: object,
  ): Promise<WorkflowEnded>;
  /** A load of the last Sunday that is a day old: one row for each of these persons, later than those of the load before. */
  load(persons: readonly number[]): Promise<void>;
  close(): Promise<void>;
}

/** On the teams: ben signs for the collaborator, olga and otto own the policy, ann writes. */
const TEAMS = { 'data-collaborators': ['ben'], 'data-owners': ['olga', 'otto'] };

const POLICY = `approvals:
  require: [{ team: example/data-collaborators, minimum: 1 }]
  owners: example/data-owners`;

/** Starts the servers, and brings the first policy by a pull request that an owner approves. */
export async function openCohortRepository(): Promise<CohortRepository> {
  const github = await startFakeGitHub({
    permissions: {
      ...{ contents: 'read', pull_requests: 'read' },
      ...{ deployments: 'write', issues: 'write', pull_requests: 'write' },
    },
  });
  const world = await openWorld({ configuration: FOUR_WEEKS });
  await tinySource(world.warehouse);
  const { repository } = github;
  for (const [team, members] of Object.entries(TEAMS)) repository.team(team, members);
  await repository.push({ 'README.md': 'Cohorts\n' }, 'olga');
  const policy = await repository.openPull({ files: await starter(world), author: 'olga' });
  policy.review('otto', 'APPROVED');
  policy.merge();

  let loads = 0;
  const cohortFile = async (id: string, persons: readonly number[]): Promise<string> => {
    await world.addCohort(id, persons, { tables: TINY_TABLES, approve: false });
    return readFile(path.join(world.directory, 'cohorts', `${id}.yml`), 'utf8');
  };
  return {
    world,
    github,
    cohortFile,
    async bring(cohorts, approvers) {
      const files: Record<string, string> = {};
      for (const [id, persons] of Object.entries(cohorts))
        files[`cohorts/${id}.yml`] = await cohortFile(id, persons);
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
          `(${100_000 * loads + person}, ${person}, 1, DATE '2025-01-01', 1.0, TIMESTAMP '${instantOf(loads)}')`,
      );
      await world.warehouse.run(`INSERT INTO omop.measurement (measurement_id, person_id, measurement_concept_id,
        measurement_date, value_as_number, load_dt) VALUES ${values.join(', ')}`);
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
