import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inThisForm } from '../form.ts';
import type { Exchange, Fault } from '../storage/fault-proxy.ts';
import { TINY_TABLES } from '../story/tiny-source.ts';
import { command, documentOf } from './command.ts';
import { write } from './crash-point.ts';
import { BUSY, every, type FaultyStack, openFaultyStack, PASSING } from './faults.ts';

let stack: FaultyStack;
beforeAll(async () => {
  stack = await openFaultyStack();
});
afterEach(() => stack.heal());
afterAll(() => stack.close());

describe('a storage in trouble', () => {
  it.each(inThisForm(PASSING, 5))(
    'at every fifth request, %s: the sync ends well and lands every row once',
    async (_name, fault) => {
      const { cohort, persons } = await stack.newCohort();
      stack.storage.inject(every(5, fault));
      const { report, exitCode } = await stack.sync({ cohorts: [cohort] });
      stack.storage.inject(() => undefined);
      expect(report.cohorts[0]?.problem ?? null).toBeNull();
      expect(exitCode).toBe(0);
      await stack.isRight(cohort, persons);
    },
  );

  it.each([
    ['that stays busy', BUSY, 'STORAGE_BUSY'],
    [
      'whose token expired in the middle',
      { status: 403, code: 'AuthenticationFailed' },
      'STORAGE_UNAUTHENTICATED',
    ],
    ['that is full', { status: 507, code: 'InsufficientStorage' }, 'STORAGE_FULL'],
  ] as const)('%s: a clear error, and the next sync goes on', async (_name, fault, code) => {
    const { cohort, persons } = await stack.newCohort();
    const upload = write('.parquet', 'comp=block');
    let uploads = 0;
    stack.storage.inject((exchange) => (upload(exchange) && ++uploads > 6 ? fault : undefined));
    const { report, exitCode } = await stack.sync({ cohorts: [cohort] });
    expect(report.cohorts[0]?.problem?.code).toBe(code);
    expect(report.cohorts[0]?.problem?.remedy).toMatch(/\w+/);
    expect(exitCode).toBe(1);
    stack.storage.inject(() => undefined);
    expect((await stack.sync({ cohorts: [cohort] })).exitCode).toBe(0);
    await stack.isRight(cohort, persons);
  });

  it.each([
    ['are cut where nothing in HTTP says so', 'shorten'],
    ['are longer than their Content-Length', 'overrun'],
  ] as const)('whose answers %s: nothing wrong is ever taken for right', async (_name, fault) => {
    const { cohort, persons } = await stack.newCohort();
    const reads = ({ method, url }: Exchange) => method === 'GET' && !url.includes('comp=');
    let seen = 0;
    stack.storage.inject((exchange) => (reads(exchange) && ++seen % 4 === 0 ? fault : undefined));
    await stack.sync({ cohorts: [cohort] });
    stack.storage.inject(() => undefined);
    expect((await stack.sync({ cohorts: [cohort] })).exitCode).toBe(0);
    await stack.isRight(cohort, persons);
  });
});

describe('a purge over a storage and a warehouse in trouble', () => {
  const faults = PASSING.filter(([, fault]) => fault === 'lose-reply' || fault === 'twice' || fault === BUSY);
  it.each(inThisForm(faults, 5))(
    'at every seventh request, %s: the next one at the latest ends it',
    async (...each) => {
      const [, fault] = each;
      const { cohort } = await stack.newCohort();
      expect((await stack.sync({ cohorts: [cohort] })).exitCode).toBe(0);
      await stack.addCohort(cohort, [1, 2], { tables: TINY_TABLES });
      stack.storage.inject(every(7, fault));
      stack.wire.inject(every(7, fault));
      const first = await command(stack, 'purge', '--cohort', cohort);
      stack.storage.inject(() => undefined);
      stack.wire.inject(() => undefined);
      expect([0, 1], first.err).toContain(first.exitCode);
      expect(documentOf(first)).toBeDefined();
      expect((await command(stack, 'purge', '--cohort', cohort)).exitCode).toBe(0);
      expect((await stack.sync({ cohorts: [cohort] })).exitCode).toBe(0);
      await stack.isRight(cohort, '1, 2');
      expect(await stack.sandboxTables()).toEqual([]);
    },
  );
});

describe('a slow network', () => {
  it('costs time and nothing else', async () => {
    const { cohort, persons } = await stack.newCohort();
    const slow = () => new Promise<Fault>((resolve) => setTimeout(() => resolve(undefined), 150));
    stack.storage.inject(slow);
    stack.wire.inject(slow);
    expect((await stack.sync({ cohorts: [cohort] })).exitCode).toBe(0);
    await stack.isRight(cohort, persons);
  });
});
