import pLimit from 'p-limit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inThisForm } from '../form.ts';
import { TINY_TABLES } from '../story/tiny-source.ts';
import {
  type Act,
  type Acted,
  type CanaryWorld,
  COHORT,
  FIRST,
  openCanaryWorld,
  planted,
  trialFile,
} from './canary-world.ts';
import { LEAKS } from './leaks.ts';
import { TROUBLES, type Trouble } from './troubles.ts';

let world: CanaryWorld;
beforeAll(async () => {
  world = await openCanaryWorld();
});
afterAll(() => world?.close());

/** The run that brought the history. */
let firstRun = '';

/** One action, of which GitHub must receive no canary, whatever else it did. */
async function act(name: string, given: Act = {}): Promise<Acted> {
  const ended = await world.act(name, given);
  expect(ended.sightings, `${name}\n${ended.stdout}\n${ended.summary}`).toEqual([]);
  return ended;
}

/** Plans a run that has something to move: a row of a person more. */
async function plan(): Promise<{ run: string; shards: readonly number[] }> {
  await world.load([FIRST]);
  const { exitCode, stdout, outputs } = await act('prepare');
  expect(exitCode, stdout).toBe(0);
  return { run: outputs.run ?? '', shards: JSON.parse(outputs.shards ?? '') };
}

/** The pull request that an event is of. */
async function proposal(files: Readonly<Record<string, string>>): Promise<Act> {
  const { number, pull } = await world.github.repository.openPull({
    ...{ files, author: 'ann', title: planted('a title') },
  });
  const payload = {
    pull_request: {
      number,
      ...{ title: planted('a title'), body: `${FIRST}` },
      base: { ref: 'main', sha: pull.from },
      head: { sha: pull.head },
    },
  };
  return { event: { name: 'pull_request', payload } };
}

describe('nothing comes out when all goes well', () => {
  it('of a cohort on its whole way', async () => {
    const file = await trialFile(world);
    const files = { [`cohorts/${COHORT}.yml`]: file };
    const review = await act('review', await proposal(files));
    expect(review.outputs.verdict, review.summary).toBe('passed');
    await world.change(files, ['ben']);
    expect((await act('approve')).outputs.verdict).toBe('done');
    expect((await act('preview', givenTo('preview', ''))).outputs.verdict).toBe('done');
    const { run, shards } = await plan();
    expect(shards.length).toBeGreaterThan(0);
    firstRun = run;
    for (const shard of shards)
      expect((await act('sync', { inputs: { run, shard: `${shard}` } })).exitCode).toBe(0);
    expect((await act('finish', { inputs: { run } })).outputs.verdict).toBe('done');
    for (const table of TINY_TABLES)
      expect(await world.world.differences(COHORT, table, world.approved), table).toBe(0n);
    expect((await act('verify', { inputs: { deep: 'true' } })).outputs.verdict).toBe('verified');
    expect((await act('doctor')).stdout).toContain('ok ');
    expect((await act('report', { event: { name: 'schedule' } })).outputs.verdict).toBe('done');
    expect((await act('purge')).outputs.verdict).toBe('done');
    await world.load([FIRST]);
    expect((await act('cohort-sync')).outputs.verdict).toBe('done');
  });

  it('of a pull request that brings a roster, names and mistakes', async () => {
    // What GitHub itself has, and is asked for, is no leak: the path of a cohort file.
    const files = {
      'cohorts/mistaken.yml': `id: ${FIRST} # ${planted('a comment')}\n${planted('a key')}: [\n`,
      [`notes/${planted('a roster')}-${FIRST}.md`]: `person_id,name\n${FIRST},${planted('a line')}\n`,
    };
    const { outputs, summary } = await act('review', await proposal(files));
    expect(outputs.verdict, summary).toBe('refused');
    expect(summary).toContain('`cohorts/mistaken.yml:');
    expect(summary).toContain('file 2 of 2');
  });
});

/** Actions that belong to a run which another one has planned. */
const JOINING = ['sync', 'finish'];

/** Actions that lease a cohort, and would be in each other's way; `prepare` comes last, since it leaves the lease to others. */
const LEASING = ['purge', 'cohort-sync', 'prepare', ...JOINING];

async function inTurn(names: readonly string[], what: (name: string) => Promise<void>): Promise<void> {
  for (const name of names) await what(name);
}

/** Every action, or those named, a few at a time. */
function ofAll<T>(what: (name: string) => Promise<T>, names = world.actions): Promise<readonly T[]> {
  const limit = pLimit(3);
  return Promise.all(names.map((name) => limit(() => what(name))));
}

/** What an action is given beside its defaults. */
function givenTo(name: string, run: string): Act {
  const inputs =
    {
      sync: { run, shard: '1' },
      finish: { run },
      verify: { deep: 'true' },
      preview: { 'pull-request': `${world.proposed}` },
    }[name] ?? {};
  return { inputs, ...(name === 'report' ? { event: { name: 'schedule' } } : {}) };
}

/** Brings a trouble about, does something under it, and ends it. */
async function under<T>(trouble: Trouble, run: string, what: () => Promise<T>): Promise<T> {
  const end = await trouble.arrange(world, run);
  try {
    return await what();
  } finally {
    await end();
  }
}

describe('nothing comes out of what goes wrong outside:', () => {
  it.each(TROUBLES.map((trouble, n) => ({ ...trouble, n })))('$name', async ({ n, ...trouble }) => {
    const names = inThisForm(Object.keys(trouble.met), Math.min(3, Object.keys(trouble.met).length), n);
    const joining = names.filter((name) => JOINING.includes(name));
    const others = names.filter((name) => !JOINING.includes(name));
    await meet(trouble, others, '');
    if (joining.length === 0) return;
    const { run } = await plan();
    await meet(trouble, joining, run);
    await act('finish', { inputs: { run } });
  });

  /** Each action under the trouble must say the code that it is met by: so the trouble was met. */
  async function meet(trouble: Trouble, names: readonly string[], run: string) {
    if (names.length === 0) return;
    await world.load([FIRST]);
    const proposed = names.includes('review') ? await proposal({ 'README.md': 'Changed\n' }) : {};
    const tell = async (name: string): Promise<void> => {
      const usual = givenTo(name, run);
      const given = {
        ...usual,
        ...(name === 'review' ? proposed : {}),
        inputs: { ...usual.inputs, ...trouble.inputs },
        env: trouble.env ?? {},
      };
      const { stdout, summary, exitCode } = await act(name, given);
      const [wanted, all] = [trouble.met[name] ?? '', `${stdout}${summary}`];
      expect(all.includes(wanted), `${name} does not say ${wanted}, and ends with ${exitCode}:\n${all}`).toBe(
        true,
      );
    };
    // Those that take leases come one after another, beside the others.
    const lanes = [
      LEASING.filter((name) => names.includes(name)),
      names.filter((name) => !LEASING.includes(name)),
    ];
    await under(trouble, run, () => Promise.all(lanes.map((lane) => inTurn(lane, tell))));
  }

  it('an input is what it must not be', async () => {
    const inputs = { config: `../${planted('an input')}-${FIRST}.yml` };
    const ends = await ofAll(async (name) => {
      const { exitCode, stdout } = await act(name, { inputs });
      return [name, exitCode, stdout.includes('INPUT_INVALID')];
    });
    expect(ends).toEqual(world.actions.map((name) => [name, 2, true]));
  });

  it('an event is what it must not be', async () => {
    const event = { name: 'pull_request', payload: { pull_request: { number: planted('an event') } } };
    for (const name of ['review', 'approve', 'preview', 'cohort-sync']) {
      const { stdout } = await act(name, { ...givenTo(name, ''), event });
      expect(stdout, name).toContain('GITHUB_CONTEXT_INVALID');
    }
  });
});

/** What kills the work of any action, with the code that it is told by. */
const DEATHS = {
  'by-an-error': 'INTERNAL',
  'by-a-rejection': 'INTERNAL',
  'by-a-worker': 'INTERNAL',
  'by-a-panic': 'INTERNAL',
  'by-memory': 'ACTION_OUT_OF_MEMORY',
  'by-a-crash': 'ACTION_CRASHED',
  'by-a-silent-exit': 'ACTION_WITHOUT_OUTCOME',
} as const;

const NO_RUN = '20260105t060000_0123abcd';

describe('nothing comes out, however the work of an action dies', () => {
  it.each(Object.entries(DEATHS).map(([fault, code], n) => ({ fault, code, n })))(
    '$fault',
    async ({ fault, code, n }) => {
      const names = inThisForm(world.actions, 3, n);
      const ends = await ofAll(async (name) => {
        const { exitCode, stdout } = await act(name, { ...givenTo(name, NO_RUN), fault });
        return [name, exitCode, stdout.includes(`title=${code}::`) ? code : stdout];
      }, names);
      expect(ends).toEqual(names.map((name) => [name, 1, code]));
    },
  );

  it('or whatever it says on its way', async () => {
    const ends = await ofAll(async (name) => {
      const given = givenTo(name, NO_RUN);
      const dry = ['prepare', 'cohort-sync', 'purge'].includes(name) ? { 'dry-run': 'true' } : {};
      const inputs = { ...given.inputs, ...dry };
      const { stdout } = await act(name, { ...given, inputs, fault: 'by-every-word' });
      return [name, stdout.includes('title=EVENT_WITHHELD::')];
    });
    expect(ends).toEqual(world.actions.map((name) => [name, true]));
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'or when %s comes, and the work does not listen',
    async (signal) => {
      const names = inThisForm(world.actions, 2, signal === 'SIGINT' ? 0 : 1);
      const ends = names.map(async (name) => {
        const meanwhile: Act['meanwhile'] = async (run) => {
          await run.said('Waiting for the warehouse to start.');
          run.signal(signal);
        };
        const { exitCode, stdout } = await act(name, { ...givenTo(name, NO_RUN), fault: 'waits', meanwhile });
        return [name, exitCode, stdout.includes('ACTION_STOPPED_HARD')];
      });
      expect(await Promise.all(ends)).toEqual(names.map((name) => [name, 1, true]));
    },
  );

  it('or when a signal comes, and the work listens', async () => {
    await world.load([FIRST]);
    const { exitCode, stdout } = await act('cohort-sync', {
      meanwhile: async (run) => {
        await run.said('Surveyed ');
        run.signal('SIGINT');
      },
    });
    expect([exitCode, stdout.includes('ACTION_STOPPED_HARD')], stdout).toEqual([1, false]);
  });

  it.each(inThisForm(['by-native-writes', 'by-a-rejection', 'by-a-panic', 'by-memory'], 3))(
    'or one of its workers does, %s',
    async (fault) => {
      const { run } = await plan();
      const dies = fault !== 'by-native-writes';
      for (const name of ['sync', 'verify']) {
        const { exitCode, stdout } = await act(name, {
          ...givenTo(name, run),
          fault: `in-a-worker-${fault}`,
        });
        expect(exitCode !== 0, `${name}\n${stdout}`).toBe(dies);
      }
      await act('finish', { inputs: { run } });
    },
  );
});

describe('what lets something out on purpose is found:', () => {
  it.each(inThisForm(LEAKS, 2))('$name', async (leak) => {
    const { action } = leak;
    const trouble = TROUBLES.find(({ name }) => name === leak.under);
    if (leak.under !== undefined && trouble === undefined) throw new Error('there is no such trouble');
    const given = givenTo(action, firstRun);
    const ofRun = leak.ofFirstRun ? { inputs: { run: firstRun } } : {};
    const leaky = await world.buildWith(action, leak);
    const sightings = async (bundles?: string) =>
      (await world.act(action, { ...given, ...ofRun, ...(bundles === undefined ? {} : { bundles }) }))
        .sightings;
    const found = async () => [await sightings(), await sightings(leaky)];
    const [whole, leaking] = trouble === undefined ? await found() : await under(trouble, firstRun, found);
    expect(whole).toEqual([]);
    const [surface, canary] = leak.seen;
    expect(leaking).toContainEqual(
      expect.objectContaining({ surface, canary: expect.stringMatching(canary) }),
    );
  });
});
