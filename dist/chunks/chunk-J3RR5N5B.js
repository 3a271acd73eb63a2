import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  gather
} from "./chunk-WM2HYDMG.js";
import {
  NOTHING,
  addCounts,
  admitCohorts,
  sameCount,
  sumBySlice,
  verifyAndPublish
} from "./chunk-5IHFICRA.js";
import {
  RosterMismatch,
  checkRosters,
  ensureRosters
} from "./chunk-YZARK33T.js";
import {
  discardStaged,
  fileRefused,
  listStaged,
  stagedFile,
  unloadFailed,
  unloadStatement
} from "./chunk-XP2USLOR.js";
import {
  decodeCensus,
  decodeMeasure,
  extractStatement,
  measureStatement,
  sourceCensusStatement,
  stageCensusStatement,
  stageStatement
} from "./chunk-IAJNCIYN.js";
import {
  commitTable,
  findLandingWithoutFile,
  purgeTable,
  withoutFile
} from "./chunk-6TYG7NXX.js";
import {
  cellsBelow,
  checkAccepted,
  claimOf,
  coverageOf,
  cutsOf,
  fileContract,
  hasDrifted,
  isHistory,
  isLost,
  landedFile,
  lastTiledCell,
  lostFirst,
  namingTable,
  needsStage,
  openOverrides,
  regionOf,
  regionsOf,
  rowsBelow,
  rowsBetween,
  sameClaim,
  sameSlice,
  scopeOf,
  sumAccounts,
  throughsOf,
  tile,
  tileWeeks
} from "./chunk-7B6SEAS7.js";
import {
  sweepSandbox
} from "./chunk-HVSBUFBX.js";
import {
  toJson
} from "./chunk-FIR2BDTO.js";
import {
  discardFiles,
  listStrays,
  ownerOf,
  stagingFolder,
  stagingOf
} from "./chunk-HA4Q43QP.js";
import {
  createTransferPool
} from "./chunk-Y6PK3HT4.js";
import {
  LOAD_COLUMN,
  PERSON_COLUMN,
  changeSql,
  columnsDigest,
  connectSource,
  dropStatement,
  holdRun,
  hopeForSource,
  ifOver,
  integer,
  keyColumns,
  landsAnew,
  loadBoundSql,
  loadMicrosSql,
  lostHold,
  optionalInteger,
  pinned,
  quote,
  readWithdrawals,
  schemasOf,
  throwIfInterrupted
} from "./chunk-JLSLRFOJ.js";
import {
  writeHeartbeat
} from "./chunk-CNKXK4ND.js";
import {
  landingsWithoutFile,
  readMemberLists
} from "./chunk-SOBLMZVA.js";
import {
  checkTables,
  chooseCohorts
} from "./chunk-UEN57USU.js";
import {
  newRun,
  noteOf,
  problemOf,
  storedCohort,
  storedNote,
  storedProblem,
  storedSource,
  verdict,
  worst
} from "./chunk-GTFJ2DV2.js";
import {
  latestSnapshot,
  lostNumbers,
  openTable,
  readSnapshot,
  snapshotNumbers,
  withdrawSnapshot
} from "./chunk-6P3PFPQB.js";
import {
  FIRST_CELL,
  HASH_RANGE,
  NULL_CELL,
  REMOVED_FILE_RETENTION_MILLISECONDS,
  RUNS_FOLDER,
  cellOf,
  cellSql,
  cellStart,
  count,
  dataFilePath,
  digest,
  encodeCoverage,
  fingerprint,
  group,
  logFolder,
  long,
  requireOurs,
  runPath,
  slice,
  survey,
  tableFolder
} from "./chunk-U4VVK4J4.js";
import {
  subtract,
  union
} from "./chunk-IAJDX2TX.js";
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
  RETRIES,
  retrying
} from "./chunk-H3JO6AO3.js";
import {
  external_exports
} from "./chunk-AORXR5WC.js";
import {
  DAY,
  WEEK,
  formatInstant,
  runnerNow
} from "./chunk-FV3B4KGK.js";
import {
  CohortSyncError,
  ConfigurationError,
  EXIT,
  GuardError,
  IntegrityError,
  RemoteError
} from "./chunk-EKFMLNWJ.js";

// src/plan/stored-plan.ts
import { createHash } from "node:crypto";

// src/omop/column-type.ts
var TYPE = /^(?:integer|long|short|byte|float|double|boolean|string|date|timestamp|timestamp_ntz|decimal\(\d{1,2},\d{1,2}\))$/;
function isColumnType(text) {
  return TYPE.test(text);
}

// src/plan/stored-units.ts
var transfer = external_exports.strictObject({
  group: group.shape.group,
  key: digest,
  kind: external_exports.enum(["new", "append", "replace"]),
  slice,
  since: long.nullable(),
  expected: external_exports.strictObject({ rows: count, transfer: fingerprint, change: long })
});
var changedGroup = external_exports.strictObject({
  group: group.shape.group,
  members: digest,
  through: long.nullable(),
  /** Position among the slices of the unit before, and the slice that now stands there. */
  changed: external_exports.array(external_exports.tuple([external_exports.int().nonnegative(), slice]))
});
var storedUnit = external_exports.strictObject({
  transfers: external_exports.array(transfer),
  groups: external_exports.array(external_exports.union([group, changedGroup])),
  survey: survey.optional()
});
function packUnits(units) {
  return units.map((unit, index) => {
    const before2 = units[index - 1]?.groups ?? [];
    return { ...unit, groups: unit.groups.map((each) => packGroup(each, before2)) };
  });
}
function packGroup(now, before2) {
  const known = before2.find((each) => each.group === now.group);
  if (known === void 0 || known.slices.length !== now.slices.length) return now;
  const { slices, ...rest } = now;
  const changed = slices.flatMap((each, index) => each === known.slices[index] ? [] : [[index, each]]);
  return { ...rest, changed };
}
function unpackUnits(stored) {
  const units = [];
  for (const { transfers, groups, survey: claim } of stored) {
    const before2 = units.at(-1)?.groups ?? [];
    units.push({ transfers, groups: groups.map((each) => unpackGroup(each, before2)), survey: claim });
  }
  return units;
}
function unpackGroup(stored, before2) {
  if ("slices" in stored) return stored;
  const { changed, ...rest } = stored;
  const known = before2.find((each) => each.group === stored.group);
  if (known === void 0) throw new RangeError("a group that changed before it was listed");
  const slices = [...known.slices];
  for (const [index, each] of changed) {
    if (index >= slices.length) throw new RangeError("a slice that the group does not have");
    slices[index] = each;
  }
  return { ...rest, slices };
}

// src/plan/stored-plan.ts
var name = external_exports.string().min(1).max(200);
var columnType = external_exports.custom((value) => typeof value === "string" && isColumnType(value));
var table = external_exports.strictObject({
  cohort: name,
  table: name,
  revision: external_exports.int().nonnegative(),
  base: external_exports.int().nonnegative().nullable(),
  stage: name.nullable(),
  shard: external_exports.int().positive().nullable(),
  columns: external_exports.array(external_exports.strictObject({ name, type: columnType })),
  mode: external_exports.enum(["backfill", "increment", "repair", "none"]),
  firstLanding: external_exports.boolean(),
  units: external_exports.array(storedUnit)
});
var body = external_exports.strictObject({
  run: name,
  startedAt: long,
  dryRun: external_exports.boolean(),
  everyCohort: external_exports.boolean(),
  everyTable: external_exports.boolean(),
  until: long.nullable(),
  sources: external_exports.array(storedSource),
  warnings: external_exports.array(storedNote),
  cohorts: external_exports.array(storedCohort),
  tables: external_exports.array(table),
  stages: external_exports.array(name)
});
var envelope = external_exports.strictObject({ format: external_exports.literal(1), digest, plan: external_exports.unknown() });
function encodePlan({ tables, ...run }) {
  const plan = {
    ...run,
    tables: tables.map(({ plan: { units, ...identity2 }, ...rest }) => ({
      ...identity2,
      ...rest,
      units: packUnits(units)
    }))
  };
  const inner = JSON.stringify(
    plan,
    (_key, value) => typeof value === "bigint" ? `${value}` : value
  );
  const sum = sha256(inner);
  return { text: `{"format":1,"digest":"${sum}","plan":${inner}}`, digest: sum };
}
function decodePlan(text, run) {
  try {
    const { digest: said, plan } = envelope.parse(JSON.parse(text));
    if (sha256(JSON.stringify(plan)) !== said) return void 0;
    const stored = body.parse(plan);
    if (stored.run !== run) return void 0;
    const tables = stored.tables.map(({ cohort, table: of, revision, units, ...rest }) => ({
      plan: { cohort, table: of, revision, units: unpackUnits(units) },
      ...rest
    }));
    return { ...stored, tables };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof external_exports.ZodError || error instanceof RangeError)
      return void 0;
    throw error;
  }
}
function sha256(text) {
  return createHash("sha256").update(text).digest("hex");
}

// src/sync/run-store.ts
async function storePlan(landing, plan) {
  await landing.putIfAbsent(planPath(plan.run), new TextEncoder().encode(encodePlan(plan).text));
}
async function readPlan(landing, run) {
  const blob = await landing.read(planPath(run));
  if (blob === void 0) throw runUnknown();
  const plan = decodePlan(new TextDecoder().decode(blob.content), run);
  if (plan === void 0) throw planBroken();
  return plan;
}
var figure = external_exports.int().nonnegative();
var table2 = external_exports.strictObject({
  cohort: external_exports.string(),
  table: external_exports.string(),
  landed: external_exports.strictObject({
    version: figure.nullable(),
    rows: external_exports.union([figure.transform(BigInt), count]),
    slices: figure,
    files: figure,
    bytes: figure,
    persons: figure
  }),
  problem: storedProblem.nullable()
});
var result = external_exports.strictObject({ format: external_exports.literal(1), tables: external_exports.array(table2) });
async function storeResults(landing, run, shard, results) {
  const tables = results.map(({ landed: { state: _, ...landed }, ...rest }) => ({ ...rest, landed }));
  await landing.put(shardPath(run, shard), new TextEncoder().encode(toJson({ format: 1, tables })));
}
async function readResults(landing, plan) {
  const stored = await Promise.all(
    shardsOf(plan).map(async (shard) => {
      const blob = await landing.read(shardPath(plan.run, shard));
      if (blob === void 0) return [];
      const { tables } = result.parse(JSON.parse(new TextDecoder().decode(blob.content)));
      return tables.map((each) => ({ ...each, landed: { ...each.landed, state: void 0 } }));
    })
  );
  return stored.flat();
}
async function forgetRun(landing, plan) {
  await Promise.all(shardsOf(plan).map((shard) => landing.delete(shardPath(plan.run, shard))));
  await landing.delete(planPath(plan.run));
}
async function forgetDeadRuns({ landing, diagnostics }, now) {
  const left = /* @__PURE__ */ new Map();
  for await (const { path, modified } of landing.list(RUNS_FOLDER)) {
    const run = /^(\d{8}t\d{6}_[0-9a-f]{8})\/[^/]+$/.exec(path.slice(RUNS_FOLDER.length))?.[1];
    if (run === void 0) continue;
    const found = left.get(run) ?? { paths: [], newest: 0n };
    found.paths.push(path);
    const written = BigInt(modified) * 1000n;
    if (written > found.newest) found.newest = written;
    left.set(run, found);
  }
  let forgotten = 0;
  for (const [run, { paths, newest }] of left) {
    if (newest > now - DAY) continue;
    const over = await ifOver(diagnostics, run, now, async () => {
      await Promise.all(paths.map((path) => landing.delete(path)));
    });
    if (over) forgotten += 1;
  }
  return forgotten;
}
function shardsOf({ tables }) {
  const shards = new Set(tables.flatMap(({ shard }) => shard ?? []));
  return [...shards].sort((a, b) => a - b);
}
function planPath(run) {
  return runPath(run, "plan.json");
}
function shardPath(run, shard) {
  return runPath(run, `shard-${shard}.json`);
}
function runUnknown() {
  return new ConfigurationError("There is no plan of that run: it was never made, or the run is finished.", {
    code: "RUN_UNKNOWN",
    remedy: "Start a new run: what was committed stands, and it goes on from there."
  });
}
function planBroken() {
  return new IntegrityError("The stored plan of the run is not as it was written.", {
    code: "RUN_PLAN_BROKEN",
    remedy: "Find out who else writes to the landing container; then start a new run."
  });
}

// src/sync/abandoned-landings.ts
async function abandonedLandings(landing, files, overrides) {
  const cohorts = await landingsWithoutFile(landing, files);
  const findings = await Promise.all(cohorts.map((cohort) => findLandingWithoutFile(landing, cohort)));
  const answers = await overrides.find(findings);
  return new Map(
    cohorts.map((cohort, index) => {
      const name2 = answers[index]?.name;
      return [cohort, withoutFile(cohort, name2 === void 0 ? [] : [name2])];
    })
  );
}

// src/sync/open-run.ts
async function openTools({ configuration, env, log, signal }, { diagnostics }, run, otherwise) {
  const hold = await holdRun(diagnostics, run);
  try {
    const warehouse = await connectSource(configuration, env, log, signal);
    const { workers, rowGroupRows, fileBytes } = configuration.transfer;
    const pool = createTransferPool({ workers, rowGroupRows, fileBytes, signal });
    const close = async (way) => {
      await pool.close();
      await warehouse.close();
      await hold[way]();
    };
    return { warehouse, schemas: schemasOf(configuration), pool, close };
  } catch (error) {
    await hold[otherwise]();
    throw error;
  }
}
function openRun(context, admission, run) {
  const ready = run.plan.cohorts.filter(({ state }) => state === "ready").map(({ cohort }) => cohort);
  return {
    ...context,
    ...run,
    end: async () => {
      await run.tools?.close("end");
      await admission.release(ready);
    },
    leave: async () => {
      await run.tools?.close("leave");
      await admission.leave(ready);
    }
  };
}

// src/override/heals.ts
async function pendingHeals(overrides, cohorts) {
  const pending = await overrides.pending("heal");
  return pending.filter(({ cohort }) => cohort === null ? cohorts.length > 0 : cohorts.includes(cohort));
}
async function healsAsked(overrides, cohorts, log) {
  const asked = await pendingHeals(overrides, cohorts);
  for (const override of asked) {
    await overrides.use(override);
    const { finding: digest2, cohort, table: table3 } = override;
    log({
      kind: "finding",
      code: "LANDING_DIFFERS",
      override: "heal",
      cohort,
      table: table3,
      digest: digest2,
      answered: true
    });
  }
  return asked.length > 0;
}

// src/plan/plan-table.ts
function planTable(task, findings, until, claim, rowsPerCommit, drifted = false) {
  const transfers = findings.flatMap((finding2) => compareGroup(finding2));
  const open = new Set(
    findings.filter((finding2) => finding2.scope === void 0).map((finding2) => finding2.task.group)
  );
  const ordered = [
    ...transfers.filter((transfer2) => open.has(transfer2.group)).sort(oldestFirst),
    ...transfers.filter((transfer2) => !open.has(transfer2.group)).sort(oldestFirst)
  ];
  const batches = pack(ordered, rowsPerCommit);
  const stale = drifted && claim !== void 0;
  if (batches.length === 0 && !stale && !isBehind(task, findings, until))
    return { ...identity(task), units: [] };
  if (batches.length === 0) batches.push([]);
  let groups = findings.map((finding2) => before(task, finding2));
  const units = batches.map((batch, index) => {
    const last = index === batches.length - 1;
    groups = groups.map(
      (group2, position) => after(group2, batch, last ? seal(findings[position], until) : void 0)
    );
    const untouched = batch.every((transfer2) => open.has(transfer2.group));
    return { transfers: batch, groups, survey: last ? claim : untouched ? task.coverage?.survey : void 0 };
  });
  return { ...identity(task), units };
}
function identity(task) {
  return { cohort: task.cohort, table: task.table, revision: task.revision };
}
function compareGroup(finding2) {
  return finding2.slices.flatMap((slice2, index) => {
    const census = finding2.census[index];
    if (census === void 0) return [];
    const transfer2 = compareSlice(slice2, census, finding2.scope);
    return transfer2 === void 0 ? [] : [{ group: finding2.task.group, key: finding2.task.key, ...transfer2 }];
  });
}
function compareSlice(slice2, { old, fresh }, scope) {
  const compared = scope === void 0 || scope.slices.some((candidate) => sameSlice(candidate, slice2));
  if (compared && !sameCount(slice2, old)) {
    const expected = addCounts(old, fresh);
    if (sameCount(slice2, expected)) return void 0;
    return {
      kind: slice2.rows === 0n ? "new" : "replace",
      slice: { ...slice2, ...expected },
      since: null,
      expected
    };
  }
  if (fresh.rows === 0n) return void 0;
  const kind = slice2.rows === 0n ? "new" : "append";
  return {
    kind,
    slice: { ...slice2, ...addCounts(slice2, fresh) },
    since: scope?.through ?? null,
    expected: fresh
  };
}
function isBehind(task, findings, until) {
  if (task.coverage?.survey === void 0 || task.coverage.revision !== task.revision) return true;
  if (task.coverage.groups.length !== findings.length) return true;
  return findings.some((finding2) => {
    const covered = coverageOf(task, finding2.task);
    return covered?.through !== until || covered.members !== finding2.task.key;
  });
}
function before(task, finding2) {
  const covered = coverageOf(task, finding2.task);
  return {
    group: finding2.task.group,
    members: finding2.scope === void 0 ? finding2.task.key : covered?.members ?? finding2.task.key,
    through: finding2.scope === void 0 ? null : covered?.through ?? null,
    slices: finding2.slices
  };
}
function after(group2, batch, sealed) {
  const moved = batch.filter((transfer2) => transfer2.group === group2.group).map((transfer2) => transfer2.slice);
  const slices = group2.slices.map((slice2) => moved.find((candidate) => sameSlice(candidate, slice2)) ?? slice2);
  return { ...group2, slices, ...sealed };
}
function seal(finding2, until) {
  return finding2 === void 0 ? void 0 : { members: finding2.task.key, through: until };
}
function oldestFirst(a, b) {
  return a.slice.firstCell - b.slice.firstCell || a.slice.bucket - b.slice.bucket;
}
function pack(transfers, rowsPerCommit) {
  const batches = [];
  let rows = 0n;
  for (const transfer2 of transfers) {
    const last = batches.at(-1);
    if (last === void 0 || rows + transfer2.expected.rows > BigInt(rowsPerCommit)) {
      batches.push([transfer2]);
      rows = transfer2.expected.rows;
    } else {
      last.push(transfer2);
      rows += transfer2.expected.rows;
    }
  }
  return batches;
}
function modeOf(task, plan) {
  if (plan.units.length === 0) return "none";
  const transfers = plan.units.flatMap((unit) => unit.transfers);
  if (transfers.some((transfer2) => transfer2.kind === "replace")) return "repair";
  const groups = task.groups.some((group2) => (coverageOf(task, group2)?.through ?? null) === null);
  return groups ? "backfill" : "increment";
}
function rowsOf(plan) {
  return plan.units.flatMap((unit) => unit.transfers).reduce((total, transfer2) => total + transfer2.expected.rows, NOTHING.rows);
}
function slicesOf(plan) {
  return plan.units.reduce((count2, unit) => count2 + unit.transfers.length, 0);
}

// src/plan/shards.ts
function assignShards(loads, jobs, rowsPerShard) {
  const total = loads.reduce((sum, load) => sum + load.rows, 0n);
  const justified = Number((total + BigInt(rowsPerShard) - 1n) / BigInt(rowsPerShard));
  const count2 = Math.min(jobs, loads.length, Math.max(1, justified));
  const shards = Array.from({ length: count2 }, () => ({ rows: 0n, loads: [] }));
  for (const load of loads.toSorted(heaviestFirst)) {
    const lightest = shards.reduce((best, shard) => isLighter(shard, best) ? shard : best);
    lightest.loads.push(load);
    lightest.rows += load.rows;
  }
  return shards.map((shard) => shard.loads);
}
function isLighter(a, b) {
  return a.rows === b.rows ? a.loads.length < b.loads.length : a.rows < b.rows;
}
function heaviestFirst(a, b) {
  if (a.rows !== b.rows) return a.rows > b.rows ? -1 : 1;
  const [left, right] = [`${a.cohort}/${a.table}`, `${b.cohort}/${b.table}`];
  return left < right ? -1 : Number(left > right);
}

// src/sandbox/drop-stages.ts
async function dropStages({ run, warehouse, schemas, log }, stages) {
  const dropped = await Promise.allSettled(
    stages.map((stage) => warehouse.execute(dropStatement(schemas, stage)))
  );
  if (dropped.every((outcome) => outcome.status === "fulfilled")) return;
  log({
    kind: "warning",
    code: "STAGE_NOT_DROPPED",
    message: `A stage of run ${run} was left in the sandbox.`,
    remedy: "Nothing is to be done: the next sync drops what dead runs left."
  });
}

// src/sync/cohort-report.ts
function sourceReport({ source, columnsNotRead, columnsMissing }) {
  return { table: source.table, version: source.version, columnsNotRead, columnsMissing };
}
function tableReport({ plan, mode, firstLanding }, { rows, slices, files, bytes, persons, version }, until) {
  const appends = plan.units.flatMap((unit) => unit.transfers).map((transfer2) => transfer2.since);
  const from = appends.includes(null) ? null : appends.reduce((a, b) => a === null || b !== null && b < a ? b : a, null);
  return {
    table: plan.table,
    mode,
    rows,
    slices,
    files,
    bytes,
    from: from === null ? null : formatInstant(from),
    through: until === null ? null : formatInstant(until - 1n),
    version,
    persons,
    ...firstLanding ? { firstLanding } : {}
  };
}
function inOrder(tables, cohort) {
  const order = [...cohort?.tables.keys() ?? []];
  return tables.toSorted((a, b) => order.indexOf(a.table) - order.indexOf(b.table));
}

// src/sync/compare.ts
async function compareTable(request) {
  const scoped = await resolveHistory(
    request,
    request.tasks.flatMap((task) => scopesOf(request, task))
  );
  const staged = scoped.filter(({ scope }) => needsStage(scope));
  const evidence = staged.length > 0 ? await stageAndCount(request, staged) : void 0;
  const claim = await soundClaim(request, evidence !== void 0);
  const plans = request.tasks.map((task) => {
    const findings = scoped.filter((each) => each.task === task).map((each) => finding(request, each, evidence));
    const drifted = hasDrifted(task, request.state);
    return planTable(task, findings, request.until, claim, request.rowsPerSlice, drifted);
  });
  return { plans, stage: evidence && request.stage };
}
async function soundClaim(request, staged) {
  const claim = claimOf(request.state, request.until);
  if (!staged || request.state.source.version !== null) return claim;
  return sameClaim(claim, claimOf(await request.surveyAgain(), request.until)) ? claim : void 0;
}
function scopesOf(request, task) {
  return task.groups.map((group2) => ({
    task,
    group: group2,
    scope: scopeOf(task, group2, request.state, request.until, request.full)
  }));
}
async function resolveHistory(request, scopes) {
  const history = scopes.filter(({ scope }) => scope.kind === "history");
  if (history.length === 0) return scopes;
  const keys = history.map(({ group: group2 }) => group2.key);
  await request.guardRosters(keys);
  const slots = history.map(
    ({ group: group2, scope }) => scope.kind === "history" ? slotOf(group2, scope.through, scope.slices) : slotOf(group2, request.until, [])
  );
  const census = censusRequest(request, `compare history of ${request.state.source.table}`, slots);
  const statement = sourceCensusStatement(request.schemas, request.state.source, request.until, census);
  const rows = bySlot(decodeCensus(await request.warehouse.query(statement), census.columnSets.length));
  await request.guardRosters(keys);
  return scopes.map(({ task, group: group2, scope }) => {
    if (scope.kind !== "history") return { task, group: group2, scope };
    const found = sumBySlice(scope.slices, rows.get(group2.slot) ?? [], finest(scope.slices), task.columnSet);
    const changed = scope.slices.filter(
      (slice2, index) => !sameCount(slice2, found[index].old)
    );
    const freshFrom = request.until > scope.through ? scope.through : null;
    return { task, group: group2, scope: { kind: "partial", through: scope.through, slices: changed, freshFrom } };
  });
}
async function stageAndCount(request, staged) {
  const { warehouse, schemas, state, stage, until } = request;
  const whole = staged.filter(({ scope }) => scope.kind === "whole").map(({ group: group2 }) => group2.key);
  const partial = staged.flatMap(({ group: group2, scope }) => scope.kind === "partial" ? [{ group: group2, scope }] : []);
  const keys = [...new Set(staged.map(({ group: group2 }) => group2.key))];
  await request.guardRosters(keys);
  request.onStage?.();
  await warehouse.execute(
    stageStatement(schemas, state.source, {
      stage,
      columns: unionOfColumns(request.tasks),
      until,
      whole: [...new Set(whole)],
      partial: [...new Set(partial.map(({ group: group2 }) => group2.key))],
      freshFrom: partial.map(({ scope }) => scope.freshFrom).reduce(earlier, null),
      regions: regionsOf(partial.flatMap(({ scope }) => scope.slices))
    })
  );
  const coarse = staged.map(({ group: group2 }) => slotOf(group2, until, []));
  const measured = decodeMeasure(await warehouse.query(measureStatement(schemas, stage, coarse)));
  const slices = new Map(
    staged.map(({ task, group: group2 }) => {
      const rows2 = new Map(
        measured.filter((row) => row.slot === group2.slot).map((row) => [row.cell, row.rows])
      );
      return [group2.slot, tiledSlices(request, task, group2, rows2)];
    })
  );
  const slots = staged.map(
    ({ group: group2, scope }) => slotOf(group2, scope.kind === "partial" ? scope.through : until, slices.get(group2.slot) ?? [])
  );
  const census = censusRequest(request, `compare ${state.source.table}`, slots);
  const rows = await warehouse.query(stageCensusStatement(schemas, stage, census));
  await request.guardRosters(keys);
  return { slices, census: bySlot(decodeCensus(rows, census.columnSets.length)) };
}
function finding(request, { task, group: group2, scope }, evidence) {
  const slices = evidence?.slices.get(group2.slot) ?? tiledSlices(request, task, group2, /* @__PURE__ */ new Map());
  const rows = evidence?.census.get(group2.slot) ?? [];
  return {
    task: group2,
    slices,
    census: sumBySlice(slices, rows, finest(slices), task.columnSet),
    scope: scope.kind === "partial" ? scope : void 0
  };
}
function tiledSlices(request, task, group2, rows) {
  const lastCell = cellOf(request.until - 1n);
  const slices = coverageOf(task, group2)?.slices ?? [];
  if (slices.length === 0) return tile(rows, request.recentFrom, lastCell, request.rowsPerSlice);
  return [...slices, ...tileWeeks(rows, lastTiledCell(slices) + 1, lastCell, request.rowsPerSlice)];
}
function slotOf(group2, since, slices) {
  return { slot: group2.slot, key: group2.key, since, width: HASH_RANGE / finest(slices) };
}
function finest(slices) {
  return slices.reduce((most, slice2) => Math.max(most, slice2.buckets), 1);
}
function censusRequest(request, label, slots) {
  const columnSets = [];
  for (const task of request.tasks) columnSets[task.columnSet] = task.columns;
  return { label, columnSets, keyColumns: request.keyColumns, slots };
}
function unionOfColumns(tasks) {
  return [...new Map(tasks.flatMap((task) => task.columns).map((column) => [column.name, column])).values()];
}
function bySlot(rows) {
  return Map.groupBy(rows, (row) => row.slot);
}
function earlier(a, b) {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

// src/plan/frontier.ts
function frontier(bursts, now, settle) {
  const ascending = [...bursts].sort((a, b) => a.first < b.first ? -1 : a.first > b.first ? 1 : 0);
  let last;
  let settled;
  for (const burst of ascending) {
    if (last !== void 0 && burst.first - last >= settle) settled = last;
    if (last === void 0 || burst.last > last) last = burst.last;
  }
  if (last !== void 0 && now - last >= settle) settled = last;
  return settled === void 0 ? void 0 : settled + 1n;
}

// src/source/statements/survey.ts
function totalsStatement(schemas, source) {
  return {
    label: `count ${source.table}`,
    sql: `SELECT t.total, ${loadMicrosSql(source, "t")} AS last_load, unix_micros(current_timestamp()) AS now
FROM (SELECT count(*) AS total, max(${quote(LOAD_COLUMN)}) AS ${quote(LOAD_COLUMN)} FROM ${pinned(schemas, source)}) t`
  };
}
function decodeTotals(row) {
  return {
    rows: integer(row, "total"),
    lastLoad: optionalInteger(row, "last_load"),
    now: integer(row, "now")
  };
}
function surveyStatement(schemas, source, request) {
  const cuts = request.cuts.map((_, index) => `CASE WHEN t.us >= :cut${index} THEN 1 ELSE 0 END`);
  const grouping = ["t.cell", `(t.us + ${BURST_SHIFT}) DIV ${request.settle}`];
  if (cuts.length > 0) grouping.push(cuts.join(" + "));
  return {
    label: `survey ${source.table}`,
    sql: `SELECT t.cell, count(*) AS row_count, sum(t.change) AS change, min(t.us) AS first_load, max(t.us) AS last_load
FROM (SELECT u.us, coalesce(${cellSql("u.us")}, ${NULL_CELL}) AS cell, u.change
  FROM (SELECT ${loadMicrosSql(source, "s")} AS us, ${changeSql(request.columns, "s")} AS change
    FROM ${pinned(schemas, source)} s
    WHERE ${loadBoundSql(source, "s", ">=", ":survey_from")} OR s.${quote(LOAD_COLUMN)} IS NULL) u
  WHERE u.us >= :survey_from OR u.us IS NULL) t
GROUP BY ${grouping.join(", ")}`,
    parameters: {
      survey_from: request.from,
      ...Object.fromEntries(request.cuts.map((cut, index) => [`cut${index}`, cut]))
    }
  };
}
var BURST_SHIFT = BigInt(-FIRST_CELL) * WEEK;
function decodeSurvey(rows) {
  return rows.map((row) => ({
    cell: Number(integer(row, "cell")),
    rows: integer(row, "row_count"),
    change: integer(row, "change"),
    first: optionalInteger(row, "first_load"),
    last: optionalInteger(row, "last_load")
  }));
}

// src/sync/observe.ts
async function observe(warehouse, schemas, request) {
  const totals = await Promise.all(
    request.sources.map(({ source }) => countTable(warehouse, schemas, source))
  );
  const cuts = [...new Set(request.throughs)];
  if (cuts.length > MOST_WATERMARKS) throw tooManyWatermarks();
  const from = surveyStart(totals, cuts, request.recheck);
  const states = await Promise.all(
    request.sources.map(async ({ source, columns }, index) => {
      const survey2 = surveyStatement(schemas, source, { columns, from, settle: request.settle, cuts });
      const bursts = decodeSurvey(await warehouse.query(survey2));
      return { source, columns: columnsDigest(columns), totals: totals[index], from, bursts };
    })
  );
  const until = latest([...cuts, settledUntil(states, request.settle)]);
  if (until === void 0) throw notSettled();
  return { tables: new Map(states.map((state) => [state.source.table, state])), until };
}
async function surveyAgain(warehouse, schemas, state, columns, settle, until) {
  const request = { columns, from: state.from, settle, cuts: [until] };
  const totals = await countTable(warehouse, schemas, state.source);
  const bursts = decodeSurvey(await warehouse.query(surveyStatement(schemas, state.source, request)));
  return { ...state, totals, bursts };
}
async function countTable(warehouse, schemas, source) {
  return decodeTotals(only(await warehouse.query(totalsStatement(schemas, source))));
}
function surveyStart(totals, throughs, recheck) {
  const now = totals.map((total) => total.now).reduce((a, b) => a < b ? a : b);
  const newest = latest(
    totals.map((total) => total.lastLoad !== null && total.lastLoad <= now ? total.lastLoad : void 0)
  ) ?? now;
  const earliest = [newest, ...throughs].reduce((a, b) => a < b ? a : b);
  return cellStart(cellOf(earliest - recheck) - 1);
}
function recentFrom(until, recheck) {
  return cellOf(until - 1n - recheck);
}
function settledUntil(states, settle) {
  const bursts = states.flatMap(
    (state) => state.bursts.flatMap(({ first, last }) => first === null || last === null ? [] : [{ first, last }])
  );
  const now = states.map((state) => state.totals.now).reduce((a, b) => a < b ? a : b);
  return frontier(
    bursts.filter((burst) => burst.first <= now),
    now,
    settle
  );
}
function latest(instants) {
  return instants.reduce((a, b) => a === void 0 || b !== void 0 && b > a ? b : a, void 0);
}
function only(rows) {
  const [row] = rows;
  if (row === void 0) {
    throw new CohortSyncError("The warehouse answered an aggregate with no row.", {
      code: "SOURCE_ANSWER_UNEXPECTED",
      remedy: "Run doctor; check the warehouse version."
    });
  }
  return row;
}
var MOST_WATERMARKS = 250;
function tooManyWatermarks() {
  return new CohortSyncError(`The landings stand at more than ${MOST_WATERMARKS} different watermarks.`, {
    code: "TOO_MANY_WATERMARKS",
    remedy: "Sync the cohorts in smaller sets first (--cohort), until they share a watermark."
  });
}
function notSettled() {
  return new GuardError(
    "No load of the source has settled yet: rows are still arriving, or there are none.",
    {
      code: "SOURCE_NOT_SETTLED",
      remedy: "Run again once the load has been quiet for limits.settle."
    }
  );
}

// src/sync/roster-guard.ts
function rosterGuard(request) {
  const groups = /* @__PURE__ */ new Map();
  for (const cohort of request.cohorts) for (const group2 of cohort.groups) groups.set(group2.key, group2);
  const serial = pLimit(1);
  const ensured = /* @__PURE__ */ new Set();
  return (keys) => serial(async () => {
    const wanted = [...new Set(keys)].flatMap((key) => groups.get(key) ?? []);
    const fresh = wanted.filter((group2) => !ensured.has(group2.key));
    if (fresh.length > 0 || wanted.length === 0) {
      const loaded = await ensureRosters(request, fresh);
      for (const group2 of fresh) ensured.add(group2.key);
      announceRosters(request, loaded);
    }
    await checkRosters(request.warehouse, request.schemas, wanted);
  });
}
function announceRosters(request, loaded) {
  const keys = new Set(loaded.map((group2) => group2.key));
  for (const cohort of request.cohorts) {
    const persons = cohort.groups.filter((group2) => keys.has(group2.key)).reduce((sum, group2) => sum + group2.persons.length, 0);
    if (persons > 0) request.log({ kind: "roster-loaded", cohort: cohort.cohort, persons });
  }
}

// src/sync/compare-tables.ts
var TABLES_AT_ONCE = 3;
async function compareTables(request, works, observation, stages) {
  const { warehouse, schemas, limits, rowsPerSlice, full, onStage } = request;
  const { until } = observation;
  const limit = pLimit(TABLES_AT_ONCE);
  const guardRosters = rosterGuard(request);
  return Promise.all(
    works.map(
      (work) => limit(
        () => compareForFit(request, work, async (tasks, attempt) => {
          throwIfInterrupted(request.signal);
          const state = observation.tables.get(work.source.table);
          if (state === void 0) throw new RangeError("a table that was not observed");
          const name2 = `cohort_sync_stage_${request.run}_${work.source.table}`;
          const stage = attempt === 1 ? name2 : `${name2}_${attempt}`;
          stages.push(stage);
          return compareTable({
            warehouse,
            schemas,
            state,
            tasks,
            until,
            recentFrom: recentFrom(until, limits.recheck),
            rowsPerSlice,
            full,
            keyColumns: work.keyColumns,
            stage,
            guardRosters,
            ...onStage === void 0 ? {} : { onStage },
            surveyAgain: () => surveyAgain(warehouse, schemas, state, work.columns, limits.settle, until)
          });
        })
      )
    )
  );
}
async function compareForFit({ hold, isHeld, signal, log }, work, compare) {
  for (let attempt = 1; ; attempt++) {
    const tasks = renumbered(work.tasks.filter(({ cohort }) => !isHeld(cohort)));
    if (tasks.length === 0) return { work, comparison: { plans: [], stage: void 0 } };
    try {
      const comparison = await compare(tasks, attempt);
      if (comparison.stage !== void 0) log({ kind: "table-staged", table: work.source.table });
      return { work, comparison };
    } catch (error) {
      if (signal?.aborted || !(error instanceof CohortSyncError)) throw error;
      const concerned = tasks.filter((task) => concerns(error, task));
      if (concerned.length === 0) throw error;
      for (const { cohort } of concerned) hold(cohort, error);
    }
  }
}
function concerns(error, { groups }) {
  return !(error instanceof RosterMismatch) || groups.some(({ key }) => error.keys.has(key));
}
function renumbered(tasks) {
  const sets = [...new Set(tasks.map(({ columnSet }) => columnSet))];
  return tasks.map((task) => ({ ...task, columnSet: sets.indexOf(task.columnSet) }));
}

// src/sync/empty-table.ts
async function emptyUnapproved(landing, run, cohort, log) {
  const emptied = [];
  for (const state of cohort.unapproved) {
    cohort.assertHeld();
    const { version } = await emptyTable(landing, run, cohort.revision, state, state.schema, "REMOVAL");
    const { table: table3, files } = state;
    log({ kind: "table-committed", cohort: cohort.cohort, table: table3, version: BigInt(version) });
    emptied.push({ table: table3, version, rows: sumAccounts(files.values()).rows });
  }
  return emptied;
}
async function emptyForColumns({ run, landing, cohorts, dryRun, hold, isHeld, signal }, planned) {
  if (dryRun) return cohorts;
  const emptied = new Map(cohorts.map((cohort) => [cohort.cohort, new Map(cohort.landed)]));
  for (const { plan, columns } of planned) {
    const cohort = cohorts.find((each) => each.cohort === plan.cohort);
    const state = cohort?.landed.get(plan.table);
    if (cohort === void 0 || state === void 0 || isHeld(plan.cohort)) continue;
    if (plan.units.length === 0 || !landsAnew(state, columns)) continue;
    throwIfInterrupted(signal);
    try {
      cohort.assertHeld();
      const empty = await emptyTable(landing, run, plan.revision, state, columns, "REBUILD");
      emptied.get(plan.cohort)?.set(plan.table, empty);
    } catch (error) {
      hold(plan.cohort, error);
    }
  }
  return cohorts.map((cohort) => ({ ...cohort, landed: emptied.get(cohort.cohort) ?? cohort.landed }));
}
async function emptyTable(landing, run, revision, state, schema, operation) {
  const committed = await commitTable(landing, state, state, {
    operation,
    add: [],
    remove: [...state.files.keys()],
    coverage: { run, revision, groups: [] },
    schema
  });
  return committed.state;
}

// src/override/guard-finding.ts
var NO_BOUND = 2n ** 62n;
function guardFinding({ code, table: table3 }, state, until, known) {
  const first = known === void 0 ? void 0 : cellOf(known.through);
  const cells = [...cellsBelow(state, NO_BOUND)].filter(([cell]) => cell === NULL_CELL || first === void 0 || cell >= first).sort(([a], [b]) => a - b);
  return {
    code,
    override: "accept",
    cohort: null,
    table: table3,
    seen: {
      known: known === void 0 ? null : { total: known.claim.total, through: known.through },
      until,
      columns: state.columns,
      rows: state.totals.rows,
      cells: cells.map(([cell, { rows, change }]) => ({ cell, rows, change }))
    }
  };
}

// src/plan/guards.ts
function judge(state, until, known, limits) {
  const findings = [];
  const { table: table3 } = state.source;
  const { now } = state.totals;
  if (state.bursts.some((burst) => burst.last !== null && burst.last > now + limits.settle)) {
    findings.push({ table: table3, stop: true, ...FINDINGS.LOAD_DT_IN_FUTURE(table3) });
  }
  if (known !== void 0) findings.push(...judgeGrowth(state, until, known, limits));
  return findings;
}
function judgeGrowth(state, until, { claim, through }, limits) {
  const { table: table3 } = state.source;
  const fresh = rowsBetween(state, through, until);
  const total = rowsBelow(state, until);
  const floor = BigInt(limits.growthFloor);
  const weeks = until > through ? Number((until - through + WEEK - 1n) / WEEK) : 1;
  const grewBy = (share) => fresh > floor && Number(fresh) > share * Number(claim.total) * weeks;
  const restamped = total - fresh < claim.total - fresh / 2n;
  if (claim.total > 0n && total === 0n) return [{ table: table3, stop: true, ...FINDINGS.TABLE_EMPTIED(table3) }];
  if (grewBy(limits.growthStop)) {
    const code = restamped ? "TABLE_RESTAMPED" : "GROWTH_IMPLAUSIBLE";
    return [{ table: table3, stop: true, ...FINDINGS[code](table3) }];
  }
  if (claim.total - total > floor) return [{ table: table3, stop: true, ...FINDINGS.TABLE_SHRANK(table3) }];
  if (grewBy(4 * limits.growth)) return [{ table: table3, stop: false, ...FINDINGS.GROWTH_UNUSUAL(table3) }];
  if (fresh === 0n && claim.total > 0n && until - through >= WEEK)
    return [{ table: table3, stop: false, ...FINDINGS.NO_GROWTH(table3) }];
  return [];
}
var ASK = "Ask the collaborator what happened; if it is right, have an owner accept the finding.";
var FINDINGS = {
  LOAD_DT_IN_FUTURE: (table3) => ({
    code: "LOAD_DT_IN_FUTURE",
    message: `${table3} has rows whose load_dt lies in the future of the warehouse's clock.`,
    remedy: "Ask the collaborator to correct these rows; until then nothing can be said to be loaded."
  }),
  TABLE_EMPTIED: (table3) => ({
    code: "TABLE_EMPTIED",
    message: `${table3} held rows and is empty now.`,
    remedy: "Ask the collaborator to load it again; if it is to stay empty, have an owner accept the finding."
  }),
  TABLE_RESTAMPED: (table3) => ({
    code: "TABLE_RESTAMPED",
    message: `${table3} seems to have been written again as a whole under a new load_dt.`,
    remedy: ASK
  }),
  GROWTH_IMPLAUSIBLE: (table3) => ({
    code: "GROWTH_IMPLAUSIBLE",
    message: `${table3} grew far beyond what a week brings.`,
    remedy: "Check the load with the collaborator; if it is right, have an owner accept the finding."
  }),
  TABLE_SHRANK: (table3) => ({
    code: "TABLE_SHRANK",
    message: `${table3} has lost more rows than a correction explains.`,
    remedy: ASK
  }),
  GROWTH_UNUSUAL: (table3) => ({
    code: "GROWTH_UNUSUAL",
    message: `${table3} grew much more than usual.`,
    remedy: "Check the load with the collaborator."
  }),
  NO_GROWTH: (table3) => ({
    code: "NO_GROWTH",
    message: `${table3} has no new row since the last sync.`,
    remedy: "Check that the Sunday load ran."
  })
};

// src/sync/judge-source.ts
async function judgeSource(works, observation, limits, overrides, log) {
  const judged = works.flatMap((work) => {
    const state = observation.tables.get(work.source.table);
    if (state === void 0) return [];
    const known = newestClaim(work);
    return judge(state, observation.until, known, limits).map((finding2) => ({
      finding: finding2,
      seen: guardFinding(finding2, state, observation.until, known)
    }));
  });
  const stops = judged.filter(({ finding: finding2 }) => finding2.stop);
  const answers = await overrides.find(stops.map(({ seen }) => seen));
  for (const { name: name2, override } of answers) {
    if (name2 !== void 0) log({ kind: "finding", ...name2, answered: override !== void 0 });
  }
  if (answers.some(({ override }) => override === void 0)) {
    throw stopped(
      stops.map(({ finding: finding2 }) => finding2),
      answers
    );
  }
  for (const { override } of answers) if (override !== void 0) await overrides.use(override);
  return judged.map(({ finding: finding2 }) => finding2);
}
function newestClaim(work) {
  const known = work.tasks.flatMap((task) => {
    const coverage = task.known ?? task.coverage;
    const claim = coverage?.survey;
    const [through] = [...throughsOf({ coverage })].sort((a, b) => a > b ? -1 : 1);
    return claim === void 0 || through === void 0 ? [] : [{ claim, through }];
  });
  return known.reduce(
    (a, b) => a === void 0 || b.through > a.through ? b : a,
    void 0
  );
}
function stopped(findings, answers) {
  const first = findings.find((_finding, index) => answers[index]?.override === void 0);
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : "";
  return new GuardError(`${first?.message ?? ""}${more} No row was moved.`, {
    code: first?.code ?? "GUARD",
    remedy: first?.remedy ?? "",
    findings: answers.flatMap(({ name: name2, override }) => name2 && override === void 0 ? [name2] : [])
  });
}

// src/sync/remove-first.ts
var COHORTS_AT_ONCE = 4;
async function removeFromAll(request) {
  if (request.dryRun) return request.cohorts;
  const limit = pLimit(COHORTS_AT_ONCE);
  return Promise.all(
    request.cohorts.map(
      (cohort) => limit(async () => {
        try {
          throwIfInterrupted(request.signal);
          return await removeFirst(request, cohort);
        } catch (error) {
          request.hold(cohort.cohort, error);
          return cohort;
        }
      })
    )
  );
}
async function removeFirst(request, cohort) {
  const stale = [...cohort.landed.values()].filter((state) => lostPersons(cohort, state));
  if (cohort.unapproved.length === 0 && stale.length === 0) return cohort;
  const lists = await readMemberLists(request.landing, cohort.cohort);
  const tables = [];
  const removed = { persons: personsLeft(cohort, stale, lists), tables };
  const { landing, run, log } = request;
  try {
    tables.push(...await emptyUnapproved(landing, run, cohort, log));
    const landed = new Map(cohort.landed);
    const damaged = [];
    for (const state of stale) {
      throwIfInterrupted(request.signal);
      try {
        const { state: left, rows } = await removePersons(request, cohort, state, lists);
        landed.set(state.table, left);
        if (left.version !== state.version) tables.push({ table: state.table, version: left.version, rows });
      } catch (error) {
        if (!isLost(error)) throw error;
        damaged.push(error);
      }
    }
    if (damaged.length > 0) throw lostFirst(damaged);
    await publishRemoval(request, cohort, [...landed.values()]);
    return { ...cohort, landed, removed };
  } finally {
    if (tables.length > 0) log({ kind: "removed", cohort: cohort.cohort, ...removed });
  }
}
async function removePersons(request, cohort, state, lists) {
  const strays = await listStrays(request.landing, state, state);
  let rows = 0n;
  const removed = await purgeTable({
    ...request,
    state,
    members: {
      groups: cohort.groups.map(({ group: group2, key, shared }) => ({
        group: group2,
        members: key,
        persons: new BigInt64Array(shared)
      }))
    },
    lists,
    operation: "REMOVAL",
    assertHeld: cohort.assertHeld,
    intend: async ({ rowsErased }) => {
      rows = rowsErased;
    }
  });
  await discardFiles(request.landing, strays);
  const version = BigInt(removed.version);
  request.log({ kind: "table-committed", cohort: cohort.cohort, table: state.table, version });
  return { state: removed, rows };
}
function personsLeft({ groups }, stale, lists) {
  const before2 = new Set(stale.flatMap(({ coverage }) => coverage.groups.map(({ members }) => members)));
  const known = [...before2].map((members) => lists.get(members));
  if (known.includes(void 0)) return null;
  const stay = union(groups.map(({ shared }) => new BigInt64Array(shared)));
  return subtract(union(known.flatMap((list) => list ?? [])), stay).length;
}
function lostPersons({ groups }, { coverage }) {
  const keys = new Map(groups.map(({ group: group2, key }) => [group2, key]));
  return coverage.groups.some(({ group: group2, members }) => keys.has(group2) && keys.get(group2) !== members);
}
async function publishRemoval(request, cohort, tables) {
  if (tables.length === 0 || await latestSnapshot(request.landing, cohort.cohort) === void 0) return;
  try {
    await verifyAndPublish({
      ...request,
      cohort: cohort.cohort,
      tables,
      persons: new Map(cohort.groups.map((group2) => [group2.group, group2.shared])),
      assertHeld: cohort.assertHeld
    });
  } catch (error) {
    if (!(error instanceof CohortSyncError) || error.code !== "SNAPSHOT_INCONSISTENT") throw error;
  }
}

// src/sync/prepare.ts
async function prepare(asked) {
  const held = /* @__PURE__ */ new Map();
  const hold = (cohort, failure) => {
    const ready = asked.cohorts.find((each) => each.cohort === cohort);
    const error = (asked.dryRun || ready === void 0 ? void 0 : lostHold(ready)) ?? failure;
    held.set(cohort, error);
    asked.log({ kind: "cohort-held", cohort, ...noteOf(error) });
  };
  const isHeld = (cohort) => held.has(cohort);
  const left = await removeFromAll({ ...asked, timeZone: asked.timeZone ?? "UTC", hold });
  throwIfInterrupted(asked.signal);
  for (const { cohort, doubt } of left) if (doubt !== void 0 && !isHeld(cohort)) hold(cohort, doubt);
  const request = { ...asked, cohorts: left };
  const works = await gather({ ...request, hold, isHeld });
  if (works.length === 0)
    return { until: null, sources: [], warnings: [], tables: [], stages: [], held, ready: left };
  const observation = await observeWorks(request, works);
  const findings = await judgeSource(works, observation, request.limits, request.overrides, request.log);
  const warnings = findings.map(({ code, message, remedy }) => ({ code, message, remedy }));
  for (const warning of warnings) request.log({ kind: "warning", ...warning });
  const whole = request.tables === void 0 ? request.cohorts.map(({ cohort }) => cohort) : [];
  const full = await healsAsked(request.overrides, whole, request.log) || request.full;
  const stages = [];
  try {
    const chosen = works.filter(({ source }) => request.tables?.includes(source.table) ?? true);
    const compared = await compareTables({ ...request, full, hold, isHeld }, chosen, observation, stages);
    const planned = compared.flatMap((each) => plannedTables(each));
    throwIfInterrupted(request.signal);
    const ready = await emptyForColumns({ ...request, hold, isHeld }, planned);
    const tables = sharded(planned, { ...request, cohorts: ready, isHeld });
    for (const { plan } of tables) {
      const { cohort, table: table3 } = plan;
      request.log({ kind: "table-planned", cohort, table: table3, rows: rowsOf(plan), slices: slicesOf(plan) });
    }
    const { until } = observation;
    return { until, sources: works.map(sourceReport), warnings, tables, stages, held, ready };
  } catch (error) {
    await dropStages(request, stages);
    throw error;
  }
}
async function observeWorks(request, works) {
  const observation = await observe(request.warehouse, request.schemas, {
    sources: works,
    throughs: works.flatMap((work) => work.tasks.flatMap(cutsOf)),
    settle: request.limits.settle,
    recheck: request.limits.recheck
  });
  const frontier2 = formatInstant(observation.until - 1n);
  request.log({ kind: "source-surveyed", tables: works.length, frontier: frontier2 });
  return observation;
}
function plannedTables({ work, comparison }) {
  return comparison.plans.flatMap((plan) => {
    const task = work.tasks.find(({ cohort }) => cohort === plan.cohort);
    if (task === void 0) return [];
    const { columns, coverage } = task;
    const stage = rowsOf(plan) === 0n ? null : comparison.stage ?? null;
    return [{ plan, stage, columns, mode: modeOf(task, plan), firstLanding: coverage === void 0 }];
  });
}
var SLICES_PER_SHARD = 4;
function sharded(tables, {
  cohorts,
  limits,
  rowsPerSlice,
  dryRun,
  isHeld
}) {
  const going = tables.filter(({ plan }) => !isHeld(plan.cohort));
  const loads = going.filter(({ plan }) => !dryRun && plan.units.length > 0).map(({ plan }) => ({ plan, cohort: plan.cohort, table: plan.table, rows: rowsOf(plan) }));
  const shards = assignShards(loads, limits.jobs, rowsPerSlice * SLICES_PER_SHARD);
  const numbers = new Map(shards.flatMap((shard, index) => shard.map(({ plan }) => [plan, index + 1])));
  const landed = new Map(cohorts.map((cohort) => [cohort.cohort, cohort.landed]));
  return going.map((each) => ({
    ...each,
    base: landed.get(each.plan.cohort)?.get(each.plan.table)?.version ?? null,
    shard: numbers.get(each.plan) ?? null
  }));
}
function frontierOf(until) {
  return until === null ? null : formatInstant(until - 1n);
}

// src/report/run-report.ts
function encodeReport(report) {
  return new TextEncoder().encode(`${toJson(report, 2)}
`);
}

// src/upkeep/merge-slices.ts
import { randomUUID } from "node:crypto";

// src/upkeep/plan-merges.ts
function planMerges(coverage, limits) {
  if (limits.mergeSlices === 0) return [];
  return coverage.groups.flatMap((group2) => {
    const runs = runsOf(group2, limits);
    const saved = runs.reduce((sum, run) => sum + run.columns.length - 1, 0);
    return saved < limits.mergeSlices ? [] : runs.flatMap((run) => mergesOf(group2.group, run));
  });
}
function runsOf({ through, slices }, limits) {
  if (through === null) return [];
  const recent = cellOf(through - 1n - limits.recheck);
  const old = slices.filter(({ firstCell, lastCell }) => firstCell !== NULL_CELL && lastCell < recent);
  const columns = [...Map.groupBy(old, ({ firstCell }) => firstCell).values()].map((column) => column.toSorted((a, b) => a.bucket - b.bucket)).sort((a, b) => a[0].firstCell - b[0].firstCell);
  const runs = [];
  for (const column of columns) {
    const last = runs.at(-1);
    const joined = last && join(last, column, limits.rowsPerSlice);
    if (joined === void 0) runs.push({ columns: [column], sums: column });
    else runs[runs.length - 1] = joined;
  }
  return runs;
}
function join({ columns, sums }, column, rowsPerSlice) {
  const [before2] = columns.at(-1) ?? [];
  const [next] = column;
  if (before2 === void 0 || next === void 0 || before2.lastCell + 1 !== next.firstCell) return void 0;
  if (before2.buckets !== next.buckets) return void 0;
  const joined = column.map((slice2, bucket) => addCounts(sums[bucket] ?? NOTHING, slice2));
  const fits = joined.every(({ rows }) => rows <= BigInt(rowsPerSlice));
  return fits ? { columns: [...columns, column], sums: joined } : void 0;
}
function mergesOf(group2, { columns, sums }) {
  const [first] = columns;
  const last = columns.at(-1)?.[0];
  if (first === void 0 || last === void 0 || columns.length < 2) return [];
  return first.map((slice2, bucket) => {
    const { rows, transfer: transfer2, change } = sums[bucket] ?? NOTHING;
    return {
      group: group2,
      from: columns.map((column) => column[bucket]),
      into: { ...slice2, lastCell: last.lastCell, rows, transfer: transfer2, change }
    };
  });
}

// src/upkeep/merge-slices.ts
var MERGES_AT_ONCE = 4;
async function mergeSlices(request) {
  const { landing, state, run, limits, log } = request;
  const merges = planMerges(state.coverage, limits);
  if (merges.length === 0) return state;
  const written = [];
  let claiming = false;
  try {
    const strays = await listStrays(landing, state, state);
    const replaced = await writeAll(request, merges, written);
    throwIfInterrupted(request.signal);
    request.assertHeld();
    claiming = true;
    const committed = await commitTable(landing, state, state, {
      operation: "MERGE",
      add: written,
      remove: replaced.map(({ path }) => path),
      coverage: mergedCoverage(state.coverage, merges, run),
      schema: state.schema
    });
    await discardFiles(landing, strays);
    const { cohort, table: table3 } = state;
    log({ kind: "table-committed", cohort, table: table3, version: BigInt(committed.state.version) });
    return committed.state;
  } catch (error) {
    if (!claiming || error instanceof IntegrityError) {
      const paths = written.map(({ path }) => path);
      await discardFiles(landing, paths);
    }
    throw error;
  }
}
function mergedCoverage(coverage, merges, run) {
  const groups = coverage.groups.map((covered) => {
    const own = merges.filter(({ group: group2 }) => group2 === covered.group);
    const gone = own.flatMap(({ from }) => from);
    const kept = covered.slices.filter((slice2) => !gone.some((each) => sameSlice(each, slice2)));
    const slices = [...kept, ...own.map(({ into }) => into)];
    return { ...covered, slices: slices.sort((a, b) => a.firstCell - b.firstCell || a.bucket - b.bucket) };
  });
  return { ...coverage, run, groups };
}
async function writeAll(request, merges, written) {
  const limit = pLimit(MERGES_AT_ONCE);
  const outcomes = await Promise.allSettled(
    merges.map((merge) => limit(() => writeMerged(request, merge, written)))
  );
  const failure = outcomes.find((outcome) => outcome.status === "rejected");
  if (failure !== void 0) throw failure.reason;
  return outcomes.flatMap((outcome) => outcome.status === "fulfilled" ? outcome.value : []);
}
async function writeMerged({ landing, pool, state, persons, timeZone, signal }, { group: group2, from, into }, written) {
  throwIfInterrupted(signal);
  const files = [...state.files.values()].filter(
    (file2) => file2.group === group2 && from.some((slice2) => sameSlice(slice2, { ...slice2, ...file2.slice }))
  ).sort((a, b) => a.slice.firstCell - b.slice.firstCell);
  if (files.length === 0) return [];
  const contract = fileContract(state, into, persons.get(group2) ?? new SharedArrayBuffer(0), timeZone);
  const sources = files.map((file2) => landedFile(landing, state, file2));
  const openFile = () => {
    const path = dataFilePath(state, { group: group2, slice: into }, randomUUID());
    return { path, writer: landing.openWrite(path) };
  };
  const { file, dropped } = await pool.rewrite(sources, contract, openFile).catch(namingTable(state));
  if (file !== void 0) written.push(file);
  if (dropped > 0n) throw stranger(state);
  return files;
}
function stranger({ cohort, table: table3 }) {
  return new IntegrityError(`${table3} of cohort ${cohort} holds rows of a person who is not approved.`, {
    code: "PERSON_NOT_APPROVED",
    remedy: "Nothing was committed; run verify, and purge what it names."
  });
}

// src/upkeep/retire-snapshots.ts
async function retireSnapshots(request) {
  const { landing, cohort, run, now, keepSnapshots, assertHeld, signal } = request;
  const numbers = await snapshotNumbers(landing, cohort);
  const retired = [];
  let oldest;
  for (const number of numbers) {
    oldest = await readSnapshot(landing, cohort, number);
    const over = oldest !== void 0 && oldest.publishedAt < now - keepSnapshots;
    if (!over || number === numbers.at(-1)) break;
    throwIfInterrupted(signal);
    assertHeld();
    await withdrawSnapshot(landing, cohort, number, run);
    retired.push(number);
  }
  if (retired.length === 0 || oldest === void 0) return { snapshots: retired, files: 0 };
  for (const number of await lostNumbers(landing, cohort))
    if (number < oldest.number) await withdrawSnapshot(landing, cohort, number, run);
  return { snapshots: retired, files: await eraseUnnamed(request, oldest) };
}
async function eraseUnnamed({ landing, cohort, assertHeld, signal }, oldest) {
  const before2 = Number(oldest.publishedAt / 1000n) - REMOVED_FILE_RETENTION_MILLISECONDS;
  let erased = 0;
  for (const [table3, { version }] of Object.entries(oldest.tables)) {
    const address = { cohort, table: table3 };
    const then = await openTable(landing, address, version);
    const now = await openTable(landing, address);
    if (then === void 0 || now === void 0) continue;
    const live = [requireOurs(then).files, requireOurs(now).files];
    for await (const { path, modified } of landing.list(tableFolder(address))) {
      if (path.startsWith(logFolder(address)) || modified >= before2) continue;
      if (live.some((files) => files.has(path))) continue;
      throwIfInterrupted(signal);
      assertHeld();
      await landing.delete(path);
      erased += 1;
    }
  }
  return erased;
}

// src/upkeep/upkeep.ts
async function upkeep(request) {
  const tables = [];
  for (const state of request.tables) {
    throwIfInterrupted(request.signal);
    tables.push(await mergeSlices({ ...request, state }));
  }
  const merged = tables.some((state, index) => state !== request.tables[index]);
  const snapshot = merged ? await verifyAndPublish({ ...request, tables }) : request.snapshot;
  const { landing, cohort, run, now, limits, assertHeld, log } = request;
  const { keepSnapshots } = limits;
  const signal = request.signal === void 0 ? {} : { signal: request.signal };
  const retired = await retireSnapshots({ landing, cohort, run, now, keepSnapshots, assertHeld, ...signal });
  if (retired.snapshots.length > 0) {
    log({ kind: "snapshots-retired", cohort, snapshots: retired.snapshots.length, files: retired.files });
  }
  return snapshot;
}

// src/sync/resume.ts
function nothingYet(state) {
  return { state, version: state?.version ?? null, rows: 0n, slices: 0, files: 0, bytes: 0, persons: 0 };
}
function coverageAfter(run, plan, unit) {
  const { groups, survey: survey2 } = unit;
  return { run, revision: plan.revision, groups, ...survey2 === void 0 ? {} : { survey: survey2 } };
}
function commitsMade(run, plan, base, state) {
  const made = (state?.version ?? -1) - (base ?? -1);
  if (made === 0) return 0;
  const unit = plan.units[made - 1];
  if (unit === void 0 || state === void 0) throw planOutdated(plan.cohort);
  const expected = JSON.stringify(encodeCoverage(coverageAfter(run, plan, unit)));
  if (JSON.stringify(encodeCoverage(state.coverage)) !== expected) throw planOutdated(plan.cohort);
  return made;
}
async function landedBefore(landing, plan, base, made, state) {
  const transfers = plan.units.slice(0, made).flatMap((unit) => unit.transfers);
  const before2 = base === null ? void 0 : await openTable(landing, plan, base);
  const known = before2 === void 0 || before2.foreign ? void 0 : before2.files;
  const files = [...state?.files.values() ?? []].filter((file) => !known?.has(file.path));
  return {
    state,
    version: state?.version ?? null,
    rows: transfers.reduce((rows, { expected }) => rows + expected.rows, 0n),
    slices: transfers.length,
    files: files.length,
    bytes: files.reduce((bytes, { size }) => bytes + size, 0),
    persons: 0
  };
}
function planOutdated(cohort) {
  return new IntegrityError(`Cohort ${cohort} is not what it was when the run was planned.`, {
    code: "PLAN_OUTDATED",
    remedy: "What was committed stands; start a new run: it plans upon what is there now."
  });
}

// src/sync/finish.ts
var COHORTS_AT_ONCE2 = 4;
async function finish(request, results) {
  const { plan } = request;
  const limit = pLimit(COHORTS_AT_ONCE2);
  const ended = await Promise.all(
    plan.cohorts.map((planned) => limit(() => finishCohort(request, planned, results)))
  );
  const exitCode = worst(ended.map((each) => each.exitCode));
  const order = ["inactive", "held"];
  const cohorts = ended.map((each) => each.report).sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const warnings = [...plan.warnings, ...ended.flatMap((each) => each.warnings ?? [])];
  return { report: reportOf({ ...plan, warnings }, cohorts, exitCode), exitCode };
}
function reportOf(plan, cohorts, exitCode, problem = null) {
  return {
    run: plan.run,
    dryRun: plan.dryRun,
    startedAt: formatInstant(plan.startedAt),
    finishedAt: formatInstant(runnerNow()),
    frontier: frontierOf(plan.until),
    verdict: verdict(exitCode),
    problem,
    sources: plan.sources,
    cohorts,
    warnings: plan.warnings,
    whole: plan.everyCohort && plan.everyTable
  };
}
async function finishCohort(request, planned, results) {
  if (planned.state !== "ready") return notRead(planned);
  const { plan, log } = request;
  const { cohort: id, revision, persons, removed } = planned;
  const tables = plan.tables.filter((each) => each.plan.cohort === id);
  const outcomes = tables.map((table3) => ({ table: table3, result: resultOf(request, table3, results) }));
  const cohort = request.cohorts.find((each) => each.cohort === id);
  const reported = inOrder(
    outcomes.filter(({ result: result2 }) => result2.problem === null).map(({ table: table3, result: result2 }) => tableReport(table3, result2.landed, plan.until)),
    cohort
  );
  const known = { ...told({ cohort: id, revision, persons, removed }), tables: reported };
  const failed = (problem) => {
    const report = { ...known, state: "failed", snapshot: null, problem: problem.note };
    return { report, exitCode: problem.exitCode };
  };
  const stopped2 = outcomes.find(({ result: result2 }) => result2.problem !== null)?.result.problem;
  if (stopped2) return failed(stopped2);
  try {
    if (cohort === void 0) throw request.problems.get(id) ?? planOutdated(id);
    throwIfInterrupted(request.signal);
    const states = statesAfter(
      cohort,
      outcomes.map(({ result: result2 }) => result2)
    );
    const snapshot = plan.dryRun ? null : await publish(request, cohort, states);
    const warnings = plan.dryRun ? [] : withoutRows(cohort, states);
    for (const warning of warnings) log({ kind: "warning", ...warning });
    const moved = removed !== void 0 || reported.some((table3) => table3.mode !== "none");
    const state = plan.dryRun ? "planned" : moved ? "synced" : "unchanged";
    return { report: { ...known, state, snapshot, problem: null }, exitCode: EXIT.done, warnings };
  } catch (failure) {
    const lost = plan.dryRun || cohort === void 0 ? void 0 : lostHold(cohort);
    const problem = problemOf(lost ?? failure);
    log({ kind: "cohort-held", cohort: id, ...problem.note });
    return failed(problem);
  }
}
function notRead({ state, problem, ...planned }) {
  const report = { ...told(planned), snapshot: null, problem: problem?.note ?? null, tables: [] };
  if (state === "inactive") return { report: { ...report, state }, exitCode: EXIT.done };
  return { report: { ...report, state: "held" }, exitCode: problem?.exitCode ?? EXIT.failed };
}
function told({
  cohort,
  revision,
  persons,
  removed
}) {
  return { cohort, revision, persons, ...removed === void 0 ? {} : { removed } };
}
function resultOf(request, { plan, base, shard }, results) {
  const { cohort, table: table3 } = plan;
  const found = results.find((each) => each.cohort === cohort && each.table === table3);
  if (found !== void 0) return found;
  const state = request.cohorts.find((each) => each.cohort === cohort)?.landed.get(table3);
  const nothing = nothingYet(state);
  if (shard !== null) {
    const problem = problemOf(shardLost(cohort));
    request.log({ kind: "cohort-held", cohort, ...problem.note });
    return { cohort, table: table3, landed: nothing, problem };
  }
  const landed = { ...nothing, version: base, rows: rowsOf(plan), slices: slicesOf(plan) };
  return { cohort, table: table3, landed, problem: null };
}
function statesAfter(cohort, results) {
  const states = new Map(cohort.landed);
  for (const { table: table3, landed } of results) if (landed.state !== void 0) states.set(table3, landed.state);
  return states;
}
function withoutRows({ cohort, persons }, states) {
  if (persons === 0 || [...states.values()].some(({ files }) => files.size > 0)) return [];
  return [
    {
      code: "COHORT_WITHOUT_ROWS",
      message: `The source has no row of any person of cohort ${cohort}.`,
      remedy: "Check that the roster holds person_ids of this source; then have the right one approved."
    }
  ];
}
async function publish(request, cohort, states) {
  const { plan, pool, rowsPerSlice, recheck } = request;
  if (pool === void 0) throw new RangeError("a cohort that is ready, and nothing to read it with");
  const tables = [...cohort.tables.keys()].flatMap((table3) => states.get(table3) ?? []);
  if (tables.length < cohort.tables.size) return null;
  try {
    const published = {
      ...request,
      pool,
      run: plan.run,
      timeZone: request.timeZone ?? "UTC",
      cohort: cohort.cohort,
      tables,
      persons: new Map(cohort.groups.map((group2) => [group2.group, group2.shared])),
      assertHeld: cohort.assertHeld
    };
    const snapshot = await verifyAndPublish(published);
    const limits = { ...request.upkeep, rowsPerSlice, recheck };
    return (await upkeep({ ...published, snapshot, limits, now: runnerNow() })).number;
  } catch (error) {
    const partial = !plan.everyTable;
    if (partial && error instanceof CohortSyncError && error.code === "SNAPSHOT_INCONSISTENT") return null;
    throw error;
  }
}
function shardLost(cohort) {
  return new RemoteError(`A job that was to move rows of cohort ${cohort} did not come to its end.`, {
    code: "SHARD_LOST",
    remedy: "What was committed stands; the next run goes on behind it."
  });
}

// src/sync/record-run.ts
async function recordRun({ diagnostics }, report) {
  if (report.dryRun) return;
  await diagnostics.putIfAbsent(`runs/${report.run}/report.json`, encodeReport(report));
  await writeHeartbeat(diagnostics, report);
}
async function recordFailure(stores, plan, failure) {
  const others = plan.cohorts.map(notRead);
  const exitCode = worst([problemOf(failure).exitCode, ...others.map((each) => each.exitCode)]);
  const cohorts = others.map((each) => each.report);
  await recordRun(stores, reportOf(plan, cohorts, exitCode, noteOf(failure))).catch(() => void 0);
}

// src/staging/sweep-staging.ts
async function sweepStaging({ staging, diagnostics }, now) {
  const left = /* @__PURE__ */ new Map();
  for await (const { path } of staging.list("")) {
    const owner = ownerOf(path);
    if (owner !== void 0) left.set(owner.run, [...left.get(owner.run) ?? [], path]);
  }
  let deleted = 0;
  for (const [run, paths] of left) {
    await ifOver(diagnostics, run, now, async () => {
      await Promise.all(paths.map((path) => staging.delete(path)));
      deleted += paths.length;
    });
  }
  return deleted;
}

// src/sync/sweep-first.ts
async function sweepFirst(sweep, log) {
  try {
    await forgetDeadRuns(sweep, sweep.now);
  } catch {
    log({
      kind: "warning",
      code: "PLANS_NOT_SWEPT",
      message: "Plans that runs which died left beside the landings could not be deleted.",
      remedy: "Nothing is wrong with the landings; the next run tries again. Check the rights on the containers with doctor."
    });
  }
  try {
    await sweepSandbox(sweep);
  } catch {
    log({
      kind: "warning",
      code: "SANDBOX_NOT_SWEPT",
      message: "What runs that died left in the sandbox could not be dropped.",
      remedy: "Nothing is wrong with the landings; the next run tries again. Check the grants on the sandbox with doctor."
    });
  }
  try {
    const { staging, diagnostics, now } = sweep;
    if (staging !== void 0) await sweepStaging({ staging, diagnostics }, now);
  } catch {
    log({
      kind: "warning",
      code: "STAGING_NOT_SWEPT",
      message: "What runs that died left in staging could not be deleted.",
      remedy: "Nothing is wrong with the landings; the next run tries again. Check the rights on the container with doctor."
    });
  }
}

// src/sync/begin-run.ts
async function beginRun(context, options, going) {
  checkTables(options.tables);
  const { configuration, env } = context;
  const startedAt = runnerNow();
  const run = going?.run ?? newRun(startedAt);
  const stores = openStores(configuration, env);
  await checkAccepted(stores, options.accept ?? []);
  const files = chooseCohorts(await readCohortFiles(configuration.cohorts), options.cohorts);
  const { dryRun } = options;
  const blank = {
    run,
    startedAt,
    dryRun,
    everyCohort: options.cohorts.length === 0,
    everyTable: options.tables.length === 0,
    ...{ until: null, sources: [], warnings: [], cohorts: [], tables: [], stages: [] }
  };
  const moves = !dryRun && going?.elsewhere !== true;
  const policy = configuration.approvals;
  const overrides = openOverrides({ ...stores, policy, run, dryRun });
  const admission = await recorded(stores, blank, async () => {
    const { persons: withdrawn } = await readWithdrawals(stores.withdrawals);
    return admitCohorts({ stores, configuration, files, withdrawn, now: startedAt, dryRun, run, overrides });
  });
  try {
    announce(context, admission.held);
    context.log({ kind: "run-started", run, cohorts: admission.ready.length });
    const abandoned = await recorded(
      stores,
      blank,
      async () => blank.everyCohort ? abandonedLandings(stores.landing, files, overrides) : /* @__PURE__ */ new Map()
    );
    announce(context, abandoned);
    const others = notReady(admission, new Map([...admission.held, ...abandoned]));
    const plan = { ...blank, cohorts: others };
    const begun = { plan, stores, cohorts: admission.ready, problems: /* @__PURE__ */ new Map(), tools: void 0 };
    if (admission.ready.length === 0) return openRun(context, admission, begun);
    return await planRun(context, { ...options, moves }, admission, begun, overrides);
  } catch (error) {
    await admission.release();
    throw error;
  }
}
async function planRun(context, options, admission, begun, overrides) {
  const { configuration, log, signal } = context;
  const { plan, stores } = begun;
  return recorded(stores, plan, async () => {
    const tools = await openTools(context, stores, plan.run, "end");
    try {
      await sweepFirst({ ...tools, ...stores, now: runnerNow() }, log);
      const { held, ready, ...prepared } = await prepare({
        ...tools,
        run: plan.run,
        cohorts: begun.cohorts,
        landing: stores.landing,
        log,
        limits: configuration.limits,
        timeZone: configuration.source.timeZone,
        rowsPerSlice: configuration.transfer.rowsPerSlice,
        overrides,
        ...options.tables.length === 0 ? {} : { tables: options.tables },
        dryRun: options.dryRun,
        full: options.full ?? false,
        ...options.moves ? { onStage: () => void tools.pool.warm() } : {},
        ...signal === void 0 ? {} : { signal }
      });
      const planned = ready.map((cohort) => plannedCohort(cohort, held));
      const whole = { ...plan, ...prepared, cohorts: [...planned, ...plan.cohorts] };
      return openRun(context, admission, { ...begun, cohorts: ready, plan: whole, tools });
    } catch (failure) {
      const lost = options.dryRun ? void 0 : lostHold(...admission.ready);
      await tools.close("end");
      throw lost ?? failure;
    }
  });
}
async function recorded(stores, plan, part) {
  try {
    return await part();
  } catch (error) {
    await recordFailure(stores, plan, error);
    throw error;
  }
}
function announce({ log }, stopped2) {
  for (const [cohort, error] of stopped2) log({ kind: "cohort-held", cohort, ...noteOf(error) });
}
function plannedCohort({ cohort, revision, persons, groups, removed }, held) {
  const known = {
    ...{ cohort, revision, persons, groups: groups.map(({ group: group2, key }) => ({ group: group2, key })) },
    ...removed === void 0 ? {} : { removed: { ...removed, tables: [...removed.tables] } }
  };
  if (!held.has(cohort)) return { ...known, state: "ready", problem: null };
  return { ...known, state: "held", problem: problemOf(held.get(cohort)) };
}
function notReady({ inactive }, stopped2) {
  const unknown = { revision: null, persons: null, groups: [] };
  return [
    ...inactive.map(({ cohort, error }) => ({
      ...unknown,
      cohort,
      state: "inactive",
      problem: problemOf(error)
    })),
    ...[...stopped2].map(([cohort, error]) => ({
      ...unknown,
      cohort,
      state: "held",
      problem: problemOf(error)
    }))
  ];
}

// src/sync/land.ts
import { randomUUID as randomUUID3 } from "node:crypto";

// src/sync/slice-files.ts
function requireExpected({ address, expected }, found) {
  if (found.rows !== expected.rows) {
    throw mismatch(address, "TRANSFER_COUNT", "another number of rows arrived than the warehouse counted");
  }
  if (found.transfer[0] !== expected.transfer[0] || found.transfer[1] !== expected.transfer[1]) {
    throw mismatch(address, "TRANSFER_FINGERPRINT", "other rows arrived than the warehouse fingerprinted");
  }
}
function mismatch({ table: table3, cohort }, code, what) {
  return new IntegrityError(`${table3} of cohort ${cohort}: ${what}.`, {
    code,
    remedy: "Nothing of the slice was committed. Run again; if it comes back, ask who changes the sandbox during a run."
  });
}

// src/sync/stream-slice.ts
async function streamSlice(request) {
  const { warehouse, schemas, pool, landing, contract, expected, newPath, signal } = request;
  const statement = extractStatement(schemas, request.extract);
  const openFile = () => {
    const path = newPath();
    return { path, writer: landing.openWrite(path) };
  };
  const encode = async () => pool.encode(await warehouse.stream(statement), contract, openFile, { expectedRows: expected.rows });
  const { files, tally } = await retrying(RETRIES.slice, encode, hopeForSource, signal);
  try {
    requireExpected(request, tally);
  } catch (error) {
    await discardFiles(
      landing,
      files.map(({ path }) => path)
    );
    throw error;
  }
  return { files, tally };
}

// src/sync/unload-slice.ts
import { randomUUID as randomUUID2 } from "node:crypto";
async function unloadSlice(request, staging) {
  return retrying(RETRIES.slice, () => unloadOnce(request, staging), hopeForSource, request.signal);
}
async function unloadOnce(request, staging) {
  const { warehouse, schemas, run, address, extract } = request;
  const folder = stagingFolder(run, address, randomUUID2());
  try {
    const statement = unloadStatement(schemas, extract, `${staging.location}/${folder.replace(/\/$/, "")}`);
    await warehouse.execute(statement).catch(unloadFailed);
    const { staged, tally } = await prove(request, staging, folder);
    return { files: await copyAll(request, staging, staged), tally };
  } finally {
    await discardStaged(staging.store, folder);
  }
}
async function prove(request, { store }, folder) {
  const blobs = await listStaged(store, folder);
  const stored = blobs.map((blob) => stagedFile(store, blob));
  const { files, tally } = await request.pool.prove(stored, request.contract).catch(fileRefused);
  requireExpected(request, tally);
  return { staged: blobs.map((blob, n) => ({ blob, found: files[n] })), tally };
}
async function copyAll({ landing, newPath }, { store }, staged) {
  const files = staged.filter(({ found }) => found.rows > 0n).map(({ blob, found }) => ({ blob, file: { ...found, path: newPath(), size: blob.size } }));
  const copies = await Promise.allSettled(
    files.map(({ blob, file }) => landing.copyFrom(file.path, store.copySource(blob.path, blob.etag)))
  );
  const failure = copies.find((copy) => copy.status === "rejected");
  if (failure === void 0) return files.map(({ file }) => file);
  await discardFiles(
    landing,
    files.map(({ file }) => file.path)
  );
  throw failure.reason;
}

// src/sync/land.ts
async function landTable(request) {
  const { landing, run, plan, base, state } = request;
  const made = commitsMade(run, plan, base, state);
  let landed = made === 0 ? nothingYet(state) : await landedBefore(landing, plan, base, made, state);
  const units = plan.units.slice(made);
  let strays = units.length === 0 ? [] : await listStrays(landing, plan, state);
  const seen = /* @__PURE__ */ new Map();
  for (const unit of units) {
    landed = await landUnit(request, unit, landed, seen);
    await discardFiles(landing, strays);
    strays = [];
  }
  return { ...landed, persons: [...seen.values()].reduce((sum, persons) => sum + persons, 0) };
}
async function landUnit(request, unit, before2, seen) {
  const { plan, landing, log } = request;
  const written = [];
  let claiming = false;
  try {
    await moveSlices(request, unit, written, seen);
    request.assertHeld();
    throwIfInterrupted(request.signal);
    claiming = true;
    const committed = await commitTable(landing, plan, before2.state, {
      operation: operationOf(request, unit),
      add: written,
      remove: replacedFiles(before2.state, unit),
      coverage: coverageAfter(request.run, plan, unit),
      schema: request.columns
    });
    const { state, checkpointFailure } = committed;
    if (checkpointFailure !== void 0) log(checkpointWarning(plan));
    log({ kind: "table-committed", cohort: plan.cohort, table: plan.table, version: BigInt(state.version) });
    return {
      ...before2,
      state,
      version: state.version,
      rows: before2.rows + written.reduce((rows, file) => rows + file.rows, 0n),
      slices: before2.slices + unit.transfers.length,
      files: before2.files + written.length,
      bytes: before2.bytes + written.reduce((bytes, file) => bytes + file.size, 0)
    };
  } catch (error) {
    if (!claiming || error instanceof IntegrityError) await discardFiles(landing, written.map(pathOf));
    throw error;
  }
}
async function moveSlices(request, unit, written, seen) {
  const limit = pLimit(SLICES_AT_ONCE);
  let stopped2 = false;
  const moves = unit.transfers.map(
    (transfer2) => limit(async () => {
      if (stopped2) return;
      try {
        throwIfInterrupted(request.signal);
        const moved = await moveSlice(request, transfer2);
        written.push(...moved.files);
        seen.set(transfer2.group, Math.max(seen.get(transfer2.group) ?? 0, moved.persons));
      } catch (error) {
        stopped2 = true;
        throw error;
      }
    })
  );
  const failure = (await Promise.allSettled(moves)).find((outcome) => outcome.status === "rejected");
  if (failure !== void 0) throw failure.reason;
}
var SLICES_AT_ONCE = 4;
async function moveSlice(request, transfer2) {
  const { plan, stage, log } = request;
  if (transfer2.expected.rows === 0n || stage === void 0) return { files: [], persons: 0 };
  const slice2 = {
    ...request,
    signal: request.signal,
    address: plan,
    extract: {
      stage,
      table: plan.table,
      columns: request.columns,
      key: transfer2.key,
      region: regionOf(transfer2.slice),
      since: transfer2.since
    },
    contract: contractOf(request, transfer2),
    expected: transfer2.expected,
    newPath: () => dataFilePath(plan, transfer2, randomUUID3())
  };
  const { staging } = request;
  const { files, tally } = await (staging === void 0 ? streamSlice(slice2) : unloadSlice(slice2, staging));
  log({ kind: "rows-moved", cohort: plan.cohort, table: plan.table, rows: tally.rows });
  return { files, persons: tally.persons };
}
function contractOf(request, transfer2) {
  const { slice: slice2 } = transfer2;
  const persons = request.persons.get(transfer2.key);
  if (persons === void 0) throw new RangeError("a plan for a group without persons");
  const start = isHistory(slice2) ? null : cellStart(slice2.firstCell);
  const end = cellStart(slice2.lastCell + 1);
  const nulls = slice2.firstCell === NULL_CELL;
  return {
    columns: request.columns,
    personColumn: PERSON_COLUMN,
    fingerprintColumns: [...request.keyColumns, PERSON_COLUMN, LOAD_COLUMN],
    loadColumn: LOAD_COLUMN,
    persons,
    // The null cell's slice holds rows without load_dt and no others: an empty window says so.
    from: nulls ? 0n : transfer2.since !== null && (start === null || transfer2.since > start) ? transfer2.since : start,
    until: nulls ? 0n : end < request.until ? end : request.until,
    nulls,
    timeZone: request.timeZone
  };
}
function replacedFiles(state, unit) {
  const replaced = unit.transfers.filter((transfer2) => transfer2.kind === "replace");
  return [...state?.files.values() ?? []].filter(
    (file) => replaced.some(
      (transfer2) => transfer2.group === file.group && sameSlice(transfer2.slice, { ...transfer2.slice, ...file.slice })
    )
  ).map((file) => file.path);
}
function operationOf(request, unit) {
  if (unit.transfers.length === 0) return "COVER";
  if (unit.transfers.some((transfer2) => transfer2.kind === "replace")) return "REPAIR";
  const covered = new Set(
    request.state?.coverage.groups.filter((group2) => group2.through !== null).map((group2) => group2.group)
  );
  return unit.transfers.every((transfer2) => covered.has(transfer2.group)) ? "INCREMENT" : "BACKFILL";
}
function pathOf({ path }) {
  return path;
}
function checkpointWarning({ cohort, table: table3 }) {
  return {
    kind: "warning",
    code: "CHECKPOINT_NOT_WRITTEN",
    message: `The checkpoint of ${table3} of cohort ${cohort} was not written.`,
    remedy: "Nothing is lost and reading is slower; check the storage if it comes back."
  };
}

// src/sync/transfer-tables.ts
var TABLES_AT_ONCE2 = 12;
async function transferTables(request, tables) {
  const limit = pLimit(TABLES_AT_ONCE2);
  return Promise.all(tables.map((table3) => limit(() => transferTable(request, table3))));
}
async function transferTable(request, planned) {
  const { cohort: id, table: table3 } = planned.plan;
  const cohort = request.cohorts.find((each) => each.cohort === id);
  const state = cohort?.landed.get(table3);
  try {
    const { plan, problems } = request;
    if (cohort === void 0) throw problems.get(id) ?? planOutdated(id);
    if (plan.until === null || !approves(cohort, planned)) throw planOutdated(id);
    const landed = await landTable({
      ...request,
      ...planned,
      run: plan.run,
      state,
      stage: planned.stage ?? void 0,
      keyColumns: keyColumns(table3),
      timeZone: request.timeZone ?? "UTC",
      persons: new Map(cohort.groups.map((group2) => [group2.key, group2.shared])),
      until: plan.until,
      assertHeld: cohort.assertHeld
    });
    return { cohort: id, table: table3, landed, problem: null };
  } catch (failure) {
    const lost = cohort === void 0 ? void 0 : lostHold(cohort);
    const problem = problemOf(lost ?? failure);
    request.log({ kind: "cohort-held", cohort: id, ...problem.note });
    return { cohort: id, table: table3, landed: nothingYet(state), problem };
  }
}
function approves(cohort, { plan, columns }) {
  const approved = cohort.tables.get(plan.table);
  return columns.every(({ name: name2 }) => approved?.includes(name2));
}

// src/sync/run-sync.ts
async function runSync(configuration, env, options, log) {
  const { signal } = options;
  const context = { configuration, env, log, ...signal === void 0 ? {} : { signal } };
  const run = await beginRun(context, options);
  try {
    return await finishRun(run, await transferRun(run));
  } finally {
    await run.end();
  }
}
async function transferRun(run, shard) {
  const { plan, tools, configuration, stores } = run;
  if (tools === void 0) return [];
  const tables = plan.tables.filter((each) => each.shard !== null && each.shard === (shard ?? each.shard));
  const { timeZone } = configuration.source;
  const staging = stagingOf(configuration, stores);
  return transferTables({ ...run, ...tools, landing: stores.landing, staging, timeZone }, tables);
}
async function finishRun(run, results) {
  const { plan, tools, configuration, stores, log } = run;
  if (tools !== void 0) await dropStages({ ...tools, run: plan.run, log }, plan.stages);
  if (stores.staging !== void 0) await discardStaged(stores.staging, `${plan.run}/`);
  const { source, transfer: transfer2, limits, upkeep: upkeep2 } = configuration;
  const request = {
    ...run,
    pool: tools?.pool,
    landing: stores.landing,
    timeZone: source.timeZone,
    rowsPerSlice: transfer2.rowsPerSlice,
    recheck: limits.recheck,
    upkeep: upkeep2
  };
  const finished = await finish(request, results);
  await recordRun(stores, finished.report);
  return finished;
}

export {
  openTools,
  openRun,
  pendingHeals,
  planOutdated,
  storePlan,
  readPlan,
  storeResults,
  readResults,
  forgetRun,
  shardsOf,
  beginRun,
  runSync,
  transferRun,
  finishRun
};
