import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectLines } from '../../src/review/inspect-lines.ts';

function rules(text: string): readonly string[] {
  const lines = text.split('\n').map((line, index) => ({ line: index + 1, text: line }));
  return inspectLines(lines).map(({ rule, line }) => `${line} ${rule}`);
}

describe('persons among added lines', () => {
  it.each([
    ['one id alone', '4711', ['1 NUMBER_LIST']],
    ['small ids, one a line', 'here:\n1\n2\n3', ['2 NUMBER_LIST']],
    ['a list of YAML', 'persons_of_interest:\n  - 1001\n  - 1002', ['2 NUMBER_LIST']],
    ['a list of JSON over lines', '[\n  "17",\n  "18",\n  "19"\n]', ['2 NUMBER_LIST']],
    ['ids with commas', 'x = 1001, 1002, 1003', ['1 NUMBER_LIST']],
    ['ids with bars', '1001|1002|1003', ['1 NUMBER_LIST']],
    ['ids with an age each', 'x\n100234,54\n100235,61\n100236,40', ['2 NUMBER_LIST']],
    ['ids in a table without a head', '| 4711 | 2019-01-04 |\n| 4712 | 8 |\n| 4713 | 9 |', ['1 NUMBER_LIST']],
    ['small ids in a line', 'in (1,2,3,4,5,6,7,8,9,10)', ['1 NUMBER_LIST']],
    ['a query', 'SELECT * FROM person WHERE person_id IN (42)', ['1 ID_VALUE']],
    ['an equation', '  where patient_id=42', ['1 ID_VALUE']],
    ['a record number with letters', '"mrn": "AB123"', ['1 ID_VALUE']],
    ['a person in words', '# patient 1234 withdrew', ['1 ID_VALUE']],
    ['a number in a comment', '# see 123456789012', ['1 LONG_NUMBER']],
    ['a number beyond 2^53', 'id 9007199254740993.', ['1 LONG_NUMBER']],
    ['a head of one column', 'person_id', ['1 ID_COLUMN']],
    ['a head of several', '"name","MRN","born"', ['1 ID_COLUMN']],
    ['digits of another script', '１２３４５６７８', ['1 NUMBER_LIST']],
    ['digits that something invisible parts', 'x 1234\u200b5678', ['1 LONG_NUMBER']],
  ])('finds %s', (_what, text, expected) => {
    expect(rules(text)).toEqual(expected);
  });

  it.each([
    ['a digest', `sha256: ${'0123456789abcdef'.repeat(4)}`],
    ['a pinned action', `uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1`],
    ['a day and an instant', 'from 2026-01-04 to 2026-01-05T03:00:00.000000Z'],
    ['a schedule', "  - cron: '17 5,7,9,11,13 * * 1,2'"],
    ['a workspace', 'host: adb-1234567890123456.7.azuredatabricks.net'],
    ['a warehouse', 'httpPath: /sql/1.0/warehouses/0123456789abcdef'],
    ['a UUID', '12345678-1234-1234-1234-123456789012'],
    ['a version', 'version: 10.20.30'],
    ['two sizes', '1024, 768\n1280, 960'],
    ['days below one another', '- 2026-01-04\n- 2026-01-11\n- 2026-01-18'],
    ['prose with years', 'In 2024, 2025 and 2026 the patients of the registry (about 500) were asked.'],
    ['a list of columns', '  person: [person_source_value, year_of_birth]'],
    ['a cohort id', 'id: example-heart-failure'],
  ])('lets %s pass', (_what, text) => {
    expect(rules(text)).toEqual([]);
  });

  it('lets the files of this project that a repository starts with pass', async () => {
    const root = path.resolve(import.meta.dirname, '../..');
    for (const file of ['cohorts/README.md']) {
      expect(rules(await readFile(path.join(root, file), 'utf8')), file).toEqual([]);
    }
  });

  it('finds every list of ids of some length, however it is written down', () => {
    const ids = fc.array(fc.bigInt({ min: 1_000_000n, max: 2n ** 63n - 1n }), {
      minLength: 3,
      maxLength: 20,
    });
    const form = fc.constantFrom<(all: readonly bigint[]) => string>(
      (all) => all.join('\n'),
      (all) => all.join(','),
      (all) => all.join('; '),
      (all) => all.map((one) => `- '${one}'`).join('\n'),
      (all) => JSON.stringify(all.map(String), null, 2),
      (all) => all.map((one) => `${one},2026-01-04,note`).join('\n'),
      (all) => all.map((one) => `INSERT INTO t VALUES (${one}, 'x');`).join('\n'),
    );
    fc.assert(fc.property(ids, form, (all, write) => rules(write(all)).length > 0));
  });
});
