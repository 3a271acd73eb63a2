import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DemoReport } from '../../src/demo/demo-report.ts';
import { WHOLE_FORM } from '../form.ts';

const DEMO = path.resolve(import.meta.dirname, '../../src/demo/demo.ts');

async function start(...options: string[]): Promise<{ child: ChildProcess; directory: string }> {
  const directory = await mkdtemp(path.join(tmpdir(), 'cohort-sync-demo-'));
  const child = spawn(process.execPath, [DEMO, ...options], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await rm(directory, { recursive: true, force: true });
  });
  return { child, directory };
}

async function output(child: ChildProcess): Promise<{ text: string; exitCode: unknown }> {
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const [exitCode] = await once(child, 'close');
  return { text, exitCode };
}

/** Five syncs and a verification, on cores that other tests use as well. */
const LONG = { timeout: 600_000 };

describe('the demo', () => {
  it.runIf(WHOLE_FORM)(
    'tells a story in which every landing equals the source and only what was lacking moved',
    LONG,
    async () => {
      const { child, directory } = await start('--persons', '80', '--json', 'story.json');
      const { text, exitCode } = await output(child);
      expect(exitCode).toBe(0);
      const report = JSON.parse(await readFile(path.join(directory, 'story.json'), 'utf8')) as DemoReport;
      expect(report.verdict).toBe('equal');
      expect(report.syncs.map(({ failures }) => failures)).toEqual([[], [], [], [], []]);
      expect(report.syncs.map(({ cohorts }) => cohorts.map(({ cohort }) => cohort))).toEqual([
        ['cardiology', 'diabetes'],
        ['cardiology', 'diabetes'],
        ['cardiology', 'diabetes'],
        ['cardiology', 'diabetes', 'oncology'],
        ['cardiology', 'diabetes', 'oncology'],
      ]);
      for (const { cohorts, departed } of report.syncs) {
        // Through JSON, bigints that a number holds are numbers.
        const moved = cohorts.map(
          (scene) =>
            Number(scene.moved.backfill) + Number(scene.moved.increment) + Number(scene.moved.repair),
        );
        expect(Number(departed.patientRows)).toBe(moved.reduce((a, b) => a + b));
        expect(cohorts.map(({ differences }) => Number(differences))).toEqual(cohorts.map(() => 0));
      }
      const [first, again, , second] = report.syncs;
      expect(
        first?.cohorts.every(({ moved, landed }) => moved.backfill === landed && Number(landed) > 0),
      ).toBe(true);
      expect(again?.cohorts.map(({ commits, state }) => [commits, state])).toEqual([
        [0, 'unchanged'],
        [0, 'unchanged'],
      ]);
      const newcomer = second?.cohorts.find(({ cohort }) => cohort === 'oncology');
      expect(newcomer?.moved.backfill).toBe(newcomer?.landed);
      expect(second?.cohorts.find(({ cohort }) => cohort === 'diabetes')?.moved.backfill).toBe(0);
      expect(report.verification).toMatchObject({ verdict: 'verified', tables: 27 });

      expect(text.split('\n').filter((line) => line.length > 100)).toEqual([]);
      expect(text).not.toContain('\u001b');
      for (const cohort of ['cardiology', 'diabetes', 'oncology']) {
        const log = path.join(directory, '.demo/landing', cohort, 'measurement/_delta_log');
        expect(await readdir(log)).toContain('00000000000000000000.json');
        expect(await readdir(path.join(directory, '.demo/snapshots', cohort))).toContain('0000000001.json');
      }
    },
  );

  it('stops both servers when it is interrupted, and leaves nothing of them behind', LONG, async () => {
    const { child, directory } = await start('--persons', '80');
    child.stdout?.once('data', () => child.kill('SIGINT'));
    const { exitCode } = await output(child);
    expect(exitCode).toBe(130);
    const configuration = await readFile(path.join(directory, '.demo/cohort-sync.yml'), 'utf8');
    const certificate = /caFile: "(.+)"/.exec(configuration)?.[1];
    await expect(access(String(certificate))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('says what is wrong with a folder that it is to play on', async () => {
    const { child } = await start('--data', 'nowhere');
    const { text, exitCode } = await output(child);
    expect(exitCode).toBe(2);
    expect(text).toContain('OMOP_FOLDER_UNREADABLE');
  });

  it('refuses a number of persons that it cannot tell the story with', async () => {
    const { child } = await start('--persons', 'many');
    const { exitCode } = await output(child);
    expect(exitCode).toBe(1);
  });
});
