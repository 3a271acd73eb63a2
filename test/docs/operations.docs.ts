import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { cohortSync } from '../cli/shell.ts';
import { loadSecondSunday, loadSmallSource, PERSONS, TABLES } from '../cli/small-source.ts';
import { readLog } from '../story/read-log.ts';
import { at, openWorld, replaceInFile, type World } from '../story/world.ts';
import { commandsIn, wordsOf } from './commands.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const TEXT = await readFile(path.join(ROOT, 'docs/operations.md'), 'utf8');
const git = (folder: string, ...parameters: readonly string[]) =>
  promisify(execFile)('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...parameters], {
    cwd: folder,
  });

/** What there is when a chapter begins, and which of its commands end otherwise than well. */
interface Chapter {
  before?(world: World): Promise<void>;
  /** Exit codes by command, in the chapter's order; 0 where nothing is said. */
  readonly codes?: Readonly<Record<string, number>>;
  after?(world: World): Promise<void>;
}

const heart = (world: World): string => path.join(world.directory, 'cohorts', 'heart.yml');

const CHAPTERS: Readonly<Record<string, Chapter>> = {
  'A run is red': {
    // A cohort that nobody approved, a load of months ago, and approvals by an identity that may do everything.
    codes: { report: 1 },
  },
  'Running it again': {},
  'The load has not come': {},
  'The heartbeat is old': {},
  'A botched load': {
    // So few rows are not judged, unless the floor is lower still: then one visit more for each person is implausible.
    before: async (world) => {
      await loadSecondSunday(world);
      world.warehouse.setNow(at('2026-01-12T06:00:00Z'));
    },
    codes: { 'sync 1': 3 },
    after: async (world) => {
      await replaceInFile(
        path.join(world.directory, 'cohort-sync.yml'),
        'growthFloor: 2',
        'growthFloor: 10000',
      );
      const visits = await world.differences('heart', 'visit_occurrence', PERSONS.slice(0, 3).join(', '));
      expect(visits).toBe(0n);
    },
  },
  'An amendment': {
    before: async (world) => {
      await mkdir(path.join(world.directory, 'lists'));
      await mkdir(path.join(world.directory, 'before'));
      await writeFile(
        path.join(world.directory, 'lists/heart.csv'),
        `person_id\n${PERSONS.slice(0, 4).join('\n')}\n`,
      );
      await copyFile(heart(world), path.join(world.directory, 'before/heart.yml'));
    },
  },
  'A request to remove a person': {
    before: (world) =>
      world.stores.withdrawals.put('2026-01.csv', new TextEncoder().encode(`person_id\n${PERSONS[0]}\n`)),
    after: async (world) => {
      const certificates: string[] = [];
      for await (const { path: blob } of world.stores.landing.list('_cohort-sync/certificates/heart/'))
        certificates.push(blob);
      expect(certificates).toHaveLength(2);
      expect(await world.differences('heart', 'person', PERSONS.slice(1).join(', '))).toBe(0n);
    },
  },
  'Ids of patients reached GitHub': {
    before: async ({ directory }) => {
      await git(directory, 'init', '-q', '-b', 'main');
      await git(directory, 'add', 'cohort-sync.yml', 'cohorts');
      await git(directory, 'commit', '-qm', 'cohorts');
      await git(directory, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
      await writeFile(path.join(directory, 'ids.txt'), `person_id\n${PERSONS.join('\n')}\n`);
      await git(directory, 'add', 'ids.txt');
      await git(directory, 'commit', '-qm', 'a mistake');
    },
    codes: { review: 1 },
  },
  'A landing differs': {
    before: async (world) => {
      // Far enough back that no weekly sync compares it value by value.
      await world.warehouse.run('UPDATE omop.visit_occurrence SET visit_concept_id = 9203');
    },
    codes: { 'verify 1': 1 },
  },
  'A foreign hand': {
    before: async (world) => {
      const files: string[] = [];
      for await (const { path: blob } of world.stores.landing.list('cohorts/heart/visit_occurrence/g'))
        files.push(blob);
      const live = await readLog(world.stores.landing, 'cohorts/heart/visit_occurrence/');
      await world.stores.landing.delete(live.find((file) => files.includes(file)) ?? '');
    },
    codes: { audit: 1, 'verify 1': 1 },
    after: async (world) =>
      expect(await world.differences('heart', 'visit_occurrence', PERSONS.slice(1).join(', '))).toBe(0n),
  },
  'Rotating credentials': {},
  Restoring: {
    before: async (world) => {
      await world.azurite.createContainer('landing-anew');
      const file = path.join(world.directory, 'cohort-sync.yml');
      await replaceInFile(file, 'landing: { url: landing }', 'landing: { url: landing-anew }');
    },
  },
  Upgrading: {},
};

/** The document's chapters with their commands. */
function chapters(): readonly { readonly title: string; readonly commands: readonly string[] }[] {
  return TEXT.split(/^## /m)
    .slice(1)
    .map((text) => ({
      title: text.slice(0, text.indexOf('\n')),
      commands: commandsIn(text),
    }))
    .filter(({ commands }) => commands.length > 0);
}

describe('docs/operations.md', () => {
  let world: World;
  const where = process.cwd();
  beforeAll(async () => {
    world = await openWorld({ now: at('2026-01-05T06:00:00Z'), configuration: 'limits: { growthFloor: 2 }' });
    process.chdir(world.directory);
    await loadSmallSource(world);
    await world.addCohort('heart', PERSONS.slice(0, 3), { tables: TABLES });
    await world.sync();
  });
  afterAll(async () => {
    process.chdir(where);
    await world.close();
  });

  it('has a rehearsal for each chapter with commands, and no other', () => {
    expect(chapters().map(({ title }) => title)).toEqual(Object.keys(CHAPTERS));
  });

  it.each(chapters())('$title: its commands run as they are written', async ({ title, commands }) => {
    const { before, after, codes = {} } = CHAPTERS[title] ?? {};
    await before?.(world);
    let finding = '';
    const count = new Map<string, number>();
    for (const line of commands) {
      const words = wordsOf(line.replaceAll('FINDING', finding));
      expect(words.slice(0, 2), line).toEqual(['npx', 'cohort-sync']);
      const name = words[2] ?? '';
      count.set(name, (count.get(name) ?? 0) + 1);
      const { code, out, err } = await cohortSync(world, ...words.slice(2));
      expect(code, `${line}\n${out}\n${err}`).toBe(codes[name] ?? codes[`${name} ${count.get(name)}`] ?? 0);
      finding = /finding ([0-9a-f]{64})/.exec(out + err)?.[1] ?? finding;
      if (name === 'seal') await writeKeys(heart(world), out);
    }
    await after?.(world);
  });

  it('names the inputs that the rerun has, all of them', async () => {
    const { on } = parse(await readFile(path.join(ROOT, 'workflows/rerun.yml'), 'utf8'));
    const table = /## Running it again[\s\S]*?(?=\n## )/.exec(TEXT)?.[0] ?? '';
    const named = [...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
    expect(named).toEqual(expect.arrayContaining(Object.keys(on.workflow_dispatch.inputs)));
    expect(named).toHaveLength(Object.keys(on.workflow_dispatch.inputs).length);
  });
});

/** What a person does with the three keys that `seal` prints. */
async function writeKeys(file: string, printed: string): Promise<void> {
  for (const key of ['uri', 'sha256', 'persons']) {
    const value = new RegExp(`^ *${key}: *(\\S+)$`, 'm').exec(printed)?.[1] ?? '';
    await replaceInFile(file, new RegExp(`^  ${key}: .*$`, 'm'), `  ${key}: ${value}`);
  }
}
