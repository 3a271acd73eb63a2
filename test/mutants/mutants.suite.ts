import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { inWholeForm } from '../form.ts';
import { MUTANTS, type Mutant } from './mutants.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** What became of one test of a file. */
async function outcome({ caughtBy }: Mutant, config: string, env: NodeJS.ProcessEnv): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'cohort-sync-mutant-'));
  const file = path.join(folder, 'report.json');
  const report = ['--reporter=json', `--outputFile=${file}`];
  const name = caughtBy.test.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const vitest = path.join(ROOT, 'node_modules/vitest/vitest.mjs');
  const child = spawn(
    process.execPath,
    [vitest, 'run', '--config', config, caughtBy.file, '-t', name, ...report],
    { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let told = '';
  child.stderr.on('data', (text) => (told += text));
  await new Promise((resolve) => child.once('close', resolve));
  try {
    const { testResults } = JSON.parse(await readFile(file, 'utf8')) as Report;
    const results = testResults.flatMap(({ assertionResults }) => assertionResults);
    const found = results.filter(({ title, status }) => title === caughtBy.test && status !== 'skipped');
    if (found.length === 1) return found[0]?.status ?? '';
    throw new Error(`${found.length} tests of ${caughtBy.file} are named so\n${told}`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const catchers = [...new Map(MUTANTS.map((mutant) => [mutant.caughtBy.test, mutant])).values()];

// All of them are tests of `npm test`: where that has just passed, the short form does not ask again.
test.each(inWholeForm(catchers))('without a mutant it passes: $caughtBy.test', async (mutant) => {
  expect(await outcome(mutant, 'vitest.config.ts', {})).toBe('passed');
});

test.concurrent.each(MUTANTS)('is caught: $name', async (mutant) => {
  expect(await outcome(mutant, 'test/mutants/mutant.config.ts', { MUTANT: mutant.name })).toBe('failed');
});

test('the documentation lists every mutant with the test that catches it', async () => {
  const text = await readFile(path.join(ROOT, 'docs/mutants.md'), 'utf8');
  // Behind it stand those that `npm run test:actions` puts into the product.
  const [mutants = ''] = text.split('\n## Leaks\n');
  const rows = mutants
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2);
  const wanted = MUTANTS.map(
    ({ name, file, caughtBy }) => `| ${name} | \`${file}\` | \`${caughtBy.file}\`: ${caughtBy.test} |`,
  );
  expect(rows).toEqual(wanted);
});
