import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newPersonList, personDigest } from '../../../src/landing/person-list.ts';
import { connectSource, schemasOf } from '../../../src/source/connect-source.ts';
import {
  createRosterStatement,
  loadRosterStatement,
  ROSTER_TABLE,
} from '../../../src/source/statements/roster.ts';
import type { Warehouse } from '../../../src/source/warehouse.ts';
import { checkRosters, ensureRosters, type RosterGroup } from '../../../src/sync/sandbox-roster.ts';
import type { World } from '../../story/world.ts';
import { openSparkWorld, type SharedSpark } from './shared-spark.ts';
import { SHAPES } from './statement-shapes.ts';

/** Rounds in which two runs publish at the same moment, at most: in one of them they are in each other's way. */
const ROUNDS = 10;

/** What Delta Lake makes of statements that read the table that they write to: the stand-in runs one statement after the other. */
export function rosters(spark: () => SharedSpark): void {
  describe('lists of persons in the sandbox, on Apache Spark', () => {
    let world: World;
    const runs: Warehouse[] = [];

    beforeAll(async () => {
      world = await openSparkWorld(spark());
      for (const _ of ['one', 'two'])
        runs.push(await connectSource(world.configuration, world.env, () => {}));
    });
    afterAll(async () => {
      for (const run of runs) await run.close();
      await world?.close();
    });

    it('hold a list once of which a part was loaded again, because its answer was lost', async () => {
      const [run] = runs as [Warehouse];
      const schemas = schemasOf(world.configuration);
      const loading = 'cohort_sync_loading_again';
      const group = listOf(-1n, 2n ** 62n);
      await run.execute(createRosterStatement(schemas, loading));
      for (const ids of [group.persons.subarray(0, 1), group.persons, group.persons])
        await run.execute(loadRosterStatement(schemas, loading, group.key, ids.join(',')));
      await checkRosters(run, schemas, [group], loading);
    });

    it('hold both lists, each once, where two runs publish at the same moment and Delta refuses one of them', async () => {
      const schemas = schemasOf(world.configuration);
      const refused = (): number =>
        spark().warehouse.statements.filter(({ sql, state }) => isPublication(sql) && state === 'failed')
          .length;
      await runs[0]?.execute(createRosterStatement(schemas, ROSTER_TABLE));
      let rounds = 0;
      const all: RosterGroup[] = [];
      while (refused() === 0 && rounds < ROUNDS) {
        rounds += 1;
        spark().before = together();
        const lists = [1n, 2n].map((each) => listOf(each, BigInt(10 * rounds) + each));
        all.push(...lists);
        // Dry: no index names these lists, and nobody takes them away again.
        const { landing } = world.stores;
        await Promise.all(
          runs.map((warehouse, index) => {
            const request = { warehouse, schemas, landing, run: `${rounds}_${index}`, dryRun: true };
            return ensureRosters(request, lists.slice(index, index + 1));
          }),
        );
      }
      spark().before = undefined;
      expect(refused()).toBeGreaterThan(0);
      await checkRosters(runs[0] as Warehouse, schemas, all);
      const kept = await world.warehouse.run(`SELECT count(*) AS n FROM sandbox.${ROSTER_TABLE}`);
      expect(kept).toEqual([{ n: BigInt(2 * all.length) }]);
    });
  });
}

export function isPublication(sql: string): boolean {
  return SHAPES.publishRosterStatement?.any?.test(sql) === true;
}

function listOf(...ids: readonly bigint[]): RosterGroup {
  const persons = newPersonList(ids.length);
  persons.set(ids);
  return { key: personDigest(persons), persons };
}

/** Keeps the first publication waiting until the second has arrived; whatever comes after them goes on at once. */
function together(): (sql: string) => Promise<void> {
  let arrived = 0;
  const both = Promise.withResolvers<void>();
  return async (sql) => {
    if (!isPublication(sql)) return;
    arrived += 1;
    if (arrived === 2) both.resolve();
    await both.promise;
  };
}
