import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { cohortSchema } from './cohort-schema.ts';

/** Where the published schema lies. */
export const SCHEMA_FILE = path.resolve(import.meta.dirname, '../../schemas/cohort.schema.json');

/**
 * The JSON Schema of a cohort file, for editors and for other programs. It says what each key may hold; the rules
 * between keys (a column that is named twice, a table that is not the cohort's) only `cohort-sync` knows.
 */
export function cohortJsonSchema(): string {
  const schema = z.toJSONSchema(cohortSchema(), { io: 'input' });
  return `${JSON.stringify({ title: 'A cohort file of cohort-sync', ...schema }, null, 2)}\n`;
}

if (import.meta.main) await writeFile(SCHEMA_FILE, cohortJsonSchema());
