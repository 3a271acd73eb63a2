import { describe, expect, it } from 'vitest';
import { type ApprovalWorld, FILE, inToldWorld, policyText, text } from './approval-world.ts';
import { LONG_AGO, type Pull } from './told-history.ts';

/** Ways to have reviewers approve one change, and to bring another one by their word. */

let world: ApprovalWorld;
inToldWorld((made) => {
  world = made;
});

const DIFFERS = 'denied APPROVAL_CONTENT_DIFFERS 1';
const MISSING = 'denied APPROVAL_MISSING 1';

describe('a merge made by hand, of a reviewed head', () => {
  /** Takes the head's cohort file, which a merge of GitHub's would not: the head did not change it. */
  const byHand = (pull: Pull): void => {
    const { history } = world;
    const taken = history.files(pull.head).get(FILE) ?? null;
    pull.merge = history.push({ [FILE]: taken }, { parents: [history.main, pull.head] });
    pull.landed.push(pull.merge);
  };

  it('brings no old content back that lay there, unseen', async () => {
    world.bring({ [FILE]: text() });
    expect(await world.judged()).toBe('approved');
    const pull = world.open({ 'README.md': 'Nothing of the cohort\n' });
    world.bring({ [FILE]: text('amended') });
    expect(await world.judged()).toBe('approved');
    byHand(pull);
    expect(await world.judged()).toBe('denied SUPERSEDED 1');
    expect(await world.chain()).toHaveLength(2);
  });

  it('brings no content that was pushed, and taken back before anybody looked', async () => {
    world.history.push({ [FILE]: text('nobody saw this') });
    const pull = world.open({ 'README.md': 'Nothing of the cohort\n' });
    world.history.push({ [FILE]: null });
    byHand(pull);
    expect(await world.judged()).toBe(DIFFERS);
    expect(await world.chain()).toEqual([]);
  });
});

it('a commit that was pushed past its pull request is not brought by a squash of the others', async () => {
  const { history } = world;
  const pushed = history.commit({ [FILE]: text('nobody saw this') });
  const pull = history.open({ 'README.md': 'One\n' }, { parents: [pushed] });
  history.more(pull, { 'README.md': 'Two\n' });
  history.main = pushed;
  for (const login of ['bob', 'carl']) history.review(pull, login);
  history.merge(pull, 'squash');
  // It had been the first of the three when the pull request was opened.
  pull.landed.push(pushed);
  expect(await world.judged()).toBe(DIFFERS);
  expect(await world.chain()).toEqual([]);
});

describe('a pull request whose base was another branch', () => {
  const [BEFORE, BETWEEN, AFTER] = [LONG_AGO, '2026-01-05T09:00:00Z', '2026-01-05T10:00:00Z'];

  it.each(['base_ref_changed', 'automatic_base_change_succeeded', 'base_ref_force_pushed'])(
    'needs approvals that came after that: %s',
    async (event) => {
      const pull = world.open({ [FILE]: text() }, []);
      for (const login of ['bob', 'carl']) world.history.review(pull, login).at = BEFORE;
      pull.happened.push({ event, created_at: BETWEEN });
      world.history.merge(pull);
      expect(await world.judged()).toBe(MISSING);
      for (const login of ['bob', 'carl']) world.history.review(pull, login).at = AFTER;
      expect(await world.judged()).toBe('approved');
    },
  );

  it('does not lose a request for changes that came before', async () => {
    const pull = world.open({ [FILE]: text() }, []);
    world.history.review(pull, 'reader', 'CHANGES_REQUESTED').at = BEFORE;
    pull.happened.push({ event: 'base_ref_changed', created_at: BETWEEN });
    for (const login of ['bob', 'carl']) world.history.review(pull, login).at = AFTER;
    world.history.merge(pull);
    expect(await world.judged()).toBe('denied APPROVAL_CHANGES_REQUESTED 1');
  });

  it('is not judged where GitHub does not tell what happened to it', async () => {
    world.bring({ [FILE]: text() });
    world.history.fault = (path) => (path.endsWith('/2/timeline') ? [403, {}] : undefined);
    expect(await world.judged()).toBe('unverified GITHUB_REFUSED 4');
  });
});

describe('a policy that was approved once, and is superseded', () => {
  it('is not the one by which a cohort is approved, though somebody put it back for the merge', async () => {
    const strict = policyText().replace(
      '{ team: example/stewards }',
      '{ team: example/stewards, minimum: 2 }',
    );
    expect(await world.policy()).toBe('approved');
    world.bring({ 'cohort-sync.yml': strict }, ['otto'], 'olga');
    expect(await world.policy()).toBe('approved');
    world.history.push({ 'cohort-sync.yml': policyText() });
    const pull = world.bring({ [FILE]: text() }, ['bob', 'carl']);
    world.history.push({ 'cohort-sync.yml': strict });
    expect(await world.policy()).toBe('unchanged');
    expect(await world.judged()).toBe('denied POLICY_UNAPPROVED 1');
    world.history.review(pull, 'stella');
    expect(await world.judged()).toBe('denied POLICY_UNAPPROVED 1');
    world.bring({ [FILE]: text('again') }, ['bob', 'carl', 'stella']);
    expect(await world.judged()).toBe('approved');
  });

  it('is in force again once an owner approved that', async () => {
    expect(await world.policy()).toBe('approved');
    const strict = policyText().replace('{ team: example/stewards }', '{ team: example/owners }');
    world.bring({ 'cohort-sync.yml': strict }, ['otto'], 'olga');
    world.bring({ 'cohort-sync.yml': policyText() }, ['otto'], 'olga');
    world.bring({ [FILE]: text() }, ['bob', 'carl']);
    expect(await world.judged()).toBe('approved');
  });
});
