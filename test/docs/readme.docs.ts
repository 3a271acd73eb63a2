import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cohortSync } from '../cli/shell.ts';
import { loadSecondSunday, loadSmallSource, PERSONS, TABLES } from '../cli/small-source.ts';
import { at, openWorld, type World } from '../story/world.ts';
import { commandsIn, wordsOf } from './commands.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const README = await readFile(path.join(ROOT, 'README.md'), 'utf8');
const COMMANDS = commandsIn(README).filter((line) => line.startsWith('npx cohort-sync '));
/** These serve until they are told to stop. */
const [SERVERS, COMMANDS_THAT_END] = [true, false].map((serves) =>
  COMMANDS.filter((line) => line.startsWith('npx cohort-sync warehouse') === serves),
) as [string[], string[]];

/** The made-up load is of months ago, which `report` says; all else ends well. */
const CODES: Readonly<Record<string, number>> = { report: 1 };

describe('README.md', () => {
  let world: World;
  let finding = '';
  const where = process.cwd();

  beforeAll(async () => {
    world = await openWorld({ now: at('2026-01-05T06:00:00Z'), configuration: 'limits: { growthFloor: 2 }' });
    await loadSmallSource(world);
    await world.addCohort('cardiology', PERSONS.slice(0, 3), { tables: TABLES });
    await world.addCohort('diabetes', PERSONS.slice(2), { tables: TABLES });
    await mkdir(path.join(world.directory, 'lists'));
    const list = `person_id\n${PERSONS.slice(0, 3).join('\n')}\n`;
    await writeFile(path.join(world.directory, 'lists/cardiology.csv'), list);
    await repository(world.directory);
    // Beside the directory in which the commands are given, as the examples have it.
    await mkdir(path.join(world.directory, 'our-cohorts'));
    await repository(path.join(world.directory, 'our-cohorts'));
    await mkdir(path.join(world.directory, 'here'));
    process.chdir(world.directory);
  });
  afterAll(async () => {
    process.chdir(where);
    await world.close();
  });

  it.each(COMMANDS_THAT_END)('%s', async (line) => {
    if (line.includes('override')) finding = await implausibleLoad(world);
    const words = wordsOf(line.replace('FINDING', finding)).slice(2);
    if (words[0] === 'init') process.chdir('here');
    const { code, out, err } = await cohortSync(world, ...words);
    process.chdir(world.directory);
    expect(code, `${out}\n${err}`).toBe(CODES[words[0] ?? ''] ?? 0);
  });

  it.each(SERVERS)('%s', async (line) => {
    const folder = path.join(world.directory, 'omop');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'person.csv'), 'person_id,year_of_birth\n7,1970\n');
    const words = wordsOf(line.replace('DIR', folder)).slice(2);
    const child = spawn(process.execPath, [path.join(ROOT, 'src/cli.ts'), ...words], {
      env: { ...process.env, ...world.env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    const [first] = await once(createInterface(child.stdout), 'line');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    if (words.includes('--json')) expect(JSON.parse(first)).toHaveProperty('httpPath');
  });
});

/** The next Sunday brings so much that a guard stops the sync: the digits that it shows. */
async function implausibleLoad(world: World): Promise<string> {
  await loadSecondSunday(world);
  world.warehouse.setNow(at('2026-01-12T06:00:00Z'));
  const { code, out, err } = await cohortSync(world, 'sync');
  expect(code, `${out}\n${err}`).toBe(3);
  return /finding ([0-9a-f]{64})/.exec(out + err)?.[1] ?? '';
}

async function repository(folder: string): Promise<void> {
  const git = (...words: readonly string[]) =>
    promisify(execFile)('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...words], {
      cwd: folder,
    });
  await git('init', '-q', '-b', 'main');
  await git('add', '--all', '--', '.', ':!lists');
  await git('commit', '-q', '--allow-empty', '-m', 'cohorts');
  await git('update-ref', 'refs/remotes/origin/main', 'HEAD');
}
