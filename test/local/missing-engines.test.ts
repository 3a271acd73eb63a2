import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const RUN = path.resolve(import.meta.dirname, '../conformance/run.sh');
const TOOLS = ['bash', 'dirname', 'head', 'sed'];

let bin: string;
beforeEach(async () => {
  bin = await mkdtemp(path.join(tmpdir(), 'cohort-sync-bin-'));
  for (const tool of TOOLS) {
    const { stdout } = spawnSync('bash', ['-c', `command -v ${tool}`], { encoding: 'utf8' });
    await symlink(stdout.trim(), path.join(bin, tool));
  }
});
afterEach(() => rm(bin, { recursive: true, force: true }));

const ran = () => spawnSync('bash', [RUN], { env: { PATH: bin }, encoding: 'utf8' });
const tool = (name: string, script: string) =>
  writeFile(path.join(bin, name), `#!${bin}/bash\n${script}\n`, { mode: 0o755 });

test('npm run conformance says that Java and Python are missing, before it installs or runs anything', () => {
  const { status, stderr } = ran();
  expect(status).toBe(2);
  expect(stderr).toMatch(/were not run.*Java 17 or newer.*no java.*Python 3.*no python3/s);
});

test('npm run conformance says that Java or Python is too old', async () => {
  await tool('java', `echo 'openjdk version "11.0.22" 2024-01-16' >&2`);
  await tool('python3', 'exit 1');
  const { status, stderr } = ran();
  expect(status).toBe(2);
  expect(stderr).toMatch(/Java 17 or newer.*this is Java 11.*Python 3\.10 or newer with venv/s);
});
