import { beforeEach, describe, expect, it } from 'vitest';
import { readOverride } from '../../src/override/override-record.ts';
import { type ApprovalWorld, FILE, ID, inToldWorld, policyText, text } from './approval-world.ts';
import type { Files, Person } from './told-history.ts';

let world: ApprovalWorld;
inToldWorld((made) => {
  world = made;
});

const DIRECT = 'denied APPROVAL_DIRECT_PUSH 1';
const MISSING = 'denied APPROVAL_MISSING 1';
const DIFFERS = 'denied APPROVAL_CONTENT_DIFFERS 1';
const UNATTRIBUTABLE = 'denied APPROVAL_UNATTRIBUTABLE 1';
const SUPERSEDED = 'denied SUPERSEDED 1';

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
    const [bob, carl] = ['bob', 'carl'].map((login) => world.history.person(login).id);
    expect(record).toMatchObject({ cohort: ID, kind: 'pull-request', commit: pull.merge });
    expect(record?.proof).toEqual({
      ...{ number: 2, base: before, head: pull.head, merge: pull.merge },
      ...{ author: world.history.person('ann').id, approvers: [carl, bob] },
    });
    expect(await world.judged()).toBe('unchanged');
    expect(await world.chain()).toHaveLength(1);
  });

  it('is approved by itself where a merge queue pushed several at once', async () => {
    const others = ['first', 'third'].map((name) => world.open({ [`docs/${name}.md`]: name }, []));
    const pull = world.open({ [FILE]: text() });
    for (const each of [others[0], pull, others[1]]) if (each) world.history.merge(each, 'squash');
    expect(await world.judged()).toBe('approved');
    expect((await world.chain())[0]?.proof).toMatchObject({ number: pull.number, merge: pull.merge });
  });

  it('waits for GitHub to know the pull request of a young commit', async () => {
    const pull = world.open({ [FILE]: text() });
    await world.approve();
    world.history.merge(pull, 'merge', new Date().toISOString());
    world.history.lag = 3;
    expect(await world.judged()).toBe('approved');
    expect(world.waits.length).toBe(3);
  });

  it('is denied after all that waiting, and approved by the next run', async () => {
    const pull = world.open({ [FILE]: text() });
    await world.approve();
    world.history.merge(pull, 'merge', new Date().toISOString());
    world.history.lag = 6;
    expect(await world.judged()).toBe(DIRECT);
    expect(await world.judged()).toBe('approved');
  });

  it('is approved by those who approve it after an administrator merged it past the rules', async () => {
    const pull = world.bring({ [FILE]: text() }, []);
    expect(await world.judged()).toBe(MISSING);
    for (const login of ['bob', 'carl']) world.history.review(pull, login);
    expect(await world.judged()).toBe('approved');
  });
});

describe('a content without a pull request of its own', () => {
  it('is denied when it was pushed to the default branch', async () => {
    world.history.push({ [FILE]: text() });
    expect(await world.judged()).toBe(DIRECT);
    expect(world.waits).toEqual([]);
    expect(await world.chain()).toEqual([]);
  });

  it('is denied when the pull request went into another branch, which was then pushed', async () => {
    const pull = world.open({ [FILE]: text() });
    pull.base = 'release';
    world.history.merge(pull);
    expect(await world.judged()).toBe(DIRECT);
  });

  it('is denied when it was pushed over the approved one, and when only its merge changed it', async () => {
    const pull = world.bring({ [FILE]: text() });
    world.history.push({ [FILE]: text('more') });
    expect(await world.judged()).toBe(DIRECT);
    pull.landed.push(world.history.main);
    pull.merge = world.history.main;
    expect(await world.judged()).toBe(DIFFERS);
  });

  it('is denied when a merge of two parents is not of the head that was reviewed', async () => {
    const pull = world.open({ [FILE]: text() });
    const other = world.history.commit({ [FILE]: text() });
    world.history.push({ [FILE]: text() }, { parents: [world.history.main, other] });
    pull.merge = world.history.main;
    pull.landed.push(world.history.main);
    expect(await world.judged()).toBe(DIFFERS);
  });

  it('is denied when two pull requests are said to have brought it', async () => {
    const pull = world.bring({ [FILE]: text() });
    const twin = world.open({ [FILE]: text() });
    twin.merge = pull.merge;
    twin.landed = [...pull.landed];
    expect(await world.judged()).toBe('denied APPROVAL_AMBIGUOUS 1');
  });

  it('is denied when two pull requests changed it and the merge of both is neither', async () => {
    const one = world.open({ [FILE]: text('one') });
    const two = world.open({ [FILE]: text('two') });
    world.history.merge(one, 'squash');
    world.history.push({ [FILE]: text('both') });
    two.merge = world.history.main;
    two.landed.push(world.history.main);
    expect(await world.judged()).toBe(DIFFERS);
  });

  it('is denied where a link stands for it', async () => {
    world.bring({ 'docs/a.yml': 'x\n', [FILE]: text() });
    const tip = world.history.main;
    world.history.push({ [FILE]: `link:${text()}` });
    expect(await world.judged(tip)).toBe(SUPERSEDED);
  });
});

describe('opinions', () => {
  const brought = async (give: (pull: ReturnType<ApprovalWorld['open']>) => void): Promise<string> => {
    const pull = world.open({ [FILE]: text() }, ['carl']);
    give(pull);
    world.history.merge(pull);
    return world.judged();
  };

  it('count from all pages of a long list, the latest of each person', async () => {
    const { history } = world;
    const long = (pull: ReturnType<ApprovalWorld['open']>): void => {
      history.review(pull, 'bob', 'CHANGES_REQUESTED');
      for (let index = 0; index < 210; index += 1) history.review(pull, `reader-${index}`, 'COMMENTED');
      history.review(pull, 'bob');
      history.review(pull, 'bob', 'COMMENTED');
    };
    expect(await brought(long)).toBe('approved');
  });

  it.each<[string, (pull: ReturnType<ApprovalWorld['open']>) => void, string]>([
    ['nobody of one team', () => {}, MISSING],
    ['a comment alone', (pull) => world.history.review(pull, 'bob', 'COMMENTED'), MISSING],
    [
      'a dismissed approval',
      (pull) => {
        world.history.review(pull, 'bob').state = 'DISMISSED';
      },
      MISSING,
    ],
    [
      'an approval whose giver was asked again',
      (pull) => {
        world.history.review(pull, 'bob');
        pull.requested.add(world.history.person('bob'));
      },
      MISSING,
    ],
    [
      'an approval of an older head',
      (pull) => {
        world.history.review(pull, 'bob');
        world.history.more(pull, { 'README.md': 'Pushed after it\n' });
        world.history.review(pull, 'carl');
      },
      MISSING,
    ],
    [
      'a cohort file changed after the approval',
      (pull) => {
        for (const login of ['bob', 'carl']) world.history.review(pull, login);
        world.history.more(pull, { [FILE]: text('more persons') });
      },
      MISSING,
    ],
    [
      'an approval taken back by a request for changes',
      (pull) => {
        world.history.review(pull, 'bob');
        world.history.review(pull, 'bob', 'CHANGES_REQUESTED');
      },
      'denied APPROVAL_CHANGES_REQUESTED 1',
    ],
    [
      'changes that anybody else requested',
      (pull) => {
        world.history.review(pull, 'reader', 'CHANGES_REQUESTED', 'f'.repeat(40));
        world.history.review(pull, 'bob');
      },
      'denied APPROVAL_CHANGES_REQUESTED 1',
    ],
    [
      'changes requested by an account that is gone',
      (pull) => {
        world.history.review(pull, 'bob');
        pull.reviews.push({ user: null, state: 'CHANGES_REQUESTED', commit: pull.head });
      },
      'denied APPROVAL_CHANGES_REQUESTED 1',
    ],
    [
      'a bot of the team',
      (pull) => {
        world.history.team('example/stewards', 'helper[bot]', 'bob');
        world.history.review(pull, 'helper[bot]');
      },
      MISSING,
    ],
    [
      'a reviewer who has left the team',
      (pull) => {
        world.history.review(pull, 'bob');
        world.history.team('example/stewards', 'stella');
      },
      MISSING,
    ],
    ['one person for both teams', () => world.history.team('example/stewards', 'carl', 'stella'), MISSING],
    [
      'a team that is empty',
      (pull) => {
        world.history.review(pull, 'bob');
        world.history.team('example/stewards');
      },
      'denied APPROVAL_TEAM_EMPTY 1',
    ],
  ])('are not enough: %s', async (_what, give, expected) => {
    expect(await brought(give)).toBe(expected);
    expect(await world.chain()).toEqual([]);
  });

  it('of a person in both teams count for the one that lacks somebody', async () => {
    world.history.team('example/stewards', 'carl', 'bob');
    world.history.team('partner/clinic', 'carl');
    expect(await brought((pull) => world.history.review(pull, 'bob'))).toBe('approved');
  });

  it('follow a person who took another login', async () => {
    world.history.rename('bob', 'bobby');
    expect(await brought((pull) => world.history.review(pull, 'bob'))).toBe('approved');
  });
});

describe('authors', () => {
  it.each<[string, (bob: Person) => Parameters<ApprovalWorld['history']['open']>[1]]>([
    ['who opened it', (by) => ({ by })],
    ['who wrote it', (author) => ({ author })],
    ['who committed it', (committer) => ({ committer })],
    ['a co-author', ({ id }) => ({ message: `x\n\nCo-Authored-By: B <${id}+bob@users.noreply.github.com>` })],
    ['a co-author by login', () => ({ message: 'x\n\nCo-authored-by: B <bob@users.noreply.github.com>' })],
  ])('do not approve their own change: not %s', async (_who, options) => {
    const pull = world.history.open({ [FILE]: text() }, options(world.history.person('bob')));
    for (const login of ['bob', 'carl']) world.history.review(pull, login);
    world.history.merge(pull);
    expect(await world.judged()).toBe(MISSING);
    world.history.review(pull, 'stella');
    expect(await world.judged()).toBe('approved');
  });

  it.each<[string, Parameters<ApprovalWorld['history']['open']>[1], string]>([
    ['an author', { author: null }, UNATTRIBUTABLE],
    ['a committer', { committer: null }, UNATTRIBUTABLE],
    ['who opened it', { by: null }, UNATTRIBUTABLE],
    ['a co-author', { message: 'x\n\nCo-authored-by: A <a@elsewhere.example>' }, UNATTRIBUTABLE],
    ['a co-author without an address', { message: 'x\n\nco-authored-by: bob' }, UNATTRIBUTABLE],
    [
      'a co-author by a login that is gone',
      { message: 'Co-authored-by: A <gone@users.noreply.github.com>' },
      UNATTRIBUTABLE,
    ],
  ])('must be known: not %s', async (_who, options, expected) => {
    const pull = world.history.open({ [FILE]: text() }, options);
    for (const login of ['bob', 'carl']) world.history.review(pull, login);
    world.history.merge(pull);
    expect(await world.judged()).toBe(expected);
  });
});

describe('an old content', () => {
  const amended = async (): Promise<string> => {
    world.bring({ [FILE]: text() });
    expect(await world.judged()).toBe('approved');
    const old = world.history.main;
    world.bring({ [FILE]: text('amended') });
    expect(await world.judged()).toBe('approved');
    return old;
  };

  it('is superseded after an unreviewed revert, and approved again by a reviewed one', async () => {
    await amended();
    world.history.push({ [FILE]: text() });
    expect(await world.judged()).toBe(SUPERSEDED);
    world.bring({ 'README.md': 'Nothing of the cohort\n' });
    expect(await world.judged()).toBe(SUPERSEDED);
    world.bring({ [FILE]: text('between') });
    world.bring({ [FILE]: text() });
    expect(await world.judged()).toBe('approved');
    expect(await world.chain()).toHaveLength(3);
  });

  it('is superseded in an old checkout, and for the rerun of an old job', async () => {
    const old = await amended();
    expect(await world.judged(old)).toBe(SUPERSEDED);
    expect(await world.chain()).toHaveLength(2);
  });

  it('is superseded when a merge takes it from an old branch, whichever way round', async () => {
    const old = await amended();
    const tip = world.history.main;
    world.history.push({ [FILE]: text() }, { parents: [tip, old] });
    expect(await world.judged()).toBe(SUPERSEDED);
    world.history.main = world.history.commit({}, { parents: [old, tip] });
    expect(await world.judged()).toBe(SUPERSEDED);
  });

  it('is superseded when the default branch was pushed back to it', async () => {
    world.history.main = await amended();
    expect(await world.judged()).toBe(SUPERSEDED);
  });
});

describe('a working copy', () => {
  it('is that of the tip only with the configuration and the cohort files of the tip', async () => {
    world.bring({ [FILE]: text() });
    const old = world.history.main;
    expect((await world.approve()).elsewhere).toBeUndefined();
    world.history.push({ 'README.md': 'Nothing of the cohort\n' });
    expect((await world.approve(old)).elsewhere).toBeUndefined();
    const ends: Files[] = [
      { [FILE]: text().replace('active', 'suspended') },
      { [FILE]: null },
      { 'cohort-sync.yml': policyText('# other\n') },
    ];
    for (const end of ends) {
      const before = world.history.main;
      world.history.push(end);
      expect((await world.approve(old)).elsewhere).toMatchObject({ code: 'SUPERSEDED' });
      world.history.main = before;
    }
    world.history.fault = (path) => (path.includes('/git/trees/') ? [502, {}] : undefined);
    expect((await world.approve()).elsewhere).toMatchObject({ code: 'GITHUB_UNAVAILABLE' });
  });
});

describe('less access', () => {
  it('is recorded without proof, whoever pushed it, and is not undone without one', async () => {
    world.bring({ [FILE]: text() });
    await world.approve();
    world.history.push({ [FILE]: text().replace('active', 'suspended') });
    expect(await world.judged()).toBe('reduced');
    expect((await world.chain()).at(-1)).toMatchObject({
      kind: 'reduction',
      status: 'suspended',
      commit: world.history.main,
    });
    world.history.push({ [FILE]: text() });
    expect(await world.judged()).toBe(SUPERSEDED);
  });

  it('needs neither App nor a policy that holds', async () => {
    world.bring({ [FILE]: text() });
    await world.approve();
    world.app = undefined;
    world.history.push({
      [FILE]: text().replace('2027', '2026'),
      'cohort-sync.yml': policyText('# pushed\n'),
    });
    expect(await world.judged()).toBe('reduced');
  });

  it('needs no record where nothing was ever approved', async () => {
    world.history.push({ [FILE]: text().replace('active', 'suspended') });
    expect(await world.judged()).toBe('inactive');
    expect(await world.chain()).toEqual([]);
  });

  it('that is final is not taken back by an approval', async () => {
    world.bring({ [FILE]: text() });
    await world.approve();
    world.history.push({ [FILE]: text().replace('active', 'revoked') });
    expect(await world.judged()).toBe('reduced');
    world.bring({ [FILE]: text('again') });
    expect(await world.judged()).toBe('denied COHORT_REVOKED 2');
  });
});

describe('the policy', () => {
  it('is recorded by the word of its owners, with every protected file', async () => {
    expect(await world.policy()).toBe('approved');
    expect(await world.policy()).toBe('unchanged');
  });

  it('is denied, and all cohorts with it, when no owner approved its change; an owner mends that', async () => {
    await world.approve();
    world.bring({ '.github/workflows/merge.yml': 'on: [push, pull_request_target]\n' }, ['bob', 'carl']);
    world.bring({ [FILE]: text() });
    expect(await world.policy()).toBe('denied POLICY_UNAPPROVED 1');
    expect(await world.judged()).toBe('denied POLICY_UNAPPROVED 1');
    world.history.review(world.history.pulls[1] as never, 'otto');
    expect(await world.policy()).toBe('approved');
    // The same run approved the cohort, too.
    expect(await world.judged()).toBe('unchanged');
    expect(await world.chain()).toHaveLength(1);
  });

  it('is denied when it was pushed, also with the owners that it names itself', async () => {
    await world.approve();
    world.history.team('example/mine', 'mallory', 'mike');
    const mine = policyText().replace('example/owners', 'example/mine');
    world.history.push({ 'cohort-sync.yml': mine });
    expect(await world.policy()).toBe('denied POLICY_UNAPPROVED 1');
    world.bring({ 'cohort-sync.yml': `${mine}# by pull request\n` }, ['mike'], 'mallory');
    expect(await world.policy()).toBe('denied POLICY_UNAPPROVED 1');
    world.history.push({ 'cohort-sync.yml': policyText() });
    expect(await world.policy()).toBe('unchanged');
  });

  it('cannot be begun anew by taking the configuration away', async () => {
    world.history.team('example/mine', 'mallory', 'mike');
    world.history.push({ 'cohort-sync.yml': null });
    world.bring(
      { 'cohort-sync.yml': policyText().replace('example/owners', 'example/mine') },
      ['mike'],
      'mallory',
    );
    expect(await world.policy()).toBe('denied POLICY_UNAPPROVED 1');
  });

  it('of the base counts, not that of the pull request nor of the tip', async () => {
    const pull = world.bring({ [FILE]: text() }, ['bob', 'carl']);
    const stricter = policyText().replace(
      '{ team: example/stewards }',
      '{ team: example/stewards, minimum: 2 }',
    );
    world.bring({ 'cohort-sync.yml': stricter }, ['otto'], 'olga');
    expect(await world.judged()).toBe('approved');
    expect((await world.chain())[0]?.proof?.number).toBe(pull.number);
    world.bring({ [FILE]: text('amended') }, ['bob', 'carl']);
    expect(await world.judged()).toBe(MISSING);
  });

  it('may not be changed together with a cohort', async () => {
    await world.approve();
    world.bring({ [FILE]: text(), 'cohort-sync.yml': policyText('# more\n') }, ['bob', 'carl', 'otto']);
    expect(await world.policy()).toBe('denied POLICY_UNAPPROVED 1');
    expect(await world.judged()).toBe('denied POLICY_UNAPPROVED 1');
  });

  it('may not be changed together with a cohort by the commits of one rebase either', async () => {
    await world.approve();
    const pull = world.open({ 'cohort-sync.yml': policyText('# more\n') }, []);
    world.history.more(pull, { [FILE]: text() });
    for (const login of ['bob', 'carl', 'otto']) world.history.review(pull, login);
    world.history.merge(pull, 'rebase');
    expect(await world.policy()).toBe('denied POLICY_UNAPPROVED 1');
    expect(await world.judged()).toBe('denied POLICY_UNAPPROVED 1');
  });

  it.each([
    ['no team', policyText().replace(/require: .*/, 'require: []')],
    ['no owners', policyText().replace(/ {2}owners: .*\n/, '')],
  ])('is worth nothing with %s', async (what, policy) => {
    await world.approve();
    world.bring({ 'cohort-sync.yml': policy }, ['otto'], 'olga');
    world.bring({ [FILE]: text() });
    const expected = what === 'no team' ? 'denied APPROVAL_POLICY_EMPTY 1' : 'approved';
    expect(await world.judged()).toBe(expected);
    // Without owners nothing of it can be changed any more.
    world.bring({ 'cohort-sync.yml': policyText('# again\n') }, ['otto'], 'olga');
    expect(await world.policy()).toBe(what === 'no team' ? 'approved' : 'denied POLICY_UNAPPROVED 1');
  });
});

describe('an override', () => {
  const finding = 'd'.repeat(64);
  const name = `overrides/${finding}.yml`;
  const content = `finding: ${finding}\nkind: accept\nreason: a second laboratory joined\n`;
  const outcome = async () => (await world.approve()).outcomes.find(({ about }) => about === 'override');

  it('needs an owner who is a second person', async () => {
    const pull = world.bring({ [name]: content }, ['bob', 'carl'], 'olga');
    expect(await outcome()).toMatchObject({ state: 'denied', error: { code: 'APPROVAL_MISSING' } });
    world.history.review(pull, 'olga');
    expect(await outcome()).toMatchObject({ state: 'denied' });
    world.history.review(pull, 'otto');
    expect(await outcome()).toMatchObject({ state: 'approved' });
    const proof = { kind: 'pull-request', number: pull.number, approvers: [world.history.person('otto').id] };
    expect(await readOverride(world.approvals, finding)).toMatchObject({ finding, proof });
    expect(await outcome()).toMatchObject({ state: 'unchanged' });
  });

  it('is denied when it was pushed', async () => {
    world.history.push({ [name]: content });
    expect(await outcome()).toMatchObject({ state: 'denied', error: { code: 'APPROVAL_DIRECT_PUSH' } });
  });
});

describe('what GitHub does not tell', () => {
  beforeEach(async () => {
    await world.approve();
    world.bring({ [FILE]: text() });
    world.waits.length = 0;
  });

  it.each<[string, RegExp, [number, unknown, Record<string, string>?], string, number]>([
    ['5xx', /\/reviews$/, [502, '<html>'], 'GITHUB_UNAVAILABLE', 2],
    [
      'a secondary limit',
      /\/reviews$/,
      [403, { message: 'x' }, { 'retry-after': '30' }],
      'GITHUB_LIMITED',
      2,
    ],
    [
      'a secondary limit without a time',
      /\/pulls\/2$/,
      [
        403,
        { documentation_url: 'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api' },
      ],
      'GITHUB_LIMITED',
      2,
    ],
    ['a limit of hours', /\/pulls\/2$/, [429, {}, { 'retry-after': '3600' }], 'GITHUB_LIMITED', 0],
    ['a token that may not', /\/pulls$/, [403, { message: 'Resource not accessible' }], 'GITHUB_REFUSED', 0],
    ['a team that is not there', /\/teams\/stewards\/members$/, [404, {}], 'GITHUB_TEAM_UNREADABLE', 0],
    ['an App that is not installed', /\/installation$/, [404, {}], 'GITHUB_TEAM_UNREADABLE', 0],
    ['an answer of another form', /\/reviews$/, [200, [{ id: 1 }]], 'GITHUB_ANSWER_UNEXPECTED', 0],
    ['more commits than are listed', /\/pulls\/2\/commits$/, [200, []], 'GITHUB_LIST_CUT', 0],
  ])('cannot be verified, which is no denial: %s', async (_what, at, answer, code, waits) => {
    world.history.fault = (path) => (at.test(path) ? answer : undefined);
    expect(await world.judged()).toBe(`unverified ${code} 4`);
    expect(world.waits).toHaveLength(waits);
    expect(await world.chain()).toEqual([]);
    expect((await world.approve()).exitCode).toBe(4);
    world.history.fault = () => undefined;
    expect(await world.judged()).toBe('approved');
  });

  it('is asked again where the failure passes, as long as GitHub says', async () => {
    let failures = 1;
    world.history.fault = (path) => {
      if (!path.endsWith('/reviews') || failures === 0) return undefined;
      failures -= 1;
      return [429, {}, { 'retry-after': '7' }];
    };
    expect(await world.judged()).toBe('approved');
    expect(world.waits).toEqual([7000]);
  });

  it('cannot be verified without an App, nor on a repository that is not listed whole', async () => {
    world.app = undefined;
    expect(await world.judged()).toBe('unverified GITHUB_APP_MISSING 4');
    world.history.fault = (path) =>
      path.includes('/git/trees/') ? [200, { truncated: true, tree: [] }] : undefined;
    expect((await world.approve()).exitCode).toBe(4);
  });

  it('leaves what was recorded as it is, and ends at once where not even the tip is known', async () => {
    world.history.fault = () => [500, {}];
    await expect(world.approve()).rejects.toMatchObject({ code: 'GITHUB_UNAVAILABLE', exitCode: 4 });
  });
});

it('one cohort that is denied does not stop the others, and the step is red', async () => {
  const other = text().replaceAll(ID, 'lung-cancer');
  world.history.push({ 'cohorts/lung-cancer.yml': other });
  world.bring({ [FILE]: text() });
  const { outcomes, exitCode } = await world.approve();
  expect(outcomes.map(({ name, state }) => [name, state])).toEqual([
    [null, 'approved'],
    ['lung-cancer', 'denied'],
    [ID, 'approved'],
  ]);
  expect(exitCode).toBe(1);
});

it('two jobs at once leave one record, and one of an older tip does not come behind', async () => {
  world.bring({ [FILE]: text() });
  const outcomes = await Promise.all([world.judged(), world.judged()]);
  expect(outcomes.toSorted()).toEqual(['approved', 'unchanged']);
  expect(await world.chain()).toHaveLength(1);
});
