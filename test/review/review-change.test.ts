import { describe, expect, it } from 'vitest';
import { reviewChange } from '../../src/review/review-change.ts';
import { type ReviewResult, reviewResultSchema } from '../../src/review/review-result.ts';
import { reviewAnnotations, reviewSummary } from '../../src/review/review-text.ts';
import { cohortText } from '../cohort/cohort-text.ts';
import { changeOf } from './change-of.ts';

const CONFIGURATION = `source: { host: adb-1.azuredatabricks.net, httpPath: /sql/1.0/warehouses/abc }
landing: { url: "https://acc.blob.core.windows.net/landing" }
approvals: { require: [{ team: org/data }], owners: org/owners }
`;
const FILE = 'cohorts/heart-failure.yml';
const BASE = { 'cohort-sync.yml': CONFIGURATION, 'README.md': 'Cohorts of the registry.\n' };

type Files = Readonly<Record<string, string | Uint8Array>>;
type More = Parameters<typeof changeOf>[2];

async function review(before: Files, after: Files, more?: More): Promise<ReviewResult> {
  const change = changeOf(before, after, more);
  const result = await reviewChange({ change, configuration: 'cohort-sync.yml' });
  // Whatever a review finds fits through the closed schema of what may leave.
  return reviewResultSchema.parse(result);
}

function told({ findings }: ReviewResult): readonly string[] {
  return findings.map(({ rule, file, position, line, mistake }) =>
    [rule, file ?? (position === undefined ? '' : `#${position}`), line, mistake]
      .filter((part) => part !== undefined && part !== '')
      .join(' '),
  );
}

describe('what a review says of a cohort', () => {
  it('tells a new cohort with its persons, tables and last day', async () => {
    const result = await review(BASE, { ...BASE, [FILE]: cohortText('tables: [person, death]\n') });
    expect(result.outcome).toBe('passed');
    expect(result.findings).toEqual([]);
    expect(result.changes).toEqual([
      {
        kind: 'added',
        cohort: 'heart-failure',
        status: 'active',
        persons: 3,
        tables: ['person', 'death'],
        expires: '2027-12-31',
      },
      { kind: 'needs-approval', cohort: 'heart-failure' },
    ]);
    expect(reviewSummary(result)).toContain('**New cohort** (active) of 3 persons, until 2027-12-31');
  });

  it('tells persons, tables, columns, parties and expiry that change, and names no column that is text of the file', async () => {
    const before = { ...BASE, [FILE]: cohortText('tables: [person, death]\n') };
    const after = cohortText(
      'tables: [person, measurement]\ncolumns: { include: { person: [canary_column] }, exclude: { person: [year_of_birth] } }\n',
    )
      .replaceAll('a'.repeat(64), 'b'.repeat(64))
      .replace('persons: 3', 'persons: 1200')
      .replace('2027-12-31', '2028-06-30')
      .replace('Department of Cardiology', 'CANARY');
    const result = await review(before, { ...before, [FILE]: after });
    const cohort = 'heart-failure';
    expect(result.changes).toEqual([
      { kind: 'roster', cohort, before: 3, after: 1200 },
      { kind: 'tables', cohort, added: ['measurement'], removed: ['death'] },
      {
        kind: 'columns',
        cohort,
        table: 'person',
        added: [],
        addedBeyondCdm: 1,
        removed: ['year_of_birth'],
        removedBeyondCdm: 0,
      },
      { kind: 'parties', cohort, keys: ['consumer'] },
      { kind: 'expiry', cohort, before: '2027-12-31', after: '2028-06-30' },
      { kind: 'needs-approval', cohort },
    ]);
    expect(JSON.stringify(result) + reviewSummary(result)).not.toMatch(/canary/i);
    expect(reviewSummary(result)).toContain('3 persons → 1,200 persons');
  });

  it.each([
    ['suspended', 'status: suspended', 'needs-no-proof'],
    ['revoked', 'status: revoked', 'needs-no-proof'],
  ])('says of a cohort that becomes %s that this needs no proof', async (status, line, last) => {
    const before = { ...BASE, [FILE]: cohortText() };
    const result = await review(before, { ...before, [FILE]: cohortText().replace('status: active', line) });
    expect(result.changes).toEqual([
      { kind: 'status', cohort: 'heart-failure', before: 'active', after: status },
      { kind: last, cohort: 'heart-failure' },
    ]);
  });

  it('says that a change of comments needs an approval, too', async () => {
    const before = { ...BASE, [FILE]: cohortText() };
    const result = await review(before, { ...before, [FILE]: cohortText('# a comment\n') });
    expect(result.changes).toEqual([{ kind: 'wording', cohort: 'heart-failure' }]);
  });

  it('tells each mistake at file, line and column by the rule, never by the text', async () => {
    const broken = cohortText('tables: [person, CANARY]\nnote: CANARY\n').replace('2027-12-31', 'CANARY');
    const result = await review(BASE, { ...BASE, [FILE]: broken });
    expect(result.outcome).toBe('refused');
    expect(told(result)).toEqual([
      expect.stringMatching(
        /^FILE_MISTAKE cohorts\/heart-failure\.yml 7 expires: must be a day of the calendar, written/,
      ),
      expect.stringMatching(
        /^FILE_MISTAKE cohorts\/heart-failure\.yml 12 tables\.1: must be one of person, /,
      ),
      expect.stringMatching(
        /^FILE_MISTAKE cohorts\/heart-failure\.yml 13 unknown key; the keys here are id, /,
      ),
    ]);
    expect(result.findings[0]).toMatchObject({ column: 10 });
    expect(JSON.stringify(reviewAnnotations(result)) + reviewSummary(result)).not.toContain('CANARY');
  });

  it('tells a mistake of the configuration at its line', async () => {
    const after = { ...BASE, 'cohort-sync.yml': `${CONFIGURATION}limits: { smallCell: 3 }\n` };
    expect(told(await review(BASE, after))).toEqual([
      'FILE_MISTAKE cohort-sync.yml 4 limits.smallCell: expected number to be >=11',
      'PROTECTED_FILE cohort-sync.yml',
    ]);
  });
});

describe('what a review refuses', () => {
  const cohort = { ...BASE, [FILE]: cohortText() };

  it.each<[string, Files, Files, readonly string[], More?]>([
    ['a deleted cohort file', cohort, BASE, [`COHORT_DELETED ${FILE}`]],
    [
      'a renamed cohort file',
      cohort,
      { ...BASE, 'cohorts/heart-two.yml': cohortText().replace('id: heart-failure', 'id: heart-two') },
      ['COHORT_RENAMED cohorts/heart-two.yml'],
      { renamed: { 'cohorts/heart-two.yml': FILE } },
    ],
    [
      'a cohort file that is moved out of the directory',
      cohort,
      { ...BASE, 'old/heart-failure.yml': cohortText() },
      ['COHORT_RENAMED old/heart-failure.yml'],
      { renamed: { 'old/heart-failure.yml': FILE } },
    ],
    ['an id that the history knows', BASE, cohort, [`COHORT_ID_REUSED ${FILE}`], { history: [FILE] }],
    [
      'a revoked cohort that comes back',
      { ...BASE, [FILE]: cohortText().replace('status: active', 'status: revoked') },
      cohort,
      [`COHORT_REVIVED ${FILE}`],
    ],
    [
      'a cohort and the policy together',
      BASE,
      { ...cohort, 'cohort-sync.yml': CONFIGURATION.replace('org/owners', 'org/others') },
      ['POLICY_AND_COHORT', 'PROTECTED_FILE cohort-sync.yml'],
    ],
    [
      'a cohort and a workflow together',
      BASE,
      { ...cohort, '.github/workflows/merge.yml': 'name: merge\n' },
      ['POLICY_AND_COHORT', 'PROTECTED_FILE .github/workflows/merge.yml'],
    ],
    [
      'a foreign file among the cohorts',
      BASE,
      { ...BASE, 'cohorts/notes.txt': 'nothing\n' },
      ['NOT_A_COHORT_FILE #1'],
    ],
    [
      'a cohort file in a folder',
      BASE,
      { ...BASE, 'cohorts/old/a-b-c.yml': 'x: 1\n' },
      ['NOT_A_COHORT_FILE cohorts/old/a-b-c.yml'],
    ],
    ['a link', BASE, { ...BASE, [FILE]: '../elsewhere.yml' }, [`LINK_REFUSED ${FILE}`], { links: [FILE] }],
    ['a file of data', BASE, { ...BASE, 'list.csv': 'a\n' }, ['DATA_FILE #1']],
    ['a file of data under another name', BASE, { ...BASE, 'list.csv.txt': 'a\n' }, ['DATA_FILE #1']],
    ['bytes that are no text', BASE, { ...BASE, picture: new Uint8Array([1, 0, 2]) }, ['BINARY_FILE #1']],
    ['a file of more than 1 MiB', BASE, { ...BASE, big: 'word '.repeat(300_000) }, ['TOO_LARGE #1']],
    ['a number in a name', BASE, { ...BASE, 'patient-12345678.txt': 'a\n' }, ['NAME_WITH_NUMBER #1']],
    [
      'an id in a cohort id',
      BASE,
      { ...BASE, 'cohorts/p-1234567.yml': 'x: 1\n' },
      expect.arrayContaining(['NAME_WITH_NUMBER #1']),
    ],
    ['a list of persons', BASE, { ...BASE, notes: 'x\n1001\n1002\n' }, ['NUMBER_LIST #1 2']],
    [
      'an id in a comment of a cohort file',
      cohort,
      { ...BASE, [FILE]: cohortText('# without 123456789\n') },
      [`LONG_NUMBER ${FILE} 12`],
    ],
  ])('refuses %s', async (_what, before, after, expected, more) => {
    const result = await review(before, after, more);
    expect(told(result)).toEqual(expected);
    expect(result.outcome).toBe('refused');
  });

  it('asks for the owners where a protected file changes alone', async () => {
    for (const file of [
      'CODEOWNERS',
      '.github/CODEOWNERS',
      '.github/workflows/x.yml',
      `overrides/${'a'.repeat(64)}.yml`,
    ]) {
      const result = await review(BASE, { ...BASE, [file]: 'reason: looked at\n' });
      expect(result).toMatchObject({ outcome: 'passed', findings: [{ rule: 'PROTECTED_FILE' }] });
    }
  });

  it('takes the number of persons and one reference of an agreement for what they are', async () => {
    const text = cohortText()
      .replace('persons: 3', 'persons: 12345678')
      .replace('DSA-2026-014', "'20260014'");
    expect((await review(BASE, { ...BASE, [FILE]: text })).findings).toEqual([]);
  });

  it('does not repeat what stood there before', async () => {
    const before = { ...BASE, notes: '123456789\n' };
    expect((await review(before, { ...before, notes: '123456789\nmore\n' })).outcome).toBe('passed');
  });
});

describe('the exception for a Git server inside the network', () => {
  const inside = `${CONFIGURATION}git: { insideNetwork: true }\n`;

  it('is taken from the base: then a list passes, and the review says that it did not look', async () => {
    const before = { ...BASE, 'cohort-sync.yml': inside };
    const result = await review(before, { ...before, 'list.csv': 'person_id\n1\n2\n3\n' });
    expect(result.outcome).toBe('passed');
    expect(told(result)).toEqual(['CHECKS_OFF']);
  });

  it('is not taken from the change itself', async () => {
    const result = await review(BASE, { 'cohort-sync.yml': inside, 'list.csv': 'person_id\n1\n2\n3\n' });
    expect(told(result)).toEqual(
      expect.arrayContaining(['DATA_FILE #3', 'ID_COLUMN #3 1', 'NUMBER_LIST #3 2']),
    );
  });

  it('is not taken from a configuration that has mistakes', async () => {
    const before = { ...BASE, 'cohort-sync.yml': `${inside}nonsense: 1\n` };
    const result = await review(before, { ...before, 'list.csv': 'a\n' });
    expect(told(result)).toEqual(['DATA_FILE #1', 'POLICY_UNREADABLE']);
  });
});

describe('annotations', () => {
  it('name the file and line where the name is known, and otherwise where to look', async () => {
    const result = await review(BASE, { ...BASE, [FILE]: cohortText('note: 1\n'), 'z list.txt': '1001\n' });
    expect(reviewAnnotations(result)).toEqual([
      {
        level: 'error',
        file: FILE,
        line: 12,
        column: 1,
        title: 'FILE_MISTAKE',
        message: expect.stringMatching(/^The file has a mistake\. unknown key; the keys here are /),
      },
      {
        level: 'error',
        title: 'NUMBER_LIST',
        message: expect.stringMatching(
          /^file 2 of 2 in the list of changed files, line 1: An added line holds/,
        ),
      },
    ]);
  });

  it('come to an end, and the rest is counted', async () => {
    const many = Object.fromEntries(Array.from({ length: 250 }, (_, n) => [`f${n}.csv`, 'a\n']));
    const result = await review(BASE, { ...BASE, ...many });
    expect(result.findings.length).toBe(200);
    expect(result.more).toBe(50);
    expect(reviewSummary(result)).toContain('and 50 more.');
  });
});
