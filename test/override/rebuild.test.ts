import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FindingName, OverrideKind } from '../../src/errors.ts';
import { overrideManually } from '../../src/override/approve-overrides.ts';
import { verifyAndHeal } from '../../src/verify/heal.ts';
import { runVerify } from '../../src/verify/run-verify.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from '../story/tiny-source.ts';
import { at, openWorld, type World } from '../story/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld({ now: at('2026-01-05T06:00:00Z'), configuration: FOUR_WEEKS });
  await tinySource(world.warehouse);
  await world.addCohort('trial', [1, 2], { tables: TINY_TABLES });
  await world.sync();
});
afterEach(() => world.close());

const verify = (deep = false) =>
  runVerify(world.configuration, world.env, { cohorts: [], deep }, () => undefined);
const answer = async (name: FindingName | undefined, kind: OverrideKind): Promise<void> => {
  if (name?.override !== kind) throw new Error(`no finding that ${kind} answers`);
  const override = {
    finding: name.digest,
    kind,
    cohort: name.cohort,
    table: name.table,
    reason: 'looked at',
  };
  await overrideManually(world.stores.approvals, world.configuration.approvals, override, 'A. Owner', 0n);
};
const LOG = 'cohorts/trial/measurement/_delta_log/';

describe('a table of which somebody else made something', () => {
  it('is held under a finding, and landed anew from the source by an owner’s answer, once', async () => {
    const [live = ''] = [...(await blobs('cohorts/trial/measurement/g1'))];
    const foreign = [
      { commitInfo: { timestamp: 0, operation: 'OPTIMIZE' } },
      { remove: { path: live.replace('cohorts/trial/measurement/', ''), dataChange: false } },
      {
        add: { path: 'part-0.parquet', partitionValues: {}, size: 1, modificationTime: 0, dataChange: false },
      },
    ];
    const commit = foreign.map((action) => JSON.stringify(action)).join('\n');
    await world.stores.landing.put(`${LOG}00000000000000000001.json`, Buffer.from(commit));
    const { report, exitCode } = await world.sync();
    const { problem } = report.cohorts[0] ?? {};
    expect([exitCode, problem?.code]).toEqual([1, 'FOREIGN_COMMIT']);
    await answer(problem?.findings?.[0], 'rebuild');
    expect((await world.sync()).exitCode).toBe(0);
    expect(await world.differences('trial', 'measurement', '1, 2')).toBe(0n);
    expect((await verify(true)).exitCode).toBe(0);
    // The same again is another finding: the answer is used up.
    const next = (await blobs(LOG)).filter((blob) => blob.endsWith('.json')).length;
    await world.stores.landing.put(`${LOG}${`${next}`.padStart(20, '0')}.json`, Buffer.from(commit));
    const again = await world.sync();
    expect(again.report.cohorts[0]?.problem?.code).toBe('FOREIGN_COMMIT');
    expect(again.report.cohorts[0]?.problem?.findings?.[0]?.digest).not.toBe(problem?.findings?.[0]?.digest);
  });

  it('is landed anew as well when verify finds that a file was deleted', async () => {
    const [file = ''] = await blobs('cohorts/trial/measurement/g1');
    await world.stores.landing.delete(file);
    const { report } = await verify(true);
    expect(report.cohorts[0]?.problem?.code).toBe('BLOB_MISSING');
    await answer(report.cohorts[0]?.problem?.findings?.[0], 'rebuild');
    expect((await world.sync()).exitCode).toBe(0);
    expect((await verify(true)).exitCode).toBe(0);
    expect(await world.differences('trial', 'measurement', '1, 2')).toBe(0n);
  });
});

describe('a landing that verify finds to differ', () => {
  const changeLongAgo = async () => {
    // A value of long ago changes without a row more or less: no survey shows it.
    await world.warehouse.run(
      "UPDATE omop.measurement SET value_as_number = value_as_number - 1 WHERE person_id = 1 AND load_dt < TIMESTAMP '2025-10-01'",
    );
    await world.sync();
    expect(await world.differences('trial', 'measurement', '1, 2')).not.toBe(0n);
  };

  it('is healed at once by verify, where an owner has answered, and never without', async () => {
    const heal = () =>
      verifyAndHeal(world.configuration, world.env, { cohorts: [], deep: true }, () => undefined);
    await changeLongAgo();
    const unanswered = await heal();
    expect([unanswered.exitCode, unanswered.report.healed]).toEqual([1, []]);
    expect(await world.differences('trial', 'measurement', '1, 2')).not.toBe(0n);
    await answer(unanswered.report.cohorts[0]?.problem?.findings?.[0], 'heal');
    const healed = await heal();
    expect([healed.exitCode, healed.report.verdict, healed.report.healed]).toEqual([
      0,
      'verified',
      ['trial'],
    ]);
    expect(await world.differences('trial', 'measurement', '1, 2')).toBe(0n);
    // The answer was good once.
    await changeLongAgo();
    const again = await heal();
    expect([again.exitCode, again.report.healed]).toEqual([1, []]);
  });

  it('is healed by an owner’s answer: the next sync compares all history, once', async () => {
    await changeLongAgo();
    const { report } = await verify(true);
    await answer(report.cohorts[0]?.problem?.findings?.[0], 'heal');
    expect((await world.sync()).exitCode).toBe(0);
    expect(await world.differences('trial', 'measurement', '1, 2')).toBe(0n);
    expect((await verify(true)).exitCode).toBe(0);
  });
});

async function blobs(prefix: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const blob of world.stores.landing.list(prefix)) paths.push(blob.path);
  return paths;
}
