import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  admitCohorts,
  sumBySlice,
  unverified,
  verifyFiles
} from "./chunk-5IHFICRA.js";
import {
  RosterMismatch,
  loadRosterTable
} from "./chunk-YZARK33T.js";
import {
  decodeCensus,
  extractStatement,
  sourceCensusStatement,
  stageStatement
} from "./chunk-IAJNCIYN.js";
import {
  describeTable
} from "./chunk-2ZRSSIL7.js";
import {
  UNKNOWN_CHANGE,
  isLost,
  lostFirst,
  openOverrides,
  storedSizes
} from "./chunk-7B6SEAS7.js";
import {
  createTransferPool
} from "./chunk-Y6PK3HT4.js";
import {
  LOAD_COLUMN,
  PERSON_COLUMN,
  columnsDigest,
  connectSource,
  dropStatement,
  holdRun,
  hopeForSource,
  keyColumns,
  landedColumns,
  readWithdrawals,
  schemasOf,
  throwIfInterrupted
} from "./chunk-JLSLRFOJ.js";
import {
  chooseCohorts
} from "./chunk-UEN57USU.js";
import {
  newRun,
  noteOf
} from "./chunk-GTFJ2DV2.js";
import {
  latestSnapshot,
  lostNumbers,
  openTable,
  readSnapshot,
  snapshotsLost
} from "./chunk-6P3PFPQB.js";
import {
  FIRST_CELL,
  HASH_RANGE,
  NULL_CELL,
  requireOurs
} from "./chunk-U4VVK4J4.js";
import {
  pLimit
} from "./chunk-LG4IMBNH.js";
import {
  openStores
} from "./chunk-22NDXE2I.js";
import {
  readCohortFiles
} from "./chunk-CEXQSKJF.js";
import {
  addDeep
} from "./chunk-LINETHAK.js";
import {
  RETRIES,
  retrying
} from "./chunk-H3JO6AO3.js";
import {
  OMOP_TABLES
} from "./chunk-AORXR5WC.js";
import {
  formatInstant,
  runnerNow
} from "./chunk-FV3B4KGK.js";
import {
  CohortSyncError,
  EXIT,
  IntegrityError,
  RemoteError
} from "./chunk-EKFMLNWJ.js";

// src/verify/judge-landing.ts
async function judgeLanding(overrides, store, { cohort, snapshot }, outcomes) {
  const lost = outcomes.some((outcome) => "error" in outcome && isLost(outcome.error));
  if (lost && await readSnapshot(store, snapshot.cohort, snapshot.number) === void 0)
    throw withdrawnMeanwhile(snapshot);
  const failures = [];
  for (const outcome of outcomes) {
    if ("error" in outcome) failures.push(await lostTable(overrides, outcome.error, snapshot, outcome.table));
  }
  if (failures.length > 0) throw lostFirst(failures);
  const tables = outcomes.flatMap((outcome) => "verified" in outcome ? [outcome.verified] : []);
  const differs2 = tables.some((table) => table.differences > 0);
  return {
    cohort: cohort.cohort,
    state: differs2 ? "differs" : "verified",
    snapshot: snapshot.number,
    through: snapshot.through === null ? null : formatInstant(snapshot.through - 1n),
    problem: differs2 ? noteOf(await sourceDiffers(overrides, snapshot, tables)) : null,
    tables
  };
}
async function sourceDiffers(overrides, { cohort, number }, tables) {
  const seen = {
    snapshot: number,
    tables: tables.map(({ table, version, differences }) => ({ table, version, differences }))
  };
  const [answer] = await overrides.find([
    { code: "LANDING_DIFFERS", override: "heal", cohort, table: null, seen }
  ]);
  return new CohortSyncError(`The landing of cohort ${cohort} is not what the source holds now.`, {
    code: "LANDING_DIFFERS",
    remedy: 'Have an owner answer the finding by an override of kind heal, then run "cohort-sync verify --deep --heal"; or run "cohort-sync sync --full", which compares all history. If it stays, report it.',
    findings: answer?.name === void 0 ? [] : [answer.name]
  });
}
function withdrawnMeanwhile({ cohort, number }) {
  return new RemoteError(`Snapshot ${number} of cohort ${cohort} was withdrawn while it was verified.`, {
    code: "SNAPSHOT_WITHDRAWN",
    remedy: "Verify again: the snapshot that succeeded it."
  });
}
async function lostTable(overrides, error, { cohort, tables }, table) {
  if (!isLost(error)) return error;
  const { code, message, remedy } = error;
  const seen = { version: tables[table]?.version ?? null };
  const [answer] = await overrides.find([{ code, override: "rebuild", cohort, table, seen }]);
  const findings = answer?.name === void 0 ? [] : [answer.name];
  return new IntegrityError(message, { code, remedy, findings, cause: error });
}

// src/verify/verified-snapshot.ts
var folder = (cohort) => `verified/${cohort}/`;
async function lastVerified(stores, cohort) {
  let newest;
  for await (const { path } of stores.diagnostics.list(folder(cohort))) newest = path;
  const number = /\/(\d{10})\.json$/.exec(newest ?? "")?.[1];
  return number === void 0 ? void 0 : readSnapshot(stores.landing, cohort, Number(number));
}
async function recordVerified(stores, { cohort, number }, run) {
  const path = `${folder(cohort)}${number.toString().padStart(10, "0")}.json`;
  await stores.diagnostics.putIfAbsent(
    path,
    new TextEncoder().encode(`${JSON.stringify({ cohort, number, run })}
`)
  );
}

// src/verify/open-landing.ts
async function openLanding(stores, cohort, wanted, deep) {
  const [unapproved] = cohort.unapproved;
  if (unapproved !== void 0) throw tableNotApproved(cohort.cohort, unapproved.table);
  const snapshot = await latestSnapshot(stores.landing, cohort.cohort);
  const lost = await lostNumbers(stores.landing, cohort.cohort);
  if ((lost.at(-1) ?? 0) > (snapshot?.number ?? 0)) throw snapshotsLost(cohort.cohort, lost);
  if (snapshot === void 0) return void 0;
  const before = deep ? void 0 : await lastVerified(stores, cohort.cohort);
  const tables = OMOP_TABLES.map(({ name }) => name).filter(
    (name) => name in snapshot.tables && (wanted.length === 0 || wanted.includes(name))
  );
  return { cohort, snapshot, before, tables };
}
async function snapshotTable(stores, snapshot, table) {
  const named = snapshot.tables[table];
  const address = { cohort: snapshot.cohort, table };
  const state = named && await openTable(stores.landing, address, named.version);
  if (state !== void 0) return requireOurs(state);
  throw new IntegrityError(
    `Snapshot ${snapshot.number} of cohort ${snapshot.cohort} names a table that is not there.`,
    {
      code: "SNAPSHOT_BROKEN",
      remedy: "Restore the table from soft delete or a backup, or have it rebuilt from the source."
    }
  );
}
function tableNotApproved(cohort, table) {
  return new IntegrityError(
    `The landing of cohort ${cohort} holds rows of ${table}, which is not approved.`,
    {
      code: "TABLE_NOT_APPROVED",
      remedy: "Run sync, which takes them out, then verify again."
    }
  );
}

// src/verify/verify-report.ts
function hasFailed(cohorts) {
  return cohorts.some(({ state }) => state === "differs" || state === "failed" || state === "held");
}
function unread(cohort, state, error) {
  const problem = error === void 0 ? null : noteOf(error);
  return { cohort, state, snapshot: null, through: null, problem, tables: [] };
}

// src/verify/verify-source.ts
function groupsOf(tables) {
  return tables.flatMap(
    (landed) => landed.state.coverage.groups.flatMap(
      ({ through, ...group }) => through === null ? [] : [{ ...group, through, landed }]
    )
  );
}
async function compareWithSource(request, tables) {
  const groups = groupsOf(tables);
  if (groups.length === 0) return tables.map(() => []);
  const sets = new Map(tables.map(({ columns }) => [columnsDigest(columns), columns]));
  const setNumbers = new Map([...sets.keys()].map((digest, index) => [digest, index]));
  const statement = sourceCensusStatement(request.schemas, request.source, latest(groups), {
    label: `verify ${request.source.table}`,
    columnSets: [...sets.values()],
    keyColumns: request.keyColumns,
    slots: groups.map((group, slot) => ({
      slot,
      key: group.members,
      since: group.through,
      width: HASH_RANGE / finest(group)
    })),
    roster: request.roster
  });
  const rows = Map.groupBy(
    decodeCensus(await request.warehouse.query(statement), sets.size),
    (row) => row.slot
  );
  const differences = groups.flatMap((group, slot) => {
    const set = setNumbers.get(columnsDigest(group.landed.columns)) ?? -1;
    const census = sumBySlice(group.slices, rows.get(slot) ?? [], finest(group), set);
    return group.slices.flatMap(
      (slice, index) => differs(slice, census[index]) ? [{ landed: group.landed, group: group.group, slice }] : []
    );
  });
  return tables.map((table) => differences.filter(({ landed }) => landed === table));
}
function differs(slice, census) {
  const old = census?.old;
  return old === void 0 || old.rows !== slice.rows || slice.change !== UNKNOWN_CHANGE && old.change !== slice.change || old.transfer[0] !== slice.transfer[0] || old.transfer[1] !== slice.transfer[1];
}
async function compareDeeply(request, tables) {
  const { warehouse, schemas, stage, roster } = request;
  const groups = groupsOf(tables);
  if (groups.length === 0) return tables.map(() => []);
  const columns = new Map(tables.flatMap((table) => table.columns).map((column) => [column.name, column]));
  try {
    await warehouse.execute(
      stageStatement(schemas, request.source, {
        stage,
        columns: [...columns.values()],
        until: latest(groups),
        whole: [...new Set(groups.map(({ members }) => members))],
        partial: [],
        freshFrom: null,
        regions: [],
        roster
      })
    );
    const different = [];
    const unfit = /* @__PURE__ */ new Map();
    for (const group of groups) {
      if (unfit.has(group.landed)) continue;
      try {
        if (!await sameRows(request, group)) different.push(group);
      } catch (error) {
        if (!(error instanceof IntegrityError)) throw error;
        unfit.set(group.landed, error);
      }
    }
    return tables.map(
      (table) => unfit.get(table) ?? different.filter(({ landed }) => landed === table).map(({ group }) => group)
    );
  } finally {
    await warehouse.execute(dropStatement(schemas, stage));
  }
}
async function sameRows(request, group) {
  const stored = group.landed.files.filter(({ file }) => file.group === group.group).reduce((sum, { tally }) => addDeep(sum, tally.deep ?? [0n, 0n]), [0n, 0n]);
  let source = [0n, 0n];
  for (const nulls of [true, false]) {
    const [firstCell, lastCell] = nulls ? [NULL_CELL, NULL_CELL] : [FIRST_CELL, -FIRST_CELL];
    const statement = extractStatement(request.schemas, {
      stage: request.stage,
      table: request.source.table,
      columns: group.landed.columns,
      key: group.members,
      region: { firstCell, lastCell, firstHash: 0, lastHash: HASH_RANGE - 1 },
      since: null,
      // The stage reaches as far as the landing that is ahead of all.
      until: nulls ? null : group.through,
      roster: request.roster
    });
    const count = async () => request.pool.count(await request.warehouse.stream(statement), contractOf(request, group, nulls), {
      deep: true
    });
    const tally = await retrying(RETRIES.slice, count, hopeForSource, request.signal);
    source = addDeep(source, tally.deep ?? [0n, 0n]);
  }
  return source[0] === stored[0] && source[1] === stored[1];
}
function contractOf({ keyColumns: keyColumns2, timeZone }, { group, landed, through }, nulls) {
  return {
    columns: landed.state.schema,
    personColumn: PERSON_COLUMN,
    fingerprintColumns: [...keyColumns2, PERSON_COLUMN, LOAD_COLUMN],
    loadColumn: LOAD_COLUMN,
    persons: landed.persons.get(group) ?? new SharedArrayBuffer(0),
    from: nulls ? 0n : null,
    until: nulls ? 0n : through,
    nulls,
    timeZone
  };
}
function latest(groups) {
  return groups.reduce((last, { through }) => through > last ? through : last, 0n);
}
function finest(group) {
  return group.slices.reduce((most, slice) => Math.max(most, slice.buckets), 1);
}

// src/verify/verify-table.ts
async function verifyTable(verification, table, landings) {
  const outcomes = [];
  const read = [];
  for (const landing of landings) {
    await readFiles(verification, landing, table).then(
      (files) => read.push(files),
      (error) => outcomes.push({ landing, table, error })
    );
  }
  if (read.length === 0) return outcomes;
  const compared = await compare(verification, table, read).catch(
    (error) => read.map(({ landing }) => ({ landing, table, error }))
  );
  return [...outcomes, ...compared];
}
async function readFiles({ configuration, stores, pool, deep }, landing, table) {
  const { cohort, snapshot, before } = landing;
  const state = await snapshotTable(stores, snapshot, table);
  const persons = new Map(cohort.groups.map((group) => [group.group, group.shared]));
  const files = await verifyFiles({
    landing: stores.landing,
    pool,
    state,
    timeZone: configuration.source.timeZone ?? "UTC",
    persons,
    sizes: await storedSizes(stores.landing, state),
    files: deep ? [...state.files.values()] : await unverified(stores.landing, state, before?.tables[table]?.version),
    deep
  });
  return { landing, state, persons, files };
}
async function compare({ run, configuration, warehouse, pool, roster, deep, signal }, table, read) {
  const schemas = schemasOf(configuration);
  const timeZone = configuration.source.timeZone ?? "UTC";
  const described = await describeTable(warehouse, schemas, table, timeZone);
  if (described === void 0) {
    throw new IntegrityError(`The source has no table ${table} any more.`, {
      code: "SOURCE_TABLE_MISSING",
      remedy: "Check source.schema and the grants."
    });
  }
  const { source } = described;
  const landed = read.map((each) => ({
    ...each,
    columns: landedColumns(
      each.state.schema.map(({ name }) => name),
      source.columns
    )
  }));
  const comparison = { warehouse, schemas, source, keyColumns: keyColumns(table), roster };
  const slices = await compareWithSource(comparison, landed);
  const stage = `cohort_sync_stage_verify_${run}_${table}`;
  const deeply = deep ? await compareDeeply({ ...comparison, pool, stage, timeZone, signal }, landed) : [];
  return landed.map(({ landing, state, files }, index) => {
    const groups = deeply[index] ?? [];
    if (groups instanceof IntegrityError) return { landing, table, error: groups };
    const verified = {
      table,
      version: state.version,
      rows: [...state.files.values()].reduce((rows, file) => rows + file.rows, 0n),
      filesRead: files.length,
      files: state.files.size,
      differences: (slices[index]?.length ?? 0) + groups.length
    };
    return { landing, table, verified };
  });
}

// src/verify/run-verify.ts
var TABLES_AT_ONCE = 3;
async function runVerify(configuration, env, options, log) {
  const { signal } = options;
  const run = newRun();
  const stores = openStores(configuration, env);
  const files = chooseCohorts(await readCohortFiles(configuration.cohorts), options.cohorts);
  const { persons: withdrawn } = await readWithdrawals(stores.withdrawals);
  const { landing, approvals } = stores;
  const policy = configuration.approvals;
  const overrides = openOverrides({ landing, approvals, policy, run, dryRun: false });
  const asking = { stores, configuration, files, withdrawn, now: runnerNow(), dryRun: true, run, overrides };
  const admission = await admitCohorts(asking);
  log({ kind: "run-started", run, cohorts: admission.ready.length });
  const cohorts = [
    ...admission.inactive.map(({ cohort, error }) => unread(cohort, "inactive", error)),
    ...[...admission.held].map(([cohort, error]) => unread(cohort, "held", error))
  ];
  if (admission.ready.length > 0) {
    const { workers, rowGroupRows, fileBytes } = configuration.transfer;
    const pool = createTransferPool({ workers, rowGroupRows, fileBytes, signal });
    const hold = await holdRun(stores.diagnostics, run);
    try {
      const warehouse = await connectSource(configuration, env, log, signal);
      try {
        const roster = `cohort_sync_verify_${run}`;
        const { deep } = options;
        const verification = { run, configuration, stores, warehouse, pool, deep, roster, signal };
        cohorts.push(...await verifyCohorts(verification, options, overrides, admission.ready));
      } finally {
        await warehouse.close();
      }
    } finally {
      await pool.close();
      await hold.end();
    }
  }
  for (const { cohort, state, problem } of cohorts) {
    if (problem !== null && (state === "failed" || state === "differs"))
      log({ kind: "cohort-held", cohort, ...problem });
  }
  const failed = hasFailed(cohorts);
  const verdict = failed ? "failed" : "verified";
  const report = { run, deep: options.deep, verdict, cohorts, healed: [] };
  return { report, exitCode: failed ? EXIT.failed : EXIT.done };
}
async function verifyCohorts(verification, options, overrides, ready) {
  const { stores, warehouse, configuration, roster, deep, run } = verification;
  const wanted = options.tables ?? [];
  const opened = /* @__PURE__ */ new Map();
  const results = /* @__PURE__ */ new Map();
  for (const cohort of ready) {
    throwIfInterrupted(options.signal);
    try {
      if (cohort.doubt !== void 0) throw cohort.doubt;
      const landing = await openLanding(stores, cohort, wanted, deep);
      if (landing === void 0) results.set(cohort.cohort, unread(cohort.cohort, "nothing-landed"));
      else opened.set(cohort.cohort, landing);
    } catch (error) {
      results.set(cohort.cohort, unread(cohort.cohort, "failed", error));
    }
  }
  const schemas = schemasOf(configuration);
  try {
    const groups = new Map(
      [...opened.values()].flatMap(({ cohort }) => cohort.groups.map((each) => [each.key, each]))
    );
    await loadRosterTable(warehouse, schemas, roster, [...groups.values()]).catch((error) => {
      if (!(error instanceof RosterMismatch)) throw error;
      for (const [name, { cohort }] of opened) {
        if (!cohort.groups.some(({ key }) => error.keys.has(key))) continue;
        opened.delete(name);
        results.set(name, unread(name, "failed", error));
      }
    });
    const limit = pLimit(TABLES_AT_ONCE);
    const outcomes = await Promise.all(
      OMOP_TABLES.map(
        ({ name: table }) => limit(
          () => verifyTable(
            verification,
            table,
            [...opened.values()].filter(({ tables }) => tables.includes(table))
          )
        )
      )
    );
    throwIfInterrupted(options.signal);
    for (const [name, landing] of opened) {
      const its = outcomes.flat().filter((outcome) => outcome.landing === landing);
      const result = await judgeLanding(overrides, stores.landing, landing, its).catch(
        (error) => unread(name, "failed", error)
      );
      if (result.state === "verified" && wanted.length === 0)
        await recordVerified(stores, landing.snapshot, run);
      results.set(name, result);
    }
  } finally {
    await warehouse.execute(dropStatement(schemas, roster));
  }
  return ready.map(({ cohort }) => results.get(cohort) ?? unread(cohort, "failed"));
}

export {
  hasFailed,
  runVerify
};
