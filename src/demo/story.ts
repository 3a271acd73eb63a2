import path from 'node:path';
import { SILENT } from '../log/events.ts';
import { DEFAULT_TABLES } from '../omop/tables.ts';
import { runVerify } from '../verify/run-verify.ts';
import { day, mondayAfter, SUNDAYS, sunday } from './calendar.ts';
import type { DemoReport, SyncScene, VerificationScene } from './demo-report.ts';
import type { DemoSource } from './demo-source.ts';
import { type DemoCohort, type DemoWorld, introduce } from './demo-world.ts';
import { correctRow, insertLateRow } from './source-changes.ts';
import { type Prelude, syncScene } from './sync-scene.ts';

/** Who looks on while the story is told. */
export interface Audience {
  opening(source: DemoReport['source']): void;
  /** Something that takes a while has begun. */
  waiting(what: string): void;
  synced(scene: SyncScene): void;
}

/** From the first backfill of two cohorts through three Sundays to verify; the story of the README. */
export async function tellStory(
  world: DemoWorld,
  source: DemoSource,
  audience: Audience,
): Promise<DemoReport> {
  const started = Date.now();
  audience.waiting(`filling the warehouse: ${source.what}`);
  await source.fill();
  const opening = { what: source.what, ...(await census(world)) };
  audience.opening(opening);
  const cast = await castOf(world);
  const present: string[] = [];
  const syncs: SyncScene[] = [];
  for (const act of acts(world, source, cast)) {
    const { arrivals, ...prelude } = await act();
    present.push(...arrivals);
    audience.waiting('cohort-sync sync');
    const scene = await syncScene(world, prelude, present);
    syncs.push(scene);
    audience.synced(scene);
  }
  audience.waiting('cohort-sync verify --deep');
  const verification = await verify(world);
  const equal = verification.verdict === 'verified' && syncs.every(({ failures }) => failures.length === 0);
  return {
    verdict: equal ? 'equal' : 'different',
    source: opening,
    syncs,
    verification,
    places: {
      landing: path.join(world.directory, 'landing'),
      snapshots: path.join(world.directory, 'snapshots'),
      configuration: path.join(world.directory, 'cohort-sync.yml'),
    },
    seconds: (Date.now() - started) / 1000,
  };
}

async function census({ warehouse }: DemoWorld): Promise<{ persons: number; rows: bigint }> {
  const counts = await Promise.all(
    DEFAULT_TABLES.map(async (table) => {
      const [row] = await warehouse.duckdb(`SELECT count(*) AS rows FROM omop.${table}`);
      return { table, rows: row?.rows as bigint };
    }),
  );
  const persons = counts.find(({ table }) => table === 'person')?.rows ?? 0n;
  return { persons: Number(persons), rows: counts.reduce((sum, { rows }) => sum + rows, 0n) };
}

interface Cast {
  readonly cardiology: DemoCohort;
  readonly diabetes: DemoCohort;
  readonly oncology: DemoCohort;
}

/** Three cohorts of the source's persons in an order of chance; the first two share a quarter of the first one's. */
async function castOf({ warehouse }: DemoWorld): Promise<Cast> {
  const rows = await warehouse.duckdb('SELECT DISTINCT person_id FROM omop.person ORDER BY hash(person_id)');
  const persons = rows.map((row) => row.person_id as bigint);
  const share = (from: number, until: number) =>
    persons.slice(Math.floor(persons.length * from), Math.floor(persons.length * until));
  return {
    cardiology: { id: 'cardiology', title: 'Outcomes of heart failure', persons: share(0, 0.2) },
    diabetes: { id: 'diabetes', title: 'Courses of diabetes', persons: share(0.15, 0.3) },
    oncology: { id: 'oncology', title: 'Second cancers', persons: share(0.5, 0.6) },
  };
}

type Act = () => Promise<Prelude & { readonly arrivals: readonly string[] }>;

function acts(world: DemoWorld, source: DemoSource, cast: Cast): readonly Act[] {
  const { cardiology, diabetes, oncology } = cast;
  const both = cardiology.persons.filter((person) => diabetes.persons.includes(person));
  const alone = cardiology.persons.filter((person) => !diabetes.persons.includes(person));
  const passes = async (week: number): Promise<{ title: string; loaded: string }> => {
    const rows = await source.load(week);
    world.warehouse.setNow(mondayAfter(week));
    const loaded = `${day(sunday(week))} loads ${rows.toLocaleString('en-US')} rows, all patients together`;
    return { title: `Sunday ${week} of ${SUNDAYS}`, loaded };
  };
  return [
    async () => ({
      title: 'Two cohorts are approved',
      events: [
        `${cardiology.id} has ${cardiology.persons.length} persons, ${diabetes.id} ${diabetes.persons.length}; they share ${both.length}`,
      ],
      commands: [...(await introduce(world, cardiology)), ...(await introduce(world, diabetes))],
      again: false,
      arrivals: [cardiology.id, diabetes.id],
    }),
    async () => ({
      title: 'The same sync again',
      events: ['nothing has happened since'],
      commands: [],
      again: true,
      arrivals: [],
    }),
    async () => {
      const { title, loaded } = await passes(1);
      return { title, events: [loaded], commands: [], again: false, arrivals: [] };
    },
    async () => {
      const { title, loaded } = await passes(2);
      const { table } = await insertLateRow(world.warehouse, alone, 0);
      const late = `a late row in ${table}, stamped ${day(sunday(0))}: a person of ${cardiology.id}`;
      const events = [
        loaded,
        late,
        `a third cohort is approved: ${oncology.id}, ${oncology.persons.length} persons`,
      ];
      const commands = await introduce(world, oncology);
      return { title, events, commands, again: false, arrivals: [oncology.id] };
    },
    async () => {
      const { title, loaded } = await passes(3);
      const { table } = await correctRow(world.warehouse, both, 2);
      const corrected = `a row in ${table} is corrected, its load_dt unchanged: a person of both first cohorts`;
      return { title, events: [loaded, corrected], commands: [], again: false, arrivals: [] };
    },
  ];
}

async function verify({ configuration, env }: DemoWorld): Promise<VerificationScene> {
  const { report } = await runVerify(configuration, env, { cohorts: [], deep: true }, SILENT);
  const tables = report.cohorts.flatMap((cohort) => cohort.tables);
  return {
    command: 'cohort-sync verify --deep',
    verdict: report.verdict,
    tables: tables.length,
    files: tables.reduce((sum, table) => sum + table.filesRead, 0),
    rows: tables.reduce((sum, table) => sum + table.rows, 0n),
  };
}
