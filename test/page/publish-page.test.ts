import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cohortSync } from '../cli/shell.ts';
import { loadSmallSource, PERSONS, TABLES } from '../cli/small-source.ts';
import { at, openWorld, replaceInFile, type World } from '../story/world.ts';

const NEWEST = '_cohort-sync/reports/newest.html';

describe('the page of a landing', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ now: at('2026-01-05T06:00:00Z') });
    await loadSmallSource(world);
    await world.addCohort('cardiology', PERSONS.slice(0, 3), { tables: TABLES, approve: false });
    const file = path.join(world.directory, 'cohorts', 'cardiology.yml');
    await replaceInFile(file, 'title: Test cohort', `title: "<script>alert('title')</script>"`);
    await world.approve('cardiology');
    await world.addCohort('not-approved', PERSONS.slice(0, 1), { tables: TABLES, approve: false });
    await world.sync();
  });
  afterAll(() => world.close());

  const text = async (blob: string): Promise<string> =>
    new TextDecoder().decode((await world.stores.landing.read(blob))?.content);
  const kept = async (): Promise<readonly string[]> => {
    const paths: string[] = [];
    for await (const { path: blob } of world.stores.landing.list('_cohort-sync/reports/')) paths.push(blob);
    return paths;
  };

  it('is written to a file, and then nothing to the storage', async () => {
    const file = path.join(world.directory, 'page.html');
    const { code, out } = await cohortSync(world, 'report', '--out', file);
    expect(out).toContain('1 of 2 cohorts held back');
    expect(out).toContain(`page: ${file}`);
    const page = await readFile(file, 'utf8');
    expect(page).toContain('&lt;script&gt;alert(&#39;title&#39;)&lt;/script&gt;');
    expect(page).not.toContain('<script');
    expect(page).toContain('UNAPPROVED');
    expect(await kept()).toEqual([]);
    // The load of the clock's week is long overdue: that is red, and the page is there all the same.
    expect(code).toBe(1);
  });

  it('is kept under a name of its own each time, and as the newest', async () => {
    const first = await cohortSync(world, 'report', '--json');
    const second = await cohortSync(world, 'report', '--json');
    const names = [first, second].map(({ out }) => JSON.parse(out).page as string);
    expect(new Set(names).size).toBe(2);
    expect(await kept()).toEqual([...names.toSorted(), NEWEST]);
    expect(await text(NEWEST)).toBe(await text(names[1] ?? ''));
  });

  it('holds no person, no fingerprint and no figure of three persons', async () => {
    const page = await text(NEWEST);
    for (const person of PERSONS) expect(page).not.toContain(`${person}`.replace('-', ''));
    expect(page).not.toMatch(/[0-9a-f]{32}/);
    expect(page).toContain('Fewer than 11 persons have landed: not shown.');
    expect(page).toContain('No week has figures to show yet.');
    expect(page).toContain('No history has figures to show.');
  });
});
