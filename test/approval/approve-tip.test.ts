import nock from 'nock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ApprovalWorld, FILE, ID, text } from './approval-world.ts';

let world: ApprovalWorld;
beforeEach(() => {
  nock.disableNetConnect();
  nock.cleanAll();
  world = new ApprovalWorld();
});
afterAll(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

describe('a cohort file that a pull request brought', () => {
  it.each(['merge', 'squash', 'rebase'] as const)('is approved after a %s', async (method) => {
    const pull = world.open({ [FILE]: text() }, []);
    world.history.more(pull, { 'README.md': 'More\n' });
    for (const login of ['bob', 'carl']) world.history.review(pull, login);
    world.history.push({ 'docs/meanwhile.md': 'x\n' });
    const before = world.history.main;
    world.history.merge(pull, method);
    expect(await world.judged()).toBe('approved');
    const [record] = await world.chain();
    expect(record).toMatchObject({ cohort: ID, kind: 'pull-request', commit: pull.merge });
    expect(record?.proof).toMatchObject({ number: 2, base: before, head: pull.head, merge: pull.merge });
    expect(await world.judged()).toBe('unchanged');
  });
});
