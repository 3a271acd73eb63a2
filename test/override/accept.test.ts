import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Approval, appendRecord, readChain } from '../../src/approval/approval-chain.ts';
import { appendPolicy } from '../../src/approval/policy-record.ts';
import { run } from '../../src/cli/program.ts';
import { contentDigest } from '../../src/cohort/cohort-file.ts';
import { GuardError } from '../../src/errors.ts';
import { overrideManually } from '../../src/override/approve-overrides.ts';
import { type RunOutcome, runSync } from '../../src/sync/run-sync.ts';
import { tinySource } from '../story/tiny-source.ts';
import { at, openWorld, type World } from '../story/world.ts';

/** Measurements of one Sunday that a guard does not believe: as many as there were. */
const LOAD = `INSERT INTO omop.measurement SELECT measurement_id + 100000, person_id, measurement_concept_id,
  measurement_date, value_as_number, measurement_source_value, internal_note, TIMESTAMP '2026-01-11 03:00:00'
  FROM omop.measurement WHERE measurement_id < 100000`;

describe('a guard stop that an owner accepts', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld({
      now: at('2026-01-05T06:00:00Z'),
      configuration: 'limits: { recheck: 4w, growthFloor: 100 }',
    });
    await tinySource(world.warehouse);
    await world.addCohort('trial', [1, 2], { tables: ['measurement'] });
    await world.sync();
    await world.warehouse.run(LOAD);
    world.warehouse.setNow(at('2026-01-12T06:00:00Z'));
  });
  afterEach(() => world.close());

  const stopOf = async (options = {}): Promise<GuardError> => {
    const error = await world.sync(options).then(
      () => undefined,
      (failure: unknown) => failure,
    );
    if (!(error instanceof GuardError)) throw new Error('no guard stopped the run', { cause: error });
    return error;
  };
  const findingOf = async (): Promise<string> => (await stopOf()).findings[0]?.digest ?? '';
  const accept = (finding: string, kind: 'accept' | 'heal' = 'accept') =>
    overrideManually(
      world.stores.approvals,
      world.configuration.approvals,
      { finding, kind, cohort: null, table: null, reason: 'a second laboratory joined' },
      'A. Owner',
      at('2026-01-12T07:00:00Z'),
    );
  /** Where hands count no more, the cohort itself must stand by other means. */
  const approveByPullRequest = async (): Promise<void> => {
    const { approvals } = world.stores;
    const { blob } = world.configuration.content;
    const sha = 'c'.repeat(40);
    const proof = { number: 1, merge: sha, base: sha, head: sha, author: 1, approvers: [2] };
    const configuration = { path: 'cohort-sync.yml', blob };
    const policy = await appendPolicy(approvals, [], {
      ...{ at: 0n, commit: sha, configuration, files: {}, require: [], owners: null, proofs: [proof] },
    });
    const chain = await readChain(approvals, 'trial');
    const { digest: _, ...record } = chain.at(-1) as Approval;
    const proven = { kind: 'pull-request', commit: sha, proof, policy: policy?.digest ?? '' } as const;
    await appendRecord(approvals, chain, { ...record, ...proven });
  };
  const measurements = async (): Promise<bigint> => world.differences('trial', 'measurement', '1, 2');
  const used = async (): Promise<string[]> => {
    const paths: string[] = [];
    for await (const { path: blob } of world.stores.landing.list('_cohort-sync/overrides/')) paths.push(blob);
    return paths.filter((blob) => blob.endsWith('.json'));
  };

  it('stays a stop under the same name until it is answered, is then moved once, and is known afterwards', async () => {
    const finding = await findingOf();
    expect(finding).toMatch(/^[0-9a-f]{64}$/);
    expect(await findingOf()).toBe(finding);
    await accept(finding);
    const { report, exitCode } = await world.sync({ accept: [finding] });
    expect(exitCode).toBe(0);
    expect(report.warnings.map(({ code }) => code)).toEqual(['GROWTH_IMPLAUSIBLE']);
    expect(await measurements()).toBe(0n);
    expect(world.events.filter(({ kind }) => kind === 'finding').at(-1)).toMatchObject({
      digest: finding,
      override: 'accept',
      answered: true,
    });
    const [use = ''] = await used();
    const record = JSON.parse(Buffer.from((await world.stores.landing.read(use))?.content ?? []).toString());
    expect(record).toMatchObject({ finding, run: report.run });
    await expect(world.sync({ accept: [finding] })).rejects.toMatchObject({ code: 'OVERRIDE_USED' });
    expect((await world.sync()).exitCode).toBe(0);
  });

  it('is another finding once the source changed again, which nobody has answered', async () => {
    const finding = await findingOf();
    await accept(finding);
    await world.warehouse.run(
      'UPDATE omop.measurement SET value_as_number = 7 WHERE measurement_id = 101001',
    );
    expect((await stopOf()).findings[0]?.digest).not.toBe(finding);
    expect(await used()).toEqual([]);
    expect(await measurements()).not.toBe(0n);
  });

  it('needs a new answer when the run that used the first one died before it moved a row', async () => {
    const finding = await findingOf();
    await accept(finding);
    world.storage.inject(({ method, url }) =>
      method === 'PUT' && url?.includes('.parquet')
        ? { status: 507, code: 'InsufficientStorage' }
        : undefined,
    );
    expect((await world.sync()).exitCode).toBe(1);
    world.storage.inject(() => undefined);
    const next = await findingOf();
    expect(next).not.toBe(finding);
    await accept(next);
    expect((await world.sync()).exitCode).toBe(0);
    expect(await measurements()).toBe(0n);
  });

  it('waits for no event: it is used by one of two runs that meet it at the same moment, and by no dry run', async () => {
    await accept(await findingOf());
    expect((await world.sync({ dryRun: true })).exitCode).toBe(0);
    expect(await used()).toEqual([]);
    const outcomes = await Promise.allSettled([world.sync(), world.sync()]);
    const done = outcomes.filter(
      (outcome): outcome is PromiseFulfilledResult<RunOutcome> => outcome.status === 'fulfilled',
    );
    expect(done.map(({ value }) => value.exitCode)).toContain(0);
    expect(await used()).toHaveLength(1);
    expect(await measurements()).toBe(0n);
  });

  it('is not answered by another kind of override, nor by a hand where the configuration takes hands away', async () => {
    await accept(await findingOf(), 'heal');
    const second = await findingOf();
    await accept(second);
    const policy = { ...world.configuration.approvals, manual: false };
    const strict = { ...world.configuration, approvals: policy };
    const options = { cohorts: [], tables: [], dryRun: false };
    const heldBy = async (configuration: typeof strict): Promise<unknown> => {
      const { report } = await runSync(configuration, world.env, options, () => undefined);
      return report.cohorts.map(({ state, problem }) => [state, problem?.code]);
    };
    expect(await heldBy(strict)).toEqual([['held', 'MANUAL_APPROVAL_REFUSED']]);
    await approveByPullRequest();
    const content = contentDigest(Buffer.from('another configuration'));
    expect(await heldBy({ ...strict, content })).toEqual([['held', 'POLICY_UNAPPROVED']]);
    await expect(runSync(strict, world.env, options, () => undefined)).rejects.toMatchObject({ exitCode: 3 });
    expect(await used()).toEqual([]);
    const asked = { finding: second, kind: 'accept', cohort: null, table: null, reason: 'r' } as const;
    const refused = overrideManually(world.stores.approvals, policy, asked, 'A. Owner', 0n);
    await expect(refused).rejects.toMatchObject({ code: 'MANUAL_APPROVAL_REFUSED' });
  });

  it('is shown, answered and moved from a shell', async () => {
    const config = path.join(world.directory, 'cohort-sync.yml');
    const shell = async (...words: string[]): Promise<{ code: number; out: string; err: string }> => {
      const written = { out: '', err: '' };
      const streams = {
        out: (text: string) => (written.out += text),
        err: (text: string) => (written.err += text),
        terminal: false,
      };
      const argv = ['node', 'cohort-sync', ...words, '--config', config, '--json'];
      return { code: await run(argv, world.env, streams), ...written };
    };
    const stopped = await shell('sync');
    expect(stopped.code).toBe(3);
    const { error } = JSON.parse(stopped.out) as { error: { findings: { digest: string; table: string }[] } };
    const [{ digest, table } = { digest: '', table: '' }] = error.findings;
    expect(table).toBe('measurement');
    expect(stopped.err).toContain(`finding ${digest} (GROWTH_IMPLAUSIBLE measurement; override: accept)`);
    expect((await shell('sync', '--accept', digest)).out).toContain('OVERRIDE_UNKNOWN');
    expect((await shell('sync', '--accept', 'all')).out).toContain('OVERRIDE_INPUT');
    const who = ['--by', 'A. Owner', '--reason', 'a second laboratory joined'];
    expect((await shell('override', '--accept', digest, '--table', 'measurement', ...who)).code).toBe(0);
    expect((await shell('sync', '--accept', digest)).code).toBe(0);
    expect(await measurements()).toBe(0n);
  });
});
