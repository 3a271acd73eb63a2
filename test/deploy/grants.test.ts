import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { DEFAULT_TABLES } from '../../src/omop/tables.ts';

const FILE = path.resolve(import.meta.dirname, '../../deploy/databricks-grants.sql');

const GRANT =
  /^GRANT (?:USE CATALOG|USE SCHEMA|SELECT|MODIFY|CREATE TABLE|MANAGE) ON (?:CATALOG|SCHEMA|TABLE) [a-z_.]+ TO `[0-9a-f-]{36}`$/;

it('grants read on the nine tables and no other, write in the sandbox only', async () => {
  const text = (await readFile(FILE, 'utf8')).replaceAll(/^--.*$/gm, '');
  const statements = text
    .split(';')
    .map((each) => each.trim().replaceAll(/\s+/g, ' '))
    .filter((each) => each !== '');
  for (const statement of statements) expect(statement).toMatch(GRANT);
  const read = statements.flatMap(
    (each) => /^GRANT SELECT ON TABLE collaborator\.omop\.(\w+) /.exec(each)?.[1] ?? [],
  );
  expect(read).toEqual(DEFAULT_TABLES);
  const omop = statements.filter(
    (each) => each.includes('omop') && !each.startsWith('GRANT SELECT ON TABLE'),
  );
  // purge opens sessions there, and reads nothing.
  expect(omop).toEqual(
    ['aaaa', 'bbbb'].map((end) =>
      expect.stringMatching(
        new RegExp(`^GRANT USE SCHEMA ON SCHEMA collaborator\\.omop TO \`[0-9a-f-]+${end}\`$`),
      ),
    ),
  );
  expect(statements.filter((each) => /SELECT ON .*bbbb/.test(each))).toEqual([
    expect.stringContaining('ON SCHEMA collaborator.sandbox'),
  ]);
  expect(text).not.toMatch(/ALL PRIVILEGES|ON CATALOG collaborator\.?\w* (?!TO)|account users/i);
});
