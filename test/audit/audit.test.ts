import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { appendPolicy } from '../../src/approval/policy-record.ts';
import type { AuditReport } from '../../src/audit/audit-report.ts';
import { assignGroups } from '../../src/landing/assign-groups.ts';
import { writeCheckpoint } from '../../src/landing/checkpoint.ts';
import { openTable } from '../../src/landing/delta-log.ts';
import { readMembers, saveMembers } from '../../src/landing/members.ts';
import { checkpointPath, lastCheckpointPath } from '../../src/landing/paths.ts';
import { requireOurs } from '../../src/landing/table-state.ts';
import type { BlobStore } from '../../src/storage/blob-store.ts';
import { otherPolicy } from '../approval/other-policy.ts';
import { cohortSync, documentOf } from '../cli/shell.ts';
import { loadSecondSunday, loadSmallSource, PERSONS, TABLES } from '../cli/small-source.ts';
import { at, openWorld, type World } from '../story/world.ts';

/** JSON has counts as numbers. */
type Json<T> = T extends bigint ? number : T extends object ? { [K in keyof T]: Json<T[K]> } : T;

let world: World;
beforeAll(async () => {
  world = await openWorld({ now: at('2026-01-05T06:00:00Z') });
  await loadSmallSource(world);
  await world.addCohort('cardiology', PERSONS.slice(0, 2), { tables: TABLES });
  await world.sync();
  await loadSecondSunday(world);
  world.warehouse.setNow(at('2026-01-12T06:00:00Z'));
  await world.addCohort('cardiology', PERSONS.slice(0, 3), { tables: TABLES });
  await world.sync();
});
afterAll(() => world.close());

const audit = (cohort = 'cardiology') => documentOf<Json<AuditReport>>(world, 'audit', '--cohort', cohort);

async function findings(): Promise<readonly string[]> {
  const { code, document } = await audit();
  expect(document.verdict).toBe(document.findings.length === 0 ? 'verified' : 'failed');
  expect(code).toBe(document.findings.length === 0 ? 0 : 1);
  expect(document.findings.every(({ remedy }) => remedy !== '')).toBe(true);
  return document.findings.map(({ code: each }) => each);
}

/** Changes a blob, or takes it away, until the test is over. */
async function tamper(
  store: BlobStore,
  path: string,
  change: (text: string) => string | undefined,
): Promise<void> {
  const content = (await store.read(path))?.content;
  if (content === undefined) throw new Error(`there is no ${path}`);
  onTestFinished(() => store.put(path, content));
  const text = Buffer.from(content).toString('latin1');
  const changed = change(text);
  if (changed === undefined) return store.delete(path);
  expect(changed).not.toBe(text);
  await store.put(path, Buffer.from(changed, 'latin1'));
}

const log = (table: string, version: number): string =>
  `cohorts/cardiology/${table}/_delta_log/${version.toString().padStart(20, '0')}.json`;

const snapshot = (number: number): string =>
  `_cohort-sync/snapshots/cardiology/${number.toString().padStart(10, '0')}.json`;

describe('audit of a chain that is whole', () => {
  it('walks approvals, rosters, groups, runs, versions and snapshots, and verifies', async () => {
    const { code, document } = await audit();
    expect(document.findings).toEqual([]);
    expect(document.verdict).toBe('verified');
    expect(code).toBe(0);
    expect(document.file).toBe('approved');
    expect(
      document.approvals.map(({ sequence, kind, roster }) => [sequence, kind, roster.persons, roster.found]),
    ).toEqual([
      [1, 'manual', 2, 'verified'],
      [2, 'manual', 3, 'verified'],
    ]);
    expect(document.approvals[1]?.predecessor).toBe(document.approvals[0]?.digest);
    expect(document.groups.map(({ group, revision, persons }) => [group, revision, persons])).toEqual([
      ['g1', 1, 2],
      ['g2', 2, 1],
    ]);
    expect(document.runs.map(({ state, revision, snapshot: number }) => [state, revision, number])).toEqual([
      ['synced', 1, 1],
      ['synced', 2, 2],
    ]);
    expect(document.snapshots.map(({ number, revision, rows }) => [number, revision, rows])).toEqual([
      [1, 1, 4],
      [2, 2, 9],
    ]);
    expect(document.runsWithoutReport).toEqual([]);
  });

  it('tells of each version what it did, in which run, under which revision', async () => {
    const { document } = await audit();
    const visits = document.tables.find(({ table }) => table === 'visit_occurrence');
    expect(visits?.commits[0]).toMatchObject({
      version: 0,
      operation: 'BACKFILL',
      revision: 1,
      rowsAdded: 2,
      rowsRemoved: 0,
    });
    expect(visits?.commits.slice(1).every(({ revision }) => revision === 2)).toBe(true);
    expect(visits?.commits.reduce((rows, commit) => rows + commit.rowsAdded - commit.rowsRemoved, 0)).toBe(
      visits?.rows,
    );
    expect(visits?.rows).toBe(6);
    const runs = new Set(document.runs.map(({ run }) => run));
    expect(visits?.commits.every(({ run }) => run !== null && runs.has(run))).toBe(true);
    expect(document.snapshots.at(-1)?.tables.visit_occurrence).toBe(visits?.version);
  });

  it('prints it for people, without a person in it, and asks the source nothing', async () => {
    const before = world.warehouse.statements.length;
    const { out, err, code } = await cohortSync(world, 'audit', '--cohort', 'cardiology');
    expect(code).toBe(0);
    expect(out).toMatch(/^verified: cardiology \(cohort file: approved\)$/m);
    expect(out).toContain('manual by tester: a test');
    expect(out).toContain('g2  1 persons, taken up under revision 2');
    expect(out).toMatch(/^removals: none$/m);
    for (const person of PERSONS) expect(out + err).not.toContain(`${person}`);
    expect(world.warehouse.statements.length).toBe(before);
  });

  it('names the runs that left no report, which is no failure', async () => {
    const [first = ''] = (await audit()).document.runs.map(({ run }) => run);
    await tamper(world.stores.diagnostics, `runs/${first}/report.json`, () => undefined);
    expect(await findings()).toEqual([]);
    expect((await audit()).document.runsWithoutReport).toEqual([first]);
    // A purge keeps its report in a folder of its own.
    await world.stores.diagnostics.put(`purges/${first}/report.json`, Buffer.from('{}'));
    expect((await audit()).document.runsWithoutReport).toEqual([]);
  });

  it('finds nothing in a table that an amendment took out', async () => {
    const [kept = '', dropped = ''] = TABLES;
    await world.addCohort('amended', PERSONS.slice(0, 1), { tables: [kept, dropped] });
    expect((await world.sync({ cohorts: ['amended'] })).exitCode).toBe(0);
    await world.addCohort('amended', PERSONS.slice(0, 1), { tables: [kept] });
    expect((await world.sync({ cohorts: ['amended'] })).exitCode).toBe(0);
    const { code, document } = await audit('amended');
    expect([code, document.findings]).toEqual([0, []]);
    const removal = document.tables.find(({ table }) => table === dropped)?.commits.at(-1);
    expect(removal).toMatchObject({ operation: 'REMOVAL', revision: 2 });
  });

  it('audits a cohort whose file is gone, and refuses one that never was', async () => {
    await world.addCohort('never-landed', PERSONS.slice(0, 1), { tables: TABLES });
    const nothing = { verdict: 'verified', tables: [], snapshots: [] };
    expect((await audit('never-landed')).document).toMatchObject({ ...nothing, file: 'approved' });
    await rm(path.join(world.directory, 'cohorts', 'never-landed.yml'));
    expect((await audit('never-landed')).document).toMatchObject({ ...nothing, file: 'missing' });
    const { code, document } = await audit('nobody');
    expect(document).toMatchObject({ error: { code: 'COHORT_UNKNOWN' } });
    expect(code).toBe(2);
  });
});

describe('audit of a chain that was meddled with', () => {
  it('finds an approval record that was changed', async () => {
    await tamper(world.stores.approvals, 'cardiology/000001.json', (text) =>
      text.replace('a test', 'a tale'),
    );
    expect(await findings()).toEqual(['APPROVAL_CHAIN_BROKEN']);
  });

  it('finds that the newest approval was taken away behind the data', async () => {
    await tamper(world.stores.approvals, 'cardiology/000002.json', () => undefined);
    expect(new Set(await findings())).toEqual(new Set(['REVISION_UNKNOWN']));
  });

  it('calls no file approved whose approval the policy in force does not count, and finds a broken chain of policies', async () => {
    await appendPolicy(world.stores.approvals, [], otherPolicy());
    onTestFinished(() => world.stores.approvals.delete('_policy/000001.json'));
    expect((await audit()).document).toMatchObject({ file: 'unapproved', verdict: 'verified' });
    await tamper(world.stores.approvals, '_policy/000001.json', (text) =>
      text.replace('"version": 1', '"version": 2'),
    );
    expect(await findings()).toEqual(['APPROVAL_CHAIN_BROKEN']);
    expect((await audit()).document.file).toBe('unapproved');
  });

  it('shows text of a changed head record without its control characters', async () => {
    await tamper(world.stores.approvals, 'cardiology/000002.json', (text) =>
      text.replace('"tester"', '"\\u001b[2Jtester"'),
    );
    const { out } = await cohortSync(world, 'audit', '--cohort', 'cardiology');
    expect(out).toContain('\u{fffd}[2Jtester');
    expect(out).not.toContain('\u001b');
  });

  it('finds a roster that was changed, and one in force that is gone; an erased older one is none', async () => {
    const { document } = await audit();
    const [first, second] = document.approvals.map(({ roster }) => `cardiology/${roster.sha256}`);
    await tamper(world.stores.rosters, `${second}`, (text) => text.slice(0, -2));
    expect(await findings()).toEqual(['ROSTER_DIGEST']);
    await world.stores.rosters.delete(`${second}`);
    expect(await findings()).toEqual(['ROSTER_MISSING']);
    await tamper(world.stores.rosters, `${first}`, () => undefined);
    expect((await audit()).document.approvals[0]?.roster.found).toBe('absent');
  });

  it('finds a member list that was changed, and never says who', async () => {
    const [group] = (await audit()).document.groups;
    await tamper(
      world.stores.landing,
      `_cohort-sync/members/cardiology/${group?.members}`,
      (text) => `${text}12345678`,
    );
    expect(await findings()).toContain('MEMBERS_BROKEN');
  });

  it('finds members whom nobody approved, by their number alone', async () => {
    const { landing } = world.stores;
    await tamper(landing, '_cohort-sync/members/cardiology/index.json', (text) => `${text} `);
    const stored = await readMembers(landing, 'cardiology');
    const { members } = assignGroups(stored.members, BigInt64Array.from(PERSONS), 2);
    await saveMembers(landing, 'cardiology', stored, members);
    const { document } = await audit();
    expect(document.findings.map(({ code }) => code)).toEqual(['PERSON_NOT_APPROVED']);
    expect(document.findings[0]?.message).toContain('holds 1 person(s)');
    for (const person of PERSONS) expect(JSON.stringify(document)).not.toContain(`${person}`);
  });

  it('finds a checkpoint that gives readers something else than the commits', async () => {
    const { landing } = world.stores;
    const address = { cohort: 'cardiology', table: 'visit_occurrence' };
    const newest = requireOurs((await openTable(landing, address)) ?? expect.fail('no table'));
    onTestFinished(async () => {
      await landing.delete(checkpointPath(address, newest.version));
      await landing.delete(lastCheckpointPath(address));
    });
    await writeCheckpoint(landing, { ...newest, log: { ...newest.log, adds: new Map() } });
    expect(await findings()).toContain('CHECKPOINT_DIFFERS');
  });

  it('finds a commit that is missing', async () => {
    await tamper(world.stores.landing, log('visit_occurrence', 0), () => undefined);
    expect(await findings()).toContain('LANDING_LOG_BROKEN');
  });

  it('finds a commit of another engine', async () => {
    const { document } = await audit();
    const version = (document.tables.find(({ table }) => table === 'person')?.version ?? 0) + 1;
    onTestFinished(() => world.stores.landing.delete(log('person', version)));
    const content = JSON.stringify({ commitInfo: { timestamp: 1, operation: 'OPTIMIZE' } });
    await world.stores.landing.put(log('person', version), Buffer.from(content));
    expect(await findings()).toContain('FOREIGN_COMMIT');
    const commit = (await audit()).document.tables.find(({ table }) => table === 'person')?.commits.at(-1);
    expect(commit).toMatchObject({ operation: 'OPTIMIZE', run: null, revision: null });
  });

  it('finds a column that its revision did not approve', async () => {
    await tamper(world.stores.landing, log('person', 0), (text) =>
      text.replaceAll('year_of_birth', 'secret_of_birth'),
    );
    expect(await findings()).toContain('COLUMN_NOT_APPROVED');
  });

  it('finds files that do not add up to what the commit vouches for', async () => {
    await tamper(world.stores.landing, log('visit_occurrence', 0), (text) =>
      text.replace(
        /("cohortSync.rows":")(\d+)/,
        (_, key: string, rows: string) => `${key}${BigInt(rows) + 1n}`,
      ),
    );
    expect(await findings()).toContain('COVERAGE_MISMATCH');
  });

  it('finds a data file that is gone', async () => {
    const folder = 'cohorts/cardiology/visit_occurrence/g1/';
    let file = '';
    for await (const { path } of world.stores.landing.list(folder)) file = path;
    await tamper(world.stores.landing, file, () => undefined);
    expect(new Set(await findings())).toEqual(new Set(['FILE_MISSING']));
  });

  it('finds a snapshot that says something else than its versions', async () => {
    await tamper(world.stores.landing, snapshot(2), (text) => text.replace('"rows": "3"', '"rows": "4"'));
    expect(await findings()).toEqual(['SNAPSHOT_DIFFERS']);
  });

  it('finds a snapshot that cannot be read, one that names a version that is not there, and one that goes back', async () => {
    await tamper(world.stores.landing, snapshot(1), () => '{}\n');
    expect(await findings()).toEqual(['SNAPSHOT_BROKEN']);
    const second = Buffer.from((await world.stores.landing.read(snapshot(2)))?.content ?? '').toString();
    await world.stores.landing.put(
      snapshot(1),
      Buffer.from(second.replace('"number": 2', '"number": 1').replace(/"version": \d+/, '"version": 99')),
    );
    expect(new Set(await findings())).toEqual(new Set(['SNAPSHOT_BROKEN', 'SNAPSHOT_BACKWARD']));
  });

  it('finds that the newest snapshot is gone, which its readers take for the state of yesterday', async () => {
    await tamper(world.stores.landing, snapshot(2), () => undefined);
    expect(await findings()).toEqual(['SNAPSHOT_MISSING']);
    const { out, code } = await cohortSync(world, 'verify', '--cohort', 'cardiology');
    expect([code, out]).toEqual([1, expect.stringContaining('SNAPSHOT_MISSING')]);
  });

  it('says that storage could not be asked instead of finding fault with the chain', async () => {
    world.storage.inject(() => ({ status: 403, code: 'AuthorizationFailure' }));
    onTestFinished(() => world.storage.inject(() => undefined));
    const { code, document } = await audit();
    expect(document).toMatchObject({ error: { code: 'STORAGE_DENIED' } });
    expect(code).toBe(1);
  });
});

describe('audit after rows were taken away', () => {
  it('verifies a smaller roster, and counts what went', async () => {
    await world.addCohort('cardiology', PERSONS.slice(0, 1), { tables: TABLES });
    await world.sync();
    const { document } = await audit();
    expect(document.findings).toEqual([]);
    const person = document.tables.find(({ table }) => table === 'person');
    expect(person?.rows).toBe(1);
    const removal = person?.commits.find(({ operation }) => operation === 'REMOVAL');
    // The file of three persons went, and came again with one of them: two rows left, not what was in the file.
    expect([removal?.rowsRemoved, removal?.rowsAdded]).toEqual([3, 1]);
    expect(document.removals.find(({ table }) => table === 'person')?.rowsRemoved).toBe(2);
    expect(document.groups.map(({ persons }) => persons)).toEqual([1, 0]);
  });

  it('lists removals, purges and what was built anew by themselves', async () => {
    const removals = async () => (await audit()).document.removals.filter(({ table }) => table === 'person');
    const [removal] = await removals();
    const version = removal?.version ?? expect.fail('no removal');
    for (const operation of ['REBUILD', 'PURGE']) {
      await tamper(world.stores.landing, log('person', version), (text) =>
        text.replace(/"operation":"[A-Z]+"/, `"operation":"${operation}"`),
      );
      expect(await removals()).toEqual([{ ...removal, operation }]);
    }
    expect((await cohortSync(world, 'audit', '--cohort', 'cardiology')).out).toMatch(
      new RegExp(`^removals\\n(?:.*\\n)*?.*PURGE of 2 rows, person version ${version},`, 'm'),
    );
  });
});
