import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Certificate } from '../../src/purge/certificate.ts';
import { inThisForm } from '../form.ts';
import { CANARY, plantCanary, tracesOf } from '../purge/traces.ts';
import { FOUR_WEEKS, TINY_TABLES, tinySource } from '../story/tiny-source.ts';
import { at } from '../story/world.ts';
import { command, documentOf } from './command.ts';
import {
  atStorage,
  atWarehouse,
  type CrashPoint,
  killedAt,
  remove,
  statement,
  write,
} from './crash-point.ts';
import { openStack, type Stack } from './open-stack.ts';

/** In the order in which a purge passes them. */
const POINTS: readonly CrashPoint[] = [
  atStorage('once its journal is opened', 'after', write('/purges/')),
  atStorage('while the members change', 'before', write('/index.json')),
  atStorage('in the middle of a file that is written anew', 'after', write('.parquet', 'comp=block')),
  atStorage('between upload and commit', 'before', write('/_delta_log/')),
  atStorage('between the commits of two tables', 'after', write('/_delta_log/')),
  atStorage('before the snapshot that succeeds', 'before', write('/snapshots/')),
  atStorage('between the mark of a withdrawn snapshot and its end', 'before', remove('/snapshots/')),
  atStorage('between two erased files', 'after', remove('.parquet')),
  atWarehouse('between emptying the sandbox and its history', 'after', statement(/DELETE FROM `sandbox`/)),
  atWarehouse('in the middle of the sandbox’s history', 'before', statement(/VACUUM/)),
  atStorage('before the lists of members go', 'before', remove('/members/')),
  atStorage('between certificate and journal', 'after', write('/certificates/')),
  atStorage('before its journal is closed', 'before', remove('/purges/')),
];

interface Report {
  readonly cohorts: readonly {
    readonly state: string;
    readonly problem: unknown;
    readonly certificate: string | null;
  }[];
}

let stack: Stack;
beforeAll(async () => {
  stack = await openStack({ now: at('2026-01-05T06:00:00Z'), configuration: FOUR_WEEKS });
  await tinySource(stack.warehouse);
  await plantCanary(stack);
});
afterAll(() => stack.close());

describe('a purge that is killed', () => {
  it.each(inThisForm(POINTS, 4).map((point, index) => [point.name, point, `purge-${index}`] as const))(
    '%s: the next one ends it, and nothing of the person is left',
    async (_name, point, cohort) => {
      const sync = () => stack.sync({ cohorts: [cohort] });
      await stack.addCohort(cohort, [1, 2, CANARY], { tables: TINY_TABLES });
      expect((await sync()).exitCode).toBe(0);
      expect((await tracesOf(stack)).length).toBeGreaterThan(0);
      await stack.addCohort(cohort, [1, 2], { tables: TINY_TABLES });
      await killedAt(stack, point, 'purge', '--cohort', cohort);

      const ended = await command(stack, 'purge', '--cohort', cohort);
      const [report] = documentOf<Report>(ended).cohorts;
      expect(report?.problem ?? null).toBeNull();
      expect(ended.exitCode).toBe(0);
      expect(await tracesOf(stack)).toEqual([]);
      for (const table of TINY_TABLES) expect(await stack.differences(cohort, table, '1, 2'), table).toBe(0n);
      // The certificate is of both runs: it says how many rows went, whichever of them took them out.
      const certificate = await certificateOf(cohort, report?.certificate ?? undefined);
      expect(certificate.tables.map(({ rowsErased }) => Number(rowsErased))).toEqual([1, 3]);
      expect((await sync()).exitCode).toBe(0);
      expect(await tracesOf(stack)).toEqual([]);
    },
  );
});

/** The one that the run names; where only the journal was left to close, the last that is there. */
async function certificateOf(cohort: string, path: string | undefined): Promise<Certificate> {
  let found = path;
  if (found === undefined) {
    for await (const blob of stack.stores.landing.list(`_cohort-sync/certificates/${cohort}/`))
      if (blob.path.endsWith('.json')) found = blob.path;
  }
  const blob = await stack.stores.landing.read(found ?? '');
  return JSON.parse(new TextDecoder().decode(blob?.content)) as Certificate;
}
