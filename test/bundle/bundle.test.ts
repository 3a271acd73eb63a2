import { spawn } from 'node:child_process';
import { appendFile, cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, differingFiles, entries } from '../../build.ts';
import { TINY_TABLES, tinySource } from '../story/tiny-source.ts';
import { at, openWorld, type World } from '../story/world.ts';

interface Ended {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** The bundles as somebody gets them: their files alone, in a folder with no packages at hand. */
describe('the bundles', () => {
  let folder: string;
  let metafile: Metafile;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'cohort-sync-bundle-'));
    metafile = await bundle(path.join(folder, 'built'));
    await cp(path.join(folder, 'built'), path.join(folder, 'alone'), { recursive: true });
    await rm(path.join(folder, 'built'), { recursive: true });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const run = async (
    name: string,
    parameters: readonly string[],
    env: NodeJS.ProcessEnv = {},
  ): Promise<Ended> => {
    const file = path.join(folder, 'alone', name, 'index.js');
    const child = spawn(process.execPath, [file, ...parameters], {
      cwd: path.join(folder, 'alone'),
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    return { exitCode, out, err };
  };

  it('shows its help and warns of nothing', async () => {
    const { exitCode, out, err } = await run('cli', ['--help']);
    expect(out).toMatch(/^Usage: cohort-sync /);
    expect(err).toBe('');
    expect(exitCode).toBe(0);
  });

  it('lands a cohort by its own workers and WebAssembly, moves nothing the second time, and verifies', async () => {
    const world = await openWorld({ now: at('2026-01-05T06:00:00Z') });
    try {
      await tinySource(world.warehouse);
      await sealAndApprove(world, ['1', '2', '40']);
      const sync = async () => JSON.parse((await shell(world, 'sync', '--json')).out);
      const first = (await sync()).cohorts[0];
      expect(first).toMatchObject({ state: 'synced', snapshot: 1, problem: null });
      expect(first.tables.map((table: { mode: string; rows: number }) => [table.mode, table.rows])).toEqual([
        ['backfill', 3],
        ['backfill', 45],
      ]);
      for (const table of TINY_TABLES)
        expect(await world.differences('bundled', table, '1, 2, 40'), table).toBe(0n);
      expect((await sync()).cohorts[0]).toMatchObject({ state: 'unchanged', snapshot: 1 });
      await shell(world, 'verify', '--deep', '--json');
      await verifiesAsAnAction(world);
    } finally {
      await world.close();
    }
  });

  it('says that the local warehouse is not part of it', async () => {
    const { exitCode, out } = await run('cli', ['warehouse', '--generate', '10', '--json']);
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'NO_LOCAL_WAREHOUSE' } });
    expect(exitCode).toBe(2);
  });

  it('holds no local stand-in, no test and no kernel of the driver', async () => {
    const inputs = Object.keys(metafile.inputs);
    expect(inputs).toContain('src/sync/run-sync.ts');
    const strangers = /src\/(local|demo)\/|(^|\/)test\/|@duckdb|@polyglot-sql|azurite|databricks-sql-kernel/;
    expect(inputs.filter((input) => strangers.test(input))).toEqual([]);
    const files = await readdir(path.join(folder, 'alone'), { recursive: true });
    expect(files.filter((file) => file.endsWith('.node'))).toEqual([]);
  });

  it('are one for each action, which all start from one, and share what is large', async () => {
    const actions = await readdir('actions');
    expect(Object.keys(await entries())).toEqual(expect.arrayContaining(['cli', ...actions]));
    const files = await readdir(path.join(folder, 'alone'), { recursive: true });
    expect(files.filter((file) => file.endsWith('.wasm'))).toHaveLength(1);
    for (const action of actions) {
      const { size } = await stat(path.join(folder, 'alone', action, 'index.js'));
      expect(size, action).toBeLessThan(20_000);
    }
  });

  it('are the same bytes when they are built again, and a check tells which are not', async () => {
    const again = path.join(folder, 'again');
    await bundle(again);
    expect(await differingFiles(path.join(folder, 'alone'), again)).toEqual([]);
    await appendFile(path.join(again, 'verify/index.js'), '// changed by hand');
    await rm(path.join(again, 'chunks/encode-worker.js'));
    expect(await differingFiles(path.join(folder, 'alone'), again)).toEqual([
      'chunks/encode-worker.js',
      'verify/index.js',
    ]);
  });

  /** As a runner starts it: everything by the environment, nothing on the console but what may be told. */
  async function verifiesAsAnAction(world: World): Promise<void> {
    const output = path.join(folder, 'output');
    await writeFile(output, '');
    const { exitCode, out, err } = await run('verify', [], {
      ...world.env,
      GITHUB_WORKSPACE: world.directory,
      GITHUB_OUTPUT: output,
      INPUT_CONFIG: 'cohort-sync.yml',
      INPUT_DEEP: 'true',
    });
    expect({ exitCode, err }, out).toEqual({ exitCode: 0, err: '' });
    const [, blob = ''] = /^What exactly happened is in the diagnostics: (\S+)$/m.exec(out) ?? [];
    expect(out.split('\n').filter((line) => !line.includes('diagnostics'))).toEqual([
      expect.stringMatching(/^Run \d{8}t\d{6}_[0-9a-f]{8}: 1 cohort\(s\)\.$/),
      'bundled: verified at snapshot 1.',
      '',
    ]);
    expect(await readFile(output, 'utf8')).toMatch(/^verdict<<(\S+)\nverified\n\1$/m);
    expect(new TextDecoder().decode((await world.stores.diagnostics.read(blob))?.content)).toContain(
      '"kind":"run-started"',
    );
  }

  /** Runs a command of the bundle in the world's repository; it must end well. */
  async function shell(world: World, ...parameters: readonly string[]): Promise<Ended> {
    const config = path.join(world.directory, 'cohort-sync.yml');
    const ended = await run('cli', [...parameters, '--config', config], world.env);
    expect(ended).toMatchObject({ exitCode: 0 });
    return ended;
  }

  async function sealAndApprove(world: World, ids: readonly string[]): Promise<void> {
    const list = path.join(world.directory, 'ids.csv');
    await writeFile(list, `person_id\n${ids.join('\n')}\n`);
    const sealed = JSON.parse(
      (await shell(world, 'seal', '--cohort', 'bundled', '--ids', list, '--json')).out,
    );
    const roster = `{ uri: ${sealed.uri}, sha256: ${sealed.sha256}, persons: ${sealed.persons} }`;
    await writeFile(
      path.join(world.directory, 'cohorts/bundled.yml'),
      `id: bundled
title: From the bundle
project: test
consumer: tests
agreement: "T-1"
status: active
expires: 2099-12-31
tables: [${TINY_TABLES.join(', ')}]
roster: ${roster}
`,
    );
    await shell(world, 'approve', '--cohort', 'bundled', '--by', 'tester', '--reason', 'a test');
  }
});
