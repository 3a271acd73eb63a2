import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { approvedColumns, approvedTables } from '../../src/cohort/approved-columns.ts';
import { contentDigest, parseCohortFile, readCohortFiles } from '../../src/cohort/cohort-file.ts';
import { cohortJsonSchema, SCHEMA_FILE } from '../../src/cohort/publish-schema.ts';
import { ConfigurationError } from '../../src/errors.ts';
import { formatInstant } from '../../src/instant.ts';
import { DEFAULT_TABLES } from '../../src/omop/tables.ts';
import { cohortText } from './cohort-text.ts';

const EXAMPLES = path.resolve(import.meta.dirname, '../../cohorts');

describe('a cohort file', () => {
  it('says who, what, for whom and until when', () => {
    const { id, cohort, content } = parse(cohortText());
    expect(id).toBe('heart-failure');
    expect(cohort).toMatchObject({ id, status: 'active', project: 'HF-12', roster: { persons: 3 } });
    expect(formatInstant(cohort.expires)).toBe('2028-01-01T00:00:00Z');
    expect(cohort.tables).toEqual(DEFAULT_TABLES);
    expect(content).toEqual(contentDigest(Buffer.from(cohortText())));
  });

  it('has the digest that Git gives its content', () => {
    const content = Buffer.from(cohortText());
    const git = execFileSync('git', ['hash-object', '--stdin'], { input: content }).toString().trim();
    expect(contentDigest(content).blob).toBe(git);
  });

  it('approves the columns of the CDM, load_dt and what it includes, without what it excludes', () => {
    const text = cohortText(
      'tables: [death, person]\ncolumns:\n  include: { person: [Postcode_Area] }\n  exclude: { death: [cause_source_value] }\n',
    );
    const { cohort } = parse(text);
    expect(cohort.tables).toEqual(['person', 'death']);
    const person = approvedColumns(cohort, 'person');
    expect(person).toHaveLength(18 + 2);
    expect(person.slice(-2)).toEqual(['load_dt', 'postcode_area']);
    expect(approvedTables(cohort)).toEqual([
      { table: 'person', columns: person },
      {
        table: 'death',
        columns: [
          'person_id',
          'death_date',
          'death_datetime',
          'death_type_concept_id',
          'cause_concept_id',
          'cause_source_concept_id',
          'load_dt',
        ],
      },
    ]);
  });

  it.each([
    [
      'another id than its name',
      cohortText().replace('id: heart', 'id: lung'),
      /^id: must be the name of the file/,
    ],
    ['an unknown key', cohortText('note: CANARY\n'), /^unknown key/],
    [
      'a date that no calendar has',
      cohortText().replace('2027-12-31', '2027-02-29'),
      /^expires: must be a day/,
    ],
    [
      'an unknown status',
      cohortText().replace('active', 'CANARY'),
      /^status: must be one of active, suspended, revoked/,
    ],
    [
      'a title with a line break',
      cohortText().replace('Heart failure', '"Heart\\nCANARY"'),
      /^title: must be one line/,
    ],
    [
      'a title that turns its direction',
      cohortText().replace('Heart failure', '"\\u202ECANARY"'),
      /^title: must be one line/,
    ],
    ['an unknown table', cohortText('tables: [person, CANARY]\n'), /^tables.1: must be one of person/],
    ['a table twice', cohortText('tables: [person, person]\n'), /^tables.1: names the same table twice/],
    ['no table', cohortText('tables: []\n'), /^tables: /],
    [
      'a column of no name',
      cohortText('columns: { include: { person: ["a b"] } }\n'),
      /^columns.include.person.0: must be a column name/,
    ],
    [
      'a column twice',
      cohortText('columns: { include: { person: [x, X] } }\n'),
      /^columns.include.person.1: names the same column twice/,
    ],
    [
      'the person excluded',
      cohortText('columns: { exclude: { death: [person_id] } }\n'),
      /^columns.exclude.death.0: is a column that every/,
    ],
    [
      'load_dt excluded',
      cohortText('columns: { exclude: { death: [LOAD_DT] } }\n'),
      /^columns.exclude.death.0: is a column that every/,
    ],
    [
      'a key excluded',
      cohortText('columns: { exclude: { specimen: [specimen_id] } }\n'),
      /^columns.exclude.specimen.0: is a column that every/,
    ],
    [
      'a foreign column excluded',
      cohortText('columns: { exclude: { death: [shoe_size] } }\n'),
      /is not a column of this table in OMOP/,
    ],
    [
      'a standard column included',
      cohortText('columns: { include: { person: [year_of_birth] } }\n'),
      /lands anyway/,
    ],
    [
      'columns of a table that is not its own',
      cohortText('tables: [person]\ncolumns: { include: { death: [x] } }\n'),
      /is not among the tables/,
    ],
    [
      'a digest in capitals',
      cohortText().replace(`sha256: ${'a'.repeat(64)}`, `sha256: ${'A'.repeat(64)}`),
      /^roster.sha256: must be 64/,
    ],
    [
      'a number of persons that is none',
      cohortText().replace('persons: 3', 'persons: 0'),
      /^roster.persons: /,
    ],
  ])('refuses %s', (_what, text, rule) => {
    const error = failure(text);
    expect(error).toMatchObject({ code: 'COHORT_INVALID', exitCode: 2 });
    expect(error.mistakes.map((mistake) => mistake.rule)).toEqual([expect.stringMatching(rule)]);
    expect(error.mistakes[0]?.line).toBeGreaterThan(0);
    expect(JSON.stringify([error.message, error.mistakes])).not.toContain('CANARY');
  });

  it.each(['con', 'snapshots', 'ab', 'Heart', '1heart', 'heart_failure', `h${'x'.repeat(48)}`])(
    'refuses the id %s',
    (id) => {
      const text = cohortText().replace('heart-failure', id);
      expect(() => parseCohortFile(Buffer.from(text), `${id}.yml`)).toThrow(ConfigurationError);
    },
  );

  it('tells mistakes of form and mistakes between keys together', () => {
    const text = cohortText('columns: { exclude: { death: [person_id] } }\n').replace(
      'persons: 3',
      'persons: -1',
    );
    expect(failure(text).mistakes).toHaveLength(2);
  });
});

describe('the directory of cohort files', () => {
  it('gives each file a result of its own, so that a broken one stops no other', async () => {
    const directory = await emptyDirectory();
    await writeFile(path.join(directory, 'heart-failure.yml'), cohortText());
    await writeFile(path.join(directory, 'broken-one.yml'), 'id: [');
    await writeFile(path.join(directory, 'other.yaml'), cohortText());
    await writeFile(path.join(directory, 'README.md'), '# no cohort');
    await mkdir(path.join(directory, 'folder.yml'));
    await symlink('/etc/hostname', path.join(directory, 'linked.yml'));
    const results = await readCohortFiles(directory);
    expect(results.map((result) => [result.file, result.id, 'error' in result])).toEqual([
      ['broken-one.yml', 'broken-one', true],
      ['folder.yml', 'folder', true],
      ['heart-failure.yml', 'heart-failure', false],
      ['linked.yml', 'linked', true],
      ['other.yaml', 'other', true],
    ]);
  });

  it('is missed with a remedy', async () => {
    const nowhere = path.join(await emptyDirectory(), 'nowhere');
    await expect(readCohortFiles(nowhere)).rejects.toMatchObject({ code: 'COHORTS_MISSING', exitCode: 2 });
  });

  it('has examples that are right, and that do not run', async () => {
    const results = await readCohortFiles(EXAMPLES);
    expect(results.length).toBeGreaterThan(0);
    for (const result of results) {
      expect('error' in result ? result.error.mistakes : []).toEqual([]);
      expect('cohort' in result && result.cohort.status).toBe('suspended');
    }
  });
});

describe('the published schema', () => {
  it('is that of the program (npx node src/cohort/publish-schema.ts, then the formatter)', async () => {
    expect(JSON.parse(await readFile(SCHEMA_FILE, 'utf8'))).toEqual(JSON.parse(cohortJsonSchema()));
  });
});

function parse(text: string) {
  return parseCohortFile(Buffer.from(text), 'heart-failure.yml');
}

function failure(text: string): ConfigurationError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('no mistake was found');
}

async function emptyDirectory(): Promise<string> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'cohorts-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}
