import type { Mutation } from '../mutants/mutation.ts';

/** A mistake in what keeps text and figures inside. The canary test must find what it lets out. */
export interface Leak extends Mutation {
  /** The action that is built with it. */
  readonly action: string;
  /** The trouble of `troubles.ts` under which it leaks; absent where no trouble is needed. */
  readonly under?: string;
  /** Of the first run, told again. */
  readonly ofFirstRun?: true;
  /** Where it must be seen, and what: a leak that is found elsewhere alone is another one. */
  readonly seen: readonly [surface: string, canary: RegExp];
}

const WORDS = /^zyxquilla$/;

const FAILING_CAST = 'a cast fails on a value at the first look at the source';

export const LEAKS: readonly Leak[] = [
  {
    name: 'an error of GitHub is printed as it came',
    file: 'src/github/write-outcome.ts',
    from: '    return { warning: { code, reason: reasonOf(error) } };',
    to: '    process.stdout.write(String(error));\n    return { warning: { code, reason: reasonOf(error) } };',
    action: 'report',
    under: 'GitHub fails with a page',
    seen: ['stdout', WORDS],
  },
  {
    name: 'rows of fewer persons than smallCell are told',
    file: 'src/report/publish-figures.ts',
    from: 'persons < smallCell',
    to: 'persons < 1',
    action: 'report',
    ofFirstRun: true,
    seen: ['file summary', /^97000$/],
  },
  {
    name: 'the number of persons who are left of a roster becomes an output',
    file: 'src/entry/finish.ts',
    from: 'outputs: { run, verdict: report.verdict }',
    to: 'outputs: { run, verdict: report.verdict, shards: report.cohorts.map(({ persons }) => Number(persons)) }',
    action: 'finish',
    ofFirstRun: true,
    seen: ['file output', /^251$/],
  },
  {
    name: 'a preview tells how many persons are left where it tells how many cohorts',
    file: 'src/preview/run-preview.ts',
    from: "log({ kind: 'run-started', run, cohorts: listed.length });",
    to: "log({ kind: 'run-started', run, cohorts: listed[0]?.list.persons.length ?? 0 });",
    action: 'preview',
    seen: ['stdout', /^251$/],
  },
  {
    name: 'what the child writes to standard error is passed through',
    file: 'src/entry/child-process.ts',
    from: "stdio: ['ignore', 'pipe', 'pipe', 'ipc']",
    to: "stdio: ['ignore', 'pipe', 'inherit', 'ipc']",
    action: 'prepare',
    under: FAILING_CAST,
    seen: ['stderr', WORDS],
  },
  {
    name: 'the diagnostics are quoted where they are named',
    file: 'src/entry/supervisor.ts',
    from: 'const path = await Promise.race([stored, late(deadline)]);',
    to: 'const path = (await Promise.race([stored, late(deadline)])) + end.log.text();',
    action: 'prepare',
    under: FAILING_CAST,
    seen: ['stdout', WORDS],
  },
  {
    name: 'standard error of the supervisor is not silenced, and libraries write there what they were told to debug',
    file: 'src/entry/runner-environment.ts',
    from: '  process.stderr.write = () => true;\n',
    to: '',
    action: 'prepare',
    under: FAILING_CAST,
    // The token of the source, in the environment that Node shows of a child that it starts.
    seen: ['stderr', /^local-/],
  },
  {
    name: 'a cohort is named whose id is an identifier',
    file: 'src/log/public-names.ts',
    from: "  .refine((id) => !IDENTIFIER.test(id), 'holds a long number')\n",
    to: '',
    action: 'approve',
    under: 'a cohort is named by an identifier',
    seen: ['stdout', /^9154720836\d{9}$/],
  },
  {
    name: 'the path of a blob is told whatever it holds',
    file: 'src/review/place.ts',
    from: '  return COHORT_ID.test(id) && !NUMBER.test(id);',
    to: '  return true;',
    action: 'purge',
    under: 'a list of who withdrew is none, and its name says whose',
    seen: ['stdout', WORDS],
  },
];
