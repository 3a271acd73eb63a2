import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FindingName, GuardError } from '../../src/errors.ts';
import { overrideManually } from '../../src/override/approve-overrides.ts';
import { tinySource } from '../story/tiny-source.ts';
import { at, openWorld, type World } from '../story/world.ts';

/** One world for all: each case loads its source anew, and has a cohort of its own. */
let world: World;
let cohort = '';
let cases = 0;
beforeAll(async () => {
  world = await openWorld({
    now: at('2026-01-05T06:00:00Z'),
    configuration: 'limits: { recheck: 4w, growthFloor: 100 }',
  });
});
afterAll(() => world.close());
beforeEach(async () => {
  world.warehouse.setNow(at('2026-01-05T06:00:00Z'));
  await tinySource(world.warehouse);
  cohort = `guarded-${cases++}`;
  await world.addCohort(cohort, [7, 8], { tables: ['measurement'] });
  expect((await sync()).exitCode).toBe(0);
  world.warehouse.setNow(at('2026-01-12T06:00:00Z'));
});

const sync = () => world.sync({ cohorts: [cohort] });
const differences = () => world.differences(cohort, 'measurement', '7, 8');
/** The finding by which a guard stops the run before a row has moved. */
const stopped = async (): Promise<FindingName> => {
  const before = await world.landed(cohort, 'measurement');
  const rows = async (from: string) =>
    (await world.warehouse.duckdb(`SELECT count(*) AS n FROM ${from}`))[0]?.n;
  const error = await sync().then(
    () => undefined,
    (failure: unknown) => failure,
  );
  if (!(error instanceof GuardError)) throw new Error('no guard stopped the run', { cause: error });
  expect(error.exitCode).toBe(3);
  expect(await rows(await world.landed(cohort, 'measurement'))).toBe(await rows(before));
  const [finding] = error.findings;
  if (finding === undefined) throw new Error('a stop without a finding');
  return finding;
};
const accept = ({ digest }: FindingName): Promise<unknown> =>
  overrideManually(
    world.stores.approvals,
    world.configuration.approvals,
    { finding: digest, kind: 'accept', cohort: null, table: null, reason: 'the collaborator says so' },
    'A. Owner',
    0n,
  );
const restamp = (load: string) =>
  world.warehouse.run(`UPDATE omop.measurement SET load_dt = TIMESTAMP '${load}'`);

describe('a table of which a guard does not believe what happened', () => {
  it('written again as a whole under one new load_dt: lands once an owner accepts it, and no row twice', async () => {
    await restamp('2026-01-11 03:00:00');
    const finding = await stopped();
    expect([finding.code, finding.table]).toEqual(['TABLE_RESTAMPED', 'measurement']);
    expect((await stopped()).digest).toBe(finding.digest);
    await accept(finding);
    expect((await sync()).exitCode).toBe(0);
    expect(await differences()).toBe(0n);
    const again = await sync();
    expect([again.exitCode, again.report.cohorts[0]?.state]).toEqual([0, 'unchanged']);
    // The same a week later is another finding: an answer is good once.
    await restamp('2026-01-18 03:00:00');
    world.warehouse.setNow(at('2026-01-19T06:00:00Z'));
    expect((await stopped()).digest).not.toBe(finding.digest);
  });

  it('emptied: the landing keeps its rows until an owner accepts it, and has none then', async () => {
    await world.warehouse.run('DELETE FROM omop.measurement');
    const finding = await stopped();
    expect(finding.code).toBe('TABLE_EMPTIED');
    await accept(finding);
    expect((await sync()).exitCode).toBe(0);
    const landed = await world.landed(cohort, 'measurement');
    expect((await world.warehouse.duckdb(`SELECT count(*) AS n FROM ${landed}`))[0]?.n).toBe(0n);
    // And what comes back lands as the history that it is.
    await tinySource(world.warehouse);
    world.warehouse.setNow(at('2026-01-12T07:00:00Z'));
    expect((await sync()).exitCode).toBe(0);
    expect(await differences()).toBe(0n);
  });

  it('shorter by more than a correction: waits for an owner, and loses then what the source has lost', async () => {
    await world.warehouse.run('DELETE FROM omop.measurement WHERE measurement_id % 3 = 0');
    const finding = await stopped();
    expect(finding.code).toBe('TABLE_SHRANK');
    await accept(finding);
    expect((await sync()).exitCode).toBe(0);
    expect(await differences()).toBe(0n);
  });
});
