import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { departure } from '../../src/demo/evidence.ts';
import { openWorld, type World } from '../story/world.ts';
import { type Cast, moved, steps, TABLES } from './worked-example.ts';

const DOCUMENT = path.resolve(import.meta.dirname, '../../docs/design.md');

let world: World;
beforeAll(async () => {
  world = await openWorld({ configuration: 'limits: { recheck: 4w }' });
});
afterAll(() => world.close());

it('is told in docs/design.md as it happens', async () => {
  const cast: Cast = new Map();
  const rows: string[] = [];
  for (const [index, { what, happen, crash = false }] of steps(cast).entries()) {
    await happen(world);
    const logged = world.warehouse.statements.length;
    if (crash) dieAfterFirstTable(world);
    const outcome = await world.sync();
    world.storage.inject(() => undefined);
    const left = departure(world.warehouse.statements.slice(logged)).patientRows;
    const cells = ['heart', 'kidney', 'lung'].map((cohort) => moved(outcome, cohort));
    rows.push(`| ${index + 1} | ${what} | ${cells.join(' | ')} | ${left} |`);
    if (crash) continue;
    for (const [cohort, persons] of cast)
      for (const table of TABLES)
        expect(await world.differences(cohort, table, persons), `${what}: ${cohort} ${table}`).toBe(0n);
  }
  const told = (await readFile(DOCUMENT, 'utf8')).split('\n').filter((line) => /^\| \d+ \|/.test(line));
  expect(told).toEqual(rows);
}, 900_000);

/** Nothing of the new cohort's other tables gets through: the runner is gone once the first one is committed. */
function dieAfterFirstTable({ storage }: World): void {
  storage.inject(({ method, url }) =>
    method === 'PUT' && /\/cohorts\/lung\/(?!person\/)/.test(url)
      ? { status: 403, code: 'AuthorizationFailure' }
      : undefined,
  );
}
