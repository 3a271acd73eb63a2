/** A change of one place of the product that breaks a promise, and the test that must notice. */
export interface Mutant {
  readonly name: string;
  /** Path of a source file; `from` stands in it exactly once. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly caughtBy: { readonly file: string; readonly test: string };
}

const HISTORIES = {
  file: 'test/convergence/convergence.test.ts',
  test: 'whatever happens, the next sync without a fault makes every landing equal to the source',
};

/** Each is an invariant of the design, turned into its most likely mistake. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'the runner does not check whose rows arrive',
    file: 'src/transfer/batch-inspector.ts',
    from: 'if (strangers === 0) return;',
    to: 'return;',
    caughtBy: {
      file: 'test/transfer/transfer-pool.test.ts',
      test: 'a landed file with a stranger in it, or of other columns, is found by reading it',
    },
  },
  {
    name: 'an extract asks for everybody in the stage',
    file: 'src/source/statements/stage.ts',
    from: 'WHERE r.group_key = :group_key)`',
    to: 'WHERE :group_key IS NOT NULL)`',
    caughtBy: {
      file: 'test/source/statements/stage.test.ts',
      test: 'of the slices of a group takes each of its rows once, and no row of anyone else',
    },
  },
  {
    name: 'a pause of exactly the settle time does not settle: > for >=',
    file: 'src/plan/frontier.ts',
    from: 'if (last !== undefined && now - last >= settle)',
    to: 'if (last !== undefined && now - last > settle)',
    caughtBy: {
      file: 'test/plan/frontier.test.ts',
      test: 'a pause of exactly the settle time is long enough, one of a microsecond less is not',
    },
  },
  {
    name: 'the watermark is reached with the first commit of a backfill, not with its last',
    file: 'src/plan/plan-table.ts',
    from: 'last ? seal(findings[position], until) : undefined',
    to: 'seal(findings[position], until)',
    caughtBy: {
      file: 'test/plan/plan-table.test.ts',
      test: 'in the middle of increments and repairs nothing is vouched for',
    },
  },
  {
    name: 'a claim that was lost is made again at the next version, whoever won: a rebase across revisions',
    file: 'src/landing/commit.ts',
    from: '  if (winner === undefined && failure !== undefined) throw failure;\n',
    to: '  if (winner === undefined && failure !== undefined) throw failure;\n  if (failure === undefined) return claim(store, address, version + 1, content, commit);\n',
    caughtBy: {
      file: 'test/landing/commit.test.ts',
      test: 'cannot both have a version: the one that is late learns it, and the winner stands',
    },
  },
  {
    name: 'persons fall into other buckets than those of what has landed',
    file: 'src/fingerprint/person-bucket.ts',
    from: 'const MULTIPLIER = 1181783497n;',
    to: 'const MULTIPLIER = 1181783499n;',
    caughtBy: {
      file: 'test/fingerprint/person-bucket.test.ts',
      test: 'a person’s bucket is the same for ever: landings are cut by it',
    },
  },
  {
    name: 'who withdrew stays on the roster',
    file: 'src/sync/admit.ts',
    from: 'subtract(roster.persons, request.withdrawn)',
    to: 'roster.persons',
    caughtBy: HISTORIES,
  },
  {
    name: 'a snapshot may mix revisions, members and frontiers',
    file: 'src/landing/consistent-cut.ts',
    from: '    if (table.coverage.revision !== first.coverage.revision)\n',
    to: '    if (table.coverage.revision < 0)\n',
    caughtBy: {
      file: 'test/landing/snapshot.test.ts',
      test: 'is refused when a table stands apart by another revision',
    },
  },
  {
    name: 'what arrives is counted, and not compared with the fingerprint of the stage',
    file: 'src/sync/slice-files.ts',
    from: 'found.transfer[0] !== expected.transfer[0] ||',
    to: 'found.transfer.length === 0 &&',
    caughtBy: {
      file: 'test/story/lying-warehouse.test.ts',
      test: 'is caught when it changes a key on the way',
    },
  },
  {
    name: 'a person who comes back joins the last group again',
    file: 'src/landing/assign-groups.ts',
    from: 'last + 1',
    to: 'Math.max(1, last)',
    caughtBy: {
      file: 'test/landing/assign-groups.test.ts',
      test: 'gives a person who comes back a new group, and no number twice',
    },
  },
  {
    name: 'a table that is approved no longer is emptied after the rest, if nothing fails before',
    file: 'src/sync/remove-first.ts',
    from: '    tables.push(...(await emptyUnapproved(landing, run, cohort, log)));\n',
    to: '',
    caughtBy: HISTORIES,
  },
  {
    name: 'a purge leaves the old files of its tables',
    file: 'src/purge/erase-landing.ts',
    from: 'await Promise.all(orphans.map(',
    to: 'await Promise.all(orphans.slice(1).map(',
    caughtBy: HISTORIES,
  },
  {
    name: 'a purge erases the history of the sandbox roster only if it has deleted something itself',
    file: 'src/sandbox/stray-rosters.ts',
    from: '  await forgetHistory(warehouse, schemas, ROSTER_TABLE);\n  return strays.length;',
    to: '  if (strays.length > 0) await forgetHistory(warehouse, schemas, ROSTER_TABLE);\n  return strays.length;',
    caughtBy: {
      file: 'test/convergence/found-by-histories.test.ts',
      test: 'a purge that died between its DELETE and its VACUUM leaves nobody in the history of the sandbox roster',
    },
  },
  {
    name: 'a purge that lost its lease goes on erasing',
    file: 'src/purge/purge-cohort.ts',
    from: '  return () => lease && requireLease(lease, cohort);',
    to: '  return () => void [lease, cohort];',
    caughtBy: {
      file: 'test/convergence/found-by-histories.test.ts',
      test: 'a purge that slept past its lease does not take the lists of members that a sync has written since',
    },
  },
  {
    name: 'a file that was cut is read as far as it goes',
    file: 'src/verify/landed-file.ts',
    from: '  if (found === said) return undefined;\n',
    to: '  if (found !== undefined) return undefined;\n',
    caughtBy: {
      file: 'test/verify/damaged-files.test.ts',
      test: 'that was cut by one byte is a damage that names table and slice',
    },
  },
  {
    name: 'of two damaged tables one is told',
    file: 'src/verify/lost-first.ts',
    from: '  if (ordered.length === 1) return first;\n',
    to: '  return first;\n',
    caughtBy: {
      file: 'test/verify/damaged-files.test.ts',
      test: 'are all named by one error, what is lost first',
    },
  },
  {
    name: 'a list of withdrawals that is lost brings people back',
    file: 'src/sync/taken-back.ts',
    from: '  if (takenUp === null || back.length === 0) return NOBODY;\n',
    to: '  return NOBODY;\n',
    caughtBy: {
      file: 'test/sync/taken-back.test.ts',
      test: 'brings nobody back under the revision under which they withdrew',
    },
  },
  {
    name: 'a snapshot is not looked at again once it is published',
    file: 'src/landing/snapshot.ts',
    from: '    await requireLive(store, snapshot);\n',
    to: '',
    caughtBy: {
      file: 'test/landing/snapshot.test.ts',
      test: 'are taken back when what they name was purged while their run slept, whether a number was given meanwhile or none',
    },
  },
  {
    name: 'a snapshot leaves no mark of its number',
    file: 'src/landing/snapshot.ts',
    from: '    await markNumber(store, snapshot);\n',
    to: '',
    caughtBy: {
      file: 'test/landing/snapshot.test.ts',
      test: 'never get the number of one that somebody deleted, and it is told which are gone',
    },
  },
  {
    name: 'what the warehouse unloaded is copied whatever its count and fingerprint are',
    file: 'src/sync/unload-slice.ts',
    from: '  requireExpected(request, tally);\n',
    to: '',
    caughtBy: {
      file: 'test/story/unload.test.ts',
      test: 'is refused where somebody adds a copy of its own rows',
    },
  },
  {
    name: 'a sweep of staging takes what runs that are alive have unloaded',
    file: 'src/staging/sweep-staging.ts',
    from: '    await ifOver(diagnostics, run, now, async () => {\n',
    to: '    await Promise.resolve([ifOver, diagnostics, now]).then(async () => {\n',
    caughtBy: {
      file: 'test/staging/staging.test.ts',
      test: 'deletes what dead runs left; that of a run that is alive stays, and what is nobody’s',
    },
  },
];
