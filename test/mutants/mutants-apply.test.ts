import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { MUTANTS } from './mutants.ts';
import { mutated } from './mutation.ts';

test.each(MUTANTS)('can be put into the product as it stands: $name', async (mutant) => {
  const code = await readFile(path.resolve(import.meta.dirname, '../..', mutant.file), 'utf8');
  expect(mutated(mutant, code)).not.toBe(code);
});
