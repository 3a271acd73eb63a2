import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  admitCohorts,
  decodeCensus,
  extractStatement,
  isLost,
  loadRosterTable,
  sourceCensusStatement,
  stageStatement,
  sumBySlice,
  unverified,
  verifyFiles
} from "./chunk-RMK6OWFJ.js";
import {
  describeTable
} from "./chunk-QE2RLZY3.js";
import {
  UNKNOWN_CHANGE,
  createTransferPool,
  holdRun,
  openOverrides
} from "./chunk-K7NYMVSU.js";
import {
  LOAD_COLUMN,
  PERSON_COLUMN,
  connectSource,
  dropStatement,
  keyColumns,
  landedColumns,
  readWithdrawals,
  schemasOf
} from "./chunk-X4XOQ7KT.js";
import {
  chooseCohorts
} from "./chunk-JM76RAEM.js";
import {
  newRun,
  noteOf
} from "./chunk-ELP6O2IR.js";
import {
  FIRST_CELL,
  HASH_RANGE,
  NULL_CELL,
  latestSnapshot,
  openTable,
  readSnapshot,
  requireOurs
} from "./chunk-3BW6VBB7.js";
import {
  pLimit
} from "./chunk-LG4IMBNH.js";
import {
  openStores
} from "./chunk-Q27PNKFC.js";
import {
  readCohortFiles
} from "./chunk-UMFVCCES.js";
import {
  addDeep
} from "./chunk-7CN7GKET.js";
import {
  OMOP_TABLES
} from "./chunk-UJWNA7NU.js";
import {
  formatInstant,
  runnerNow
} from "./chunk-FV3B4KGK.js";
import {
  CohortSyncError,
  EXIT,
  IntegrityError
} from "./chunk-EKFMLNWJ.js";

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

// src/verify/verify-source.ts
async function compareWithSource(request) {
  const groups = request.coverage.groups.flatMap(
    (group) => group.through === null ? [] : [{ ...group, through: group.through }]
  );
  if (groups.length === 0) return [];
  const until = latest(groups);
  const statement = sourceCensusStatement(request.schemas, request.source, until, {
    label: `verify ${request.source.table}`,
    columnSets: [request.columns],
    keyColumns: request.keyColumns,
    slots: groups.map((group, slot) => ({
      slot,
      key: group.members,
      since: group.through,
      width: HASH_RANGE / finest(group)
    })),
    roster: request.roster
  });
  const rows = Map.groupBy(decodeCensus(await request.warehouse.query(statement), 1), (row) => row.slot);
  return groups.flatMap((group, slot) => {
    const census = sumBySlice(group.slices, rows.get(slot) ?? [], finest(group), 0);
    return group.slices.flatMap(
      (slice, index) => differs(slice, census[index]) ? [{ group: group.group, slice }] : []
    );
  });
}
function differs(slice, census) {
  const old = census?.old;
  return old === void 0 || old.rows !== slice.rows || slice.change !== UNKNOWN_CHANGE && old.change !== slice.change || old.transfer[0] !== slice.transfer[0] || old.transfer[1] !== slice.transfer[1];
}
async function compareDeeply(request) {
  const { warehouse, schemas, stage, columns, roster } = request;
  const groups = request.coverage.groups.filter((group) => group.through !== null);
  if (groups.length === 0) return [];
  const keys = groups.map((group) => group.members);
  try {
    await warehouse.execute(
      stageStatement(schemas, request.source, {
        stage,
        columns,
        until: latest(groups),
        whole: keys,
        partial: [],
        freshFrom: null,
        regions: [],
        roster
      })
    );
    const different = [];
    for (const group of groups) {
      if (!await sameRows(request, group)) different.push(group.group);
    }
    return different;
  } finally {
    await warehouse.execute(dropStatement(schemas, stage));
  }
}
async function sameRows(request, group) {
  const landed = request.files.filter(({ file }) => file.group === group.group).map(({ tally }) => tally.deep);
  const stored = landed.reduce((sum, deep) => addDeep(sum, deep ?? [0n, 0n]), [0n, 0n]);
  let source = [0n, 0n];
  for (const nulls of [true, false]) {
    const [firstCell, lastCell] = nulls ? [NULL_CELL, NULL_CELL] : [FIRST_CELL, -FIRST_CELL];
    const statement = extractStatement(request.schemas, {
      stage: request.stage,
      table: request.source.table,
      columns: request.columns,
      key: group.members,
      region: { firstCell, lastCell, firstHash: 0, lastHash: HASH_RANGE - 1 },
      since: null,
      roster: request.roster
    });
    const contract = request.contract(group.group, group.through ?? 0n);
    const window = nulls ? { from: 0n, until: 0n, nulls: true } : { nulls: false };
    const tally = await request.pool.count(
      await request.warehouse.stream(statement),
      { ...contract, ...window },
      { deep: true }
    );
    source = addDeep(source, tally.deep ?? [0n, 0n]);
  }
  return source[0] === stored[0] && source[1] === stored[1];
}
function latest(groups) {
  return groups.reduce((last, { through }) => through !== null && through > last ? through : last, 0n);
}
function finest(group) {
  return group.slices.reduce((most, slice) => Math.max(most, slice.buckets), 1);
}

// src/verify/run-verify.ts
var TABLES_AT_ONCE = 3;
async function runVerify(configuration, env, options, log) {
  const run = newRun();
  const stores = openStores(configuration, env);
  const files = chooseCohorts(
    await readCohortFiles(configuration.cohorts),
    options.cohorts
  );
  const { persons: withdrawn } = await readWithdrawals(stores.withdrawals);
  const { landing, approvals } = stores;
  const overrides = openOverrides({
    landing,
    approvals,
    policy: configuration.approvals,
    run,
    dryRun: false
  });
  const asking = { stores, configuration, files, withdrawn, now: runnerNow(), dryRun: true, run, overrides };
  const admission = await admitCohorts(asking);
  log({ kind: "run-started", run, cohorts: admission.ready.length });
  const { workers, rowGroupRows, fileBytes } = configuration.transfer;
  const pool = createTransferPool({ workers, rowGroupRows, fileBytes });
  const hold = admission.ready.length === 0 ? void 0 : await holdRun(stores.diagnostics, run);
  let warehouse;
  try {
    if (hold !== void 0) warehouse = await connectSource(configuration, env, log);
    const cohorts = [
      ...admission.inactive.map(({ cohort, error }) => unread(cohort, "inactive", error)),
      ...[...admission.held].map(([cohort, error]) => unread(cohort, "held", error))
    ];
    for (const cohort of warehouse === void 0 ? [] : admission.ready) {
      const opened = { warehouse, pool, overrides };
      const verification = { run, configuration, stores, options, ...opened };
      const result = await verifyCohort(verification, cohort).catch(
        (error) => unread(cohort.cohort, "failed", error)
      );
      if (result.problem !== null) log({ kind: "cohort-held", cohort: cohort.cohort, ...result.problem });
      cohorts.push(result);
    }
    const failed = cohorts.some(({ state }) => state === "differs" || state === "failed" || state === "held");
    const report = {
      run,
      deep: options.deep,
      verdict: failed ? "failed" : "verified",
      cohorts
    };
    return { report, exitCode: failed ? EXIT.failed : EXIT.done };
  } finally {
    await pool.close();
    await warehouse?.close();
    await hold?.end();
  }
}
async function verifyCohort(verification, cohort) {
  const { stores, options, run } = verification;
  const [unapproved] = cohort.unapproved;
  if (unapproved !== void 0) throw tableNotApproved(cohort.cohort, unapproved.table);
  const snapshot = await latestSnapshot(stores.landing, cohort.cohort);
  if (snapshot === void 0) return unread(cohort.cohort, "nothing-landed", void 0);
  const before = options.deep ? void 0 : await lastVerified(stores, cohort.cohort);
  const roster = `cohort_sync_verify_${run}`;
  const { warehouse } = verification;
  const schemas = schemasOf(verification.configuration);
  try {
    await loadRosterTable(warehouse, schemas, roster, cohort.groups);
    const { tables: wanted = [] } = options;
    const names = OMOP_TABLES.map(({ name }) => name).filter(
      (name) => name in snapshot.tables && (wanted.length === 0 || wanted.includes(name))
    );
    const limit = pLimit(TABLES_AT_ONCE);
    const outcomes = await Promise.allSettled(
      names.map((table) => limit(() => verifyTable(verification, cohort, snapshot, table, roster, before)))
    );
    const tables = [];
    const failures = [];
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.status === "fulfilled") tables.push(outcome.value);
      else
        failures.push(await lostTable(verification.overrides, outcome.reason, snapshot, names[index] ?? ""));
    }
    if (failures.length > 0) throw together(failures);
    const differs2 = tables.some((table) => table.differences > 0);
    if (!differs2 && wanted.length === 0) await recordVerified(stores, snapshot, run);
    return {
      cohort: cohort.cohort,
      state: differs2 ? "differs" : "verified",
      snapshot: snapshot.number,
      through: snapshot.through === null ? null : formatInstant(snapshot.through - 1n),
      problem: differs2 ? noteOf(await sourceDiffers(verification.overrides, snapshot, tables)) : null,
      tables
    };
  } finally {
    await warehouse.execute(dropStatement(schemas, roster));
  }
}
async function verifyTable(verification, cohort, snapshot, table, roster, before) {
  const { configuration, stores, warehouse, pool, options, run } = verification;
  const state = await snapshotTable(stores, snapshot, table);
  const persons = new Map(cohort.groups.map((group) => [group.group, group.shared]));
  const timeZone = configuration.source.timeZone ?? "UTC";
  const files = await verifyFiles({
    landing: stores.landing,
    pool,
    state,
    keyColumns: keyColumns(table),
    timeZone,
    persons,
    files: options.deep ? [...state.files.values()] : await unverified(stores.landing, state, before?.tables[table]?.version),
    deep: options.deep
  });
  const schemas = schemasOf(configuration);
  const described = await describeTable(warehouse, schemas, table, timeZone);
  if (described === void 0)
    throw new IntegrityError(`The source has no table ${table} any more.`, {
      code: "SOURCE_TABLE_MISSING",
      remedy: "Check source.schema and the grants."
    });
  const { source } = described;
  const comparison = {
    warehouse,
    schemas,
    source,
    columns: landedColumns(
      state.schema.map((column) => column.name),
      source.columns
    ),
    keyColumns: keyColumns(table),
    roster,
    coverage: state.coverage
  };
  const differences = await compareWithSource(comparison);
  const deep = options.deep ? await compareDeeply({
    ...comparison,
    pool,
    stage: `cohort_sync_stage_verify_${run}_${table}`,
    files,
    contract: (group, until) => ({
      columns: state.schema,
      personColumn: PERSON_COLUMN,
      fingerprintColumns: [...keyColumns(table), PERSON_COLUMN, LOAD_COLUMN],
      loadColumn: LOAD_COLUMN,
      persons: persons.get(group) ?? new SharedArrayBuffer(0),
      from: null,
      until,
      nulls: false,
      timeZone
    })
  }) : [];
  return {
    table,
    version: state.version,
    rows: [...state.files.values()].reduce((rows, file) => rows + file.rows, 0n),
    filesRead: files.length,
    files: state.files.size,
    differences: differences.length + deep.length
  };
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
function unread(cohort, state, error) {
  return {
    cohort,
    state,
    snapshot: null,
    through: null,
    problem: error === void 0 ? null : noteOf(error),
    tables: []
  };
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
    remedy: 'Run "cohort-sync sync --full", which compares all history, then verify again; if it stays, report it.',
    findings: answer?.name === void 0 ? [] : [answer.name]
  });
}
function together(failures) {
  const lost = failures.filter(isLost);
  const [first] = lost;
  if (first === void 0 || lost.length === 1) return first ?? failures[0];
  const { code, remedy } = first;
  return new IntegrityError(lost.map(({ message }) => message).join(" "), {
    code,
    remedy,
    findings: lost.flatMap(({ findings }) => findings ?? []),
    cause: first
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

export {
  runVerify
};
