import { beforeEach, expect, test } from 'vitest';
import { DAY, HOUR, WEEK } from '../../src/instant.ts';
import { approved, type Cohort, createWorld, landed, lines, sync, type World } from '../plan/cohort-world.ts';
import type { SourceRow } from '../plan/source-oracle.ts';
import { SUNDAY } from '../plan/survey-states.ts';

let serial: bigint;
beforeEach(() => {
  serial = 1n;
});

const row = (person: bigint, load: bigint | null): SourceRow => ({ key: serial++, person, load, value: 0n });

function cohort(name: string, ...persons: bigint[]): Cohort {
  const groups = [{ group: 'g1', persons: new Set(persons) }];
  return { name, columnSet: 0, revision: 1, groups, coverage: undefined, slices: new Map() };
}

/** A source of four weeks of three persons, a quiet day after its last load. */
function world(pinned: boolean, ...cohorts: Cohort[]): World {
  const made = createWorld(pinned);
  made.cohorts.push(...cohorts);
  made.source.rows = [0n, 1n, 2n, 3n].flatMap((weeks) =>
    [1n, 2n, 3n].map((person) => row(person, SUNDAY - weeks * WEEK)),
  );
  made.source.now = SUNDAY + DAY;
  return made;
}

const add = ({ source }: World, ...rows: SourceRow[]) => {
  source.rows = [...source.rows, ...rows];
};

/** The statements of one sync, and what it moved. */
async function watched(what: World) {
  what.source.asked.length = 0;
  const done = await sync(what);
  return { ...done, asked: [...what.source.asked] };
}

function nextWeek(what: World): void {
  const load = SUNDAY + WEEK;
  what.source.now = load + DAY;
  add(what, row(1n, load), row(2n, load + 1n));
}

const LOOK = ['count measurement', 'survey measurement'];
const COMPARE = ['stage measurement', 'measure stage', 'compare measurement'];

test('where nothing is new the source is asked for its totals and its recent weeks, and nothing is staged', async () => {
  const what = world(true, cohort('a', 1n, 2n));
  await sync(what);
  expect((await watched(what)).asked).toEqual(LOOK);
});

test.each([1, 20])('a weekly sync asks the same statements for %i cohorts', async (count) => {
  const what = world(true, ...Array.from({ length: count }, (_, index) => cohort(`c${index}`, 1n, 2n, 3n)));
  await sync(what);
  nextWeek(what);
  const { asked, moved } = await watched(what);
  expect(asked).toEqual([...LOOK, ...COMPARE]);
  expect([...moved.values()].map((rows) => rows.length)).toEqual(Array(count).fill(2));
});

test('a change of history is looked for in the pinned source once, for all cohorts', async () => {
  const what = world(true, cohort('a', 1n), cohort('b', 2n, 3n));
  await sync(what);
  add(what, row(1n, SUNDAY - 60n * WEEK));
  const { asked, moved } = await watched(what);
  expect(asked).toEqual([...LOOK, 'compare history of measurement', ...COMPARE]);
  expect(moved.get('b')).toEqual([]);
});

test('a change of history that concerns no cohort stages nothing', async () => {
  const what = world(true, cohort('a', 1n));
  await sync(what);
  add(what, row(3n, SUNDAY - 60n * WEEK));
  expect((await watched(what)).asked).toEqual([...LOOK, 'compare history of measurement']);
});

test('a new cohort beside others gets its history in the sync in which they get the week only', async () => {
  const what = world(true, cohort('a', 1n, 2n));
  await sync(what);
  what.cohorts.push(cohort('b', 2n, 3n));
  nextWeek(what);
  const { asked, moved, until } = await watched(what);
  expect(asked).toEqual([...LOOK, ...COMPARE]);
  expect(moved.get('a')).toHaveLength(2);
  expect(moved.get('b')).toHaveLength(9);
  for (const each of what.cohorts) expect(landed(what, each)).toEqual(approved(what, each, until));
});

test('a person who joins gets their history, the others of the cohort are not read again', async () => {
  const what = world(true, cohort('a', 1n));
  await sync(what);
  const [a] = what.cohorts as [Cohort];
  a.groups = [...a.groups, { group: 'g2', persons: new Set([3n]) }];
  a.revision = 2;
  const { moved } = await watched(what);
  expect(lines(what, a, moved.get('a') ?? [])).toEqual(approved(what, cohort('only 3', 3n), SUNDAY + 1n));
});

test('a correction of another person’s row moves nothing; the landing says once that it equals the new state', async () => {
  const what = world(true, cohort('a', 1n));
  await sync(what);
  what.source.rows = what.source.rows.map((each) => (each.person === 3n ? { ...each, value: 9n } : each));
  const { plans, moved } = await watched(what);
  expect(plans.flatMap(({ units }) => units.map(({ transfers }) => transfers))).toEqual([[]]);
  expect(moved.get('a')).toEqual([]);
  const again = await watched(what);
  expect(again.plans.flatMap(({ units }) => units)).toEqual([]);
});

test('a late row of an old week moves that week and no other', async () => {
  const what = world(true, cohort('a', 1n, 2n));
  await sync(what);
  add(what, row(1n, SUNDAY - WEEK + HOUR));
  const { moved } = await watched(what);
  expect(moved.get('a')?.map(({ load }) => load)).toEqual([
    SUNDAY - WEEK,
    SUNDAY - WEEK,
    SUNDAY - WEEK + HOUR,
  ]);
});

test('a row without load_dt that comes moves the rows without load_dt, and no other', async () => {
  const what = world(true, cohort('a', 1n));
  add(what, row(1n, null));
  await sync(what);
  add(what, row(1n, null));
  expect((await watched(what)).moved.get('a')?.map(({ load }) => load)).toEqual([null, null]);
});

// A source that cannot be read by version is surveyed in one statement and staged in another. The claim is the survey's, so
// what the stage saw on top is found by the next survey, unless it has gone again by then.
test('a row that came between survey and stage, and went again, does not stay in the landing', async () => {
  const what = world(false, cohort('a', 1n));
  const before = what.source.rows;
  what.source.beforeStage = () => add(what, row(1n, SUNDAY));
  await sync(what);
  what.source.beforeStage = undefined;
  what.source.rows = before;
  const { until } = await sync(what);
  const [a] = what.cohorts as [Cohort];
  expect(landed(what, a)).toEqual(approved(what, a, until));
});
