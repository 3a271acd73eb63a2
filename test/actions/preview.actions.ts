import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundle } from '../../build.ts';
import { formatInstant } from '../../src/instant.ts';
import type { PreviewReport } from '../../src/preview/preview-report.ts';
import type { BlobStore } from '../../src/storage/blob-store.ts';
import type { OpenPull } from '../github/fake-repository.ts';
import { TINY_TABLES } from '../story/tiny-source.ts';
import {
  CANARIES,
  CANARY_PERSONS,
  type CohortRepository,
  openCohortRepository,
} from '../workflows/cohort-repository.ts';
import { type ActionEnded, type ActionStart, runAction } from './action-run.ts';
import { findCanaries, findFigures, surfacesOf } from './canary.ts';

const [ANN, BEA, CAI] = CANARY_PERSONS as [bigint, bigint, bigint, bigint];
/** Of the cohort's persons one has withdrawn. */
const LEFT = [ANN, CAI];
const ON = 'preview: { enabled: true }\n';

let cohorts: CohortRepository;
let folder: string;
/** The pull request that is previewed; it brings the cohort `proposed`. */
let proposal: OpenPull;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cohort-sync-preview-'));
  [cohorts] = await Promise.all([openCohortRepository(), bundle(folder)]);
  await cohorts.world.stores.withdrawals.put('one.csv', Buffer.from(`person_id\n${BEA}\n`));
  proposal = await open({ 'cohorts/proposed.yml': await cohorts.cohortFile('proposed', [ANN, BEA, CAI]) });
  expect((await act('approve')).exitCode).toBe(0);
});
afterAll(async () => {
  await cohorts?.close();
  await rm(folder, { recursive: true, force: true });
});

const open = (files: Readonly<Record<string, string>>, author = 'ann'): Promise<OpenPull> =>
  cohorts.github.repository.openPull({ files, author });

/** One action; of figures GitHub gets none: neither the cohort's rows nor how many persons are left. */
async function act(name: 'approve' | 'preview', given: Partial<ActionStart> = {}): Promise<ActionEnded> {
  const { github, world } = cohorts;
  const before = github.received.length;
  const app = { 'app-id': github.tokens.appId, 'app-private-key': github.tokens.appPrivateKey };
  const ended = await runAction({
    bundle: path.join(folder, name),
    manifest: `actions/${name}/action.yml`,
    github,
    env: Object.fromEntries(Object.entries(world.env).map(([key, value]) => [key, value ?? ''])),
    debug: true,
    ...given,
    inputs: { ...(name === 'approve' ? app : {}), ...given.inputs },
  });
  const surfaces = surfacesOf(ended, github.received.slice(before));
  expect(findCanaries(surfaces, CANARIES), ended.stdout).toEqual([]);
  if (name === 'preview') expect(findFigures(surfaces, [LEFT.length * 30]), ended.stdout).toEqual([]);
  return ended;
}

const preview = ({ number }: Pick<OpenPull, 'number'>, given: Partial<ActionStart> = {}) =>
  act('preview', { ...given, inputs: { 'pull-request': `${number}` } });

/** Everything that a preview must leave as it was. */
async function state(): Promise<unknown> {
  const { stores, warehouse } = cohorts.world;
  const paths = async (store: BlobStore): Promise<readonly string[]> => {
    const found: string[] = [];
    for await (const { path: blob } of store.list('')) found.push(blob);
    return found;
  };
  const tables = await warehouse.run('SHOW TABLES IN sandbox');
  return [await paths(stores.landing), await paths(stores.approvals), await paths(stores.rosters), tables];
}

type Refusal = readonly [pull: OpenPull, code: string, given?: Partial<ActionStart>];

/** Previews that are refused, all at once; gives what each said. */
async function expectRefused(...refusals: readonly Refusal[]): Promise<readonly string[]> {
  const { warehouse } = cohorts.world;
  const { comments } = cohorts.github.repository;
  const [asked, written, before] = [warehouse.statements.length, comments.length, await state()];
  const ended = await Promise.all(refusals.map(([pull, , given]) => preview(pull, given)));
  for (const [index, [, code]] of refusals.entries()) {
    const { exitCode, stdout = '' } = ended[index] ?? {};
    expect([exitCode === 0, stdout.includes(`title=${code}::`)], `${code}\n${stdout}`).toEqual([false, true]);
  }
  // `state` itself asks for the sandbox's tables.
  expect(warehouse.statements.slice(asked).filter(({ sql }) => !sql.startsWith('SHOW'))).toEqual([]);
  expect(comments.length).toBe(written);
  expect(await state()).toEqual(before);
  return ended.map(({ stdout }) => stdout);
}

it('is off, and then nothing is asked of GitHub, of the storage or of the source', async () => {
  const { github, world } = cohorts;
  let requests = 0;
  world.storage.inject(({ method, url }) => {
    // The log of the action is kept, as always.
    if (!(method === 'PUT' && url?.includes('/diagnostics/runs/'))) requests += 1;
    return undefined;
  });
  const [asked, read] = [world.warehouse.statements.length, github.received.length];
  const { exitCode, stdout } = await preview(proposal);
  world.storage.inject(() => undefined);
  expect([exitCode, requests], stdout).toEqual([2, 0]);
  expect(stdout).toMatch(/title=PREVIEW_OFF::.*an owner sets preview\.enabled: true/);
  expect(world.warehouse.statements.length).toBe(asked);
  expect(github.received.length).toBe(read);
});

let switched: OpenPull;

it('is not switched on by the pull request that is previewed, nor by anybody but an owner', async () => {
  const { git } = cohorts.github.repository;
  const policy = `${git.text(['show', 'main:cohort-sync.yml'])}\n${ON}`;
  const own = await open({
    'cohort-sync.yml': policy,
    'cohorts/own.yml': await cohorts.cohortFile('own', [ANN]),
  });
  await expectRefused([own, 'PREVIEW_OFF']);
  switched = await open({ 'cohort-sync.yml': policy });
  switched.merge();
  expect((await act('approve')).exitCode).not.toBe(0);
  await expectRefused([proposal, 'POLICY_UNAPPROVED']);
  // On by now, but the one that brings policy and cohort at once is refused as the check refuses it.
  switched.review('otto', 'APPROVED');
  expect((await act('approve')).exitCode).toBe(0);
  const [said] = await expectRefused([own, 'PREVIEW_REFUSED']);
  expect(said).toContain('title=POLICY_AND_COHORT::');
});

/** What the source holds of the persons who are left, counted by another engine's own words. */
async function counted(table: string) {
  const [row] =
    await cohorts.world.warehouse.duckdb(`SELECT count(*) AS rows, count(DISTINCT person_id) AS persons,
    min(epoch_us(load_dt)) AS first, max(epoch_us(load_dt)) AS last FROM omop.${table}
    WHERE person_id IN (${LEFT.join(', ')})`);
  const at = (value: unknown): string => formatInstant(BigInt(value as bigint));
  return {
    table,
    rows: Number(row?.rows),
    persons: Number(row?.persons),
    firstLoad: at(row?.first),
    lastLoad: at(row?.last),
    withoutLoad: 0,
  };
}

async function stored(run: string | undefined, form: 'json' | 'html'): Promise<string> {
  const blob = await cohorts.world.stores.diagnostics.read(`runs/${run}/preview.${form}`);
  return Buffer.from(blob?.content ?? '').toString();
}

it('counts persons who are left of the list, keeps that inside, and leaves one comment with the way to it', async () => {
  const { github, world } = cohorts;
  const before = await state();
  const first = await preview(proposal);
  expect([first.exitCode, first.outputs.verdict], first.stdout).toEqual([0, 'done']);
  expect(await state()).toEqual(before);
  const report: PreviewReport = JSON.parse(await stored(first.outputs.run, 'json'));
  expect(report).toMatchObject({ run: first.outputs.run, pull: proposal.number, head: proposal.pull.head });
  const [cohort] = report.cohorts;
  expect(cohort).toMatchObject({
    cohort: 'proposed',
    state: 'counted',
    listed: 3,
    withdrawn: 1,
    problem: null,
  });
  expect(cohort?.tables).toMatchObject(await Promise.all(TINY_TABLES.map(counted)));
  expect(cohort?.tables[1]?.rows).toBe(LEFT.length * 30);
  expect(await stored(first.outputs.run, 'html')).toContain(
    `<td>measurement</td><td>${LEFT.length * 30}</td><td>2</td>`,
  );
  const link = (run: string | undefined) => `${world.storage.account}/diagnostics/runs/${run}/preview.html`;
  const body = (run: string | undefined): string => `<!-- cohort-sync:preview -->
## Preview

What commit \`${proposal.pull.head}\` would bring was counted at the source, before anybody approved it. The figures are inside the
network, for whoever may read there: [preview of run ${run}](${link(run)}).

No row has moved, and this approves nothing.
`;
  expect(github.repository.comments).toMatchObject([
    { issue: proposal.number, body: body(first.outputs.run) },
  ]);
  const again = await preview(proposal);
  expect(github.repository.comments).toMatchObject([
    { issue: proposal.number, body: body(again.outputs.run) },
  ]);
});

it('counts what there is where the source lacks a table of a cohort, and is red', async () => {
  const file = await cohorts.cohortFile('wide', [ANN]);
  const wide = await open({ 'cohorts/wide.yml': file.replace('measurement]', 'measurement, death]') });
  const ended = await preview(wide);
  expect([ended.exitCode, ended.outputs.verdict], ended.stdout).toEqual([1, 'failed']);
  expect(ended.summary).toContain('| wide | `SOURCE_TABLE_MISSING` |');
  const report: PreviewReport = JSON.parse(await stored(ended.outputs.run, 'json'));
  expect(report.cohorts).toMatchObject([{ state: 'held', problem: { code: 'SOURCE_TABLE_MISSING' } }]);
  expect(report.cohorts[0]?.tables.map(({ table }) => table)).toEqual(TINY_TABLES);
});

it('refuses a list that is not the one which the file pins, by digest and by number', async () => {
  const { rosters } = cohorts.world.stores;
  const file = await cohorts.cohortFile('altered', [ANN, CAI]);
  const altered = await open({ 'cohorts/altered.yml': file });
  const blob = `altered/${/sha256: ([0-9a-f]{64})/.exec(file)?.[1]}`;
  const sealed = Buffer.from((await rosters.read(blob))?.content ?? '').toString();
  await rosters.put(blob, Buffer.from(sealed.replace(`${CAI}`, `${BEA}`)));
  const counted = await cohorts.cohortFile('counted', [ANN, CAI]);
  const other = await open({ 'cohorts/counted.yml': counted.replace('persons: 2', 'persons: 3') });
  await expectRefused([altered, 'ROSTER_DIGEST'], [other, 'ROSTER_COUNT']);
});

it('refuses another branch, and what is not open, has mistakes, or proposes nothing', async () => {
  const good = await cohorts.cohortFile('single', [ANN]);
  const as = (status: string) =>
    open({ 'cohorts/single.yml': good.replace('status: active', `status: ${status}`) });
  const said = await expectRefused(
    [await as('sleeping'), 'PREVIEW_REFUSED'],
    [await as('suspended'), 'PREVIEW_NOTHING'],
    [await open({ 'README.md': 'Cohorts of ours\n' }), 'PREVIEW_NOTHING'],
    [switched, 'PREVIEW_PULL_UNFIT'],
    [proposal, 'GITHUB_REF_UNFIT', { ref: 'other' }],
  );
  expect(said[0]).toContain('file=cohorts/single.yml,line=6');
});
