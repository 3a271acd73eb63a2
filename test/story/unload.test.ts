import { afterEach, describe, expect, it } from 'vitest';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from './tiny-source.ts';
import { at, openWorld, type World, type WorldOptions } from './world.ts';

const NOW = at('2026-01-05T06:00:00Z');

describe('a warehouse that unloads', () => {
  let world: World;
  const start = async (options: Partial<WorldOptions> = {}): Promise<void> => {
    world = await openWorld({
      now: NOW,
      configuration: FOUR_WEEKS,
      unload: true,
      unloadRows: 25,
      ...options,
    });
    await tinySource(world.warehouse);
    await world.addCohort('trial', [1, 2, 3, 4, 5], { tables: TINY_TABLES });
  };
  afterEach(() => world.close());

  const staged = async (): Promise<string[]> => {
    const paths: string[] = [];
    for await (const { path } of world.stores.staging?.list('') ?? []) paths.push(path);
    return paths;
  };
  const labels = (word: string): number =>
    world.warehouse.statements.filter(({ sql }) => sql.startsWith(word)).length;

  it('lands a backfill', async () => {
    await start();
    const { report, exitCode } = await world.sync();
    expect(report.cohorts[0]?.problem).toBeNull();
    expect(exitCode).toBe(0);
    expect(await world.differences('trial', 'measurement', '1, 2, 3, 4, 5')).toBe(0n);
    expect(await world.differences('trial', 'person', '1, 2, 3, 4, 5')).toBe(0n);
    expect(labels('INSERT OVERWRITE DIRECTORY')).toBeGreaterThan(2);
    expect(await staged()).toEqual([]);
  });
});
