import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runVerify } from '../../src/verify/run-verify.ts';
import { inThisForm } from '../form.ts';
import type { Decide } from '../storage/fault-proxy.ts';
import { type CrashPoint, download, statement } from './crash-point.ts';
import { BUSY, every, type FaultyStack, onceAt, openFaultyStack, PASSING } from './faults.ts';
import { thriftCall } from './thrift-call.ts';

let stack: FaultyStack;
beforeAll(async () => {
  stack = await openFaultyStack();
});
afterEach(() => stack.heal());
afterAll(() => stack.close());

describe('a warehouse in trouble', () => {
  // An answer that breaks off costs a call's whole time each, because the driver waits for its rest: once is enough, below.
  const soon = PASSING.filter(([, fault]) => fault !== 'truncate');
  it.each(inThisForm(soon, 5))(
    'at every sixth request, %s: the sync ends well, or says why and the next one does',
    async (name, fault) => {
      const { cohort, persons } = await stack.newCohort();
      stack.wire.inject(every(6, fault));
      const outcome = await stack.sync({ cohorts: [cohort] }).then(
        ({ report, exitCode }) => ({ exitCode, code: report.cohorts[0]?.problem?.code ?? null }),
        (error: { code?: string; remedy?: string }) => ({ exitCode: 1, code: error.code ?? 'unknown' }),
      );
      stack.wire.inject(() => undefined);
      // One statement alone must not happen twice: where its answer is lost, the run ends. So it does where a slice loses rows thrice.
      expect([0, 1], name).toContain(outcome.exitCode);
      const codes = outcome.exitCode === 0 ? [null] : ['SOURCE_UNREACHABLE', 'SOURCE_RESULT_TRUNCATED'];
      expect(codes).toContain(outcome.code);
      expect((await stack.sync({ cohorts: [cohort] })).exitCode).toBe(0);
      await stack.isRight(cohort, persons);
      expect(await stack.sandboxTables()).toEqual([]);
    },
  );

  const EXTRACT = statement(/FROM `sandbox`.`cohort_sync_stage[^`]*`[^`]*WHERE s._hash BETWEEN/);
  const FETCH: CrashPoint['request'] = (exchange) => thriftCall(exchange).call === 'FetchResults';
  const STAGE = statement(/CREATE OR REPLACE TABLE/);
  const PASSED: readonly (readonly [string, () => Decide])[] = [
    ['is restarted while it stages', onceRestarted(STAGE)],
    ['is restarted while rows come', onceRestarted(EXTRACT)],
    ['is restarted while a file is downloaded', onceRestarted(download())],
    ['refuses a statement once', () => onceAt(EXTRACT, BUSY)],
    ['loses the answer to a stage', () => onceAt(STAGE, 'lose-reply')],
    ['gives a half of a file', () => onceAt(download(), 'truncate')],
    ['gives more of a file than it says', () => onceAt(download(), 'overrun')],
    ['drops the connection in the place of a file', () => onceAt(download(), 'reset')],
    ['is too busy for a file', () => onceAt(download(), BUSY)],
    ['lets a link expire', () => onceAt(download(), { status: 403, code: 'Expired' })],
    ['is asked twice for the same stage', () => onceAt(STAGE, 'twice')],
    [
      'is asked twice to load a list',
      () => onceAt(statement(/INSERT INTO `sandbox`.`cohort_sync_loading/), 'twice'),
    ],
    [
      'is asked twice to publish a list',
      () => onceAt(statement(/INSERT INTO `sandbox`.`cohort_sync_roster/), 'twice'),
    ],
    ['is asked twice for a page of rows', () => onceAt(FETCH, 'twice')],
    ['answers half of a call, which the driver waits for in vain', () => onceAt(EXTRACT, 'shorten')],
    ['breaks off in the middle of an answer', () => onceAt(STAGE, 'truncate')],
    ['gives more of an answer than it says', () => onceAt(STAGE, 'overrun')],
  ];
  it.each(inThisForm(PASSED, 6))('%s: the same sync goes on to its end', async (_name, fault) => {
    const { cohort, persons } = await stack.newCohort();
    stack.wire.inject(fault());
    const { report, exitCode } = await stack.sync({ cohorts: [cohort] });
    expect(report.cohorts[0]?.problem ?? null).toBeNull();
    expect(exitCode).toBe(0);
    await stack.isRight(cohort, persons);
  });

  it('is restarted while verify reads all that has landed: the same verify goes on to its end', async () => {
    const { cohort } = await stack.newCohort();
    expect((await stack.sync({ cohorts: [cohort] })).exitCode).toBe(0);
    stack.wire.inject(onceRestarted(download())());
    const options = { cohorts: [cohort], deep: true };
    const { report, exitCode } = await runVerify(stack.configuration, stack.env, options, () => undefined);
    expect(report.cohorts[0]?.problem ?? null).toBeNull();
    expect(exitCode).toBe(0);
    expect(await stack.sandboxTables()).toEqual([]);
  });

  function onceRestarted(request: CrashPoint['request']) {
    return () =>
      onceAt(request, async () => {
        await stack.warehouse.restart();
        return undefined;
      });
  }

  it('gives a half of a file, and says that it is all: a clear error, and the next sync goes on', async () => {
    const { cohort, persons } = await stack.newCohort();
    stack.wire.inject(onceAt(download(), 'shorten'));
    const { report, exitCode } = await stack.sync({ cohorts: [cohort] });
    expect([exitCode, report.cohorts[0]?.problem?.code]).toEqual([1, 'RESULT_UNREADABLE']);
    expect((await stack.sync({ cohorts: [cohort] })).exitCode).toBe(0);
    await stack.isRight(cohort, persons);
    expect(await stack.sandboxTables()).toEqual([]);
  });

  it('whose token expires in the middle: a clear error, and the next sync goes on behind the last commit', async () => {
    const { cohort, persons } = await stack.newCohort();
    let extracts = 0;
    stack.wire.inject((exchange) => {
      if (EXTRACT(exchange)) extracts += 1;
      return extracts > 6 && thriftCall(exchange).call !== ''
        ? { status: 403, code: 'Forbidden' }
        : undefined;
    });
    const { report, exitCode } = await stack.sync({ cohorts: [cohort] });
    expect([exitCode, report.cohorts[0]?.problem?.code]).toEqual([1, 'SOURCE_UNAUTHENTICATED']);
    expect(report.warnings).toEqual([]);
    stack.wire.inject(() => undefined);
    expect((await stack.sync({ cohorts: [cohort] })).exitCode).toBe(0);
    await stack.isRight(cohort, persons);
    expect(await stack.sandboxTables()).toEqual([]);
  });

  it('that does not come back: a clear error after the tries that the table allows', async () => {
    const { cohort } = await stack.newCohort();
    let asked = 0;
    stack.wire.inject((exchange) => {
      if (!STAGE(exchange)) return undefined;
      asked += 1;
      return { status: 500, code: 'InternalError' };
    });
    const { report, exitCode } = await stack.sync({ cohorts: [cohort] });
    expect([exitCode, report.cohorts[0]?.problem?.code]).toEqual([1, 'SOURCE_UNREACHABLE']);
    // Four for each of the two tables.
    expect(asked).toBeLessThanOrEqual(8);
    expect(asked).toBeGreaterThanOrEqual(4);
  });
});
