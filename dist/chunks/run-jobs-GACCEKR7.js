import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  beginRun,
  finishRun,
  openRun,
  openTools,
  planOutdated,
  transferRun
} from "./chunk-ZYBVSZFD.js";
import {
  admitCohorts
} from "./chunk-RMK6OWFJ.js";
import "./chunk-QE2RLZY3.js";
import "./chunk-227BPRJQ.js";
import "./chunk-P4HL2ZCV.js";
import {
  openOverrides
} from "./chunk-K7NYMVSU.js";
import "./chunk-BBE4HM2N.js";
import {
  toJson
} from "./chunk-FIR2BDTO.js";
import {
  readWithdrawals
} from "./chunk-X4XOQ7KT.js";
import "./chunk-O6HIGZO3.js";
import "./chunk-QVCZRTST.js";
import "./chunk-JM76RAEM.js";
import "./chunk-JI6UOSI5.js";
import "./chunk-23ZEFZ7E.js";
import {
  newRun,
  noteOf,
  worst
} from "./chunk-ELP6O2IR.js";
import {
  count,
  digest,
  fingerprint,
  group,
  long,
  runPath,
  slice,
  survey
} from "./chunk-3BW6VBB7.js";
import "./chunk-N5CL6R2Q.js";
import {
  readReport
} from "./chunk-2BX6H567.js";
import "./chunk-LG4IMBNH.js";
import {
  openStores
} from "./chunk-Q27PNKFC.js";
import "./chunk-KFSACUYY.js";
import "./chunk-WRYFYO54.js";
import {
  readCohortFiles
} from "./chunk-UMFVCCES.js";
import "./chunk-7CN7GKET.js";
import "./chunk-FCJTLWD7.js";
import "./chunk-XSVPNBPM.js";
import "./chunk-KRXISC4P.js";
import "./chunk-3CSHLUVI.js";
import "./chunk-TWWCY4D4.js";
import {
  external_exports
} from "./chunk-UJWNA7NU.js";
import {
  runnerNow
} from "./chunk-FV3B4KGK.js";
import "./chunk-WUKTLURI.js";
import {
  CohortSyncError,
  ConfigurationError,
  IntegrityError
} from "./chunk-EKFMLNWJ.js";
import "./chunk-O6LYCSF4.js";

// src/plan/stored-plan.ts
import { createHash } from "node:crypto";

// src/omop/column-type.ts
var TYPE = /^(?:integer|long|short|byte|float|double|boolean|string|date|timestamp|timestamp_ntz|decimal\(\d{1,2},\d{1,2}\))$/;
function isColumnType(text2) {
  return TYPE.test(text2);
}

// src/plan/stored-run.ts
var name = external_exports.string().min(1).max(200);
var text = external_exports.string().max(2e3);
var whole = external_exports.int().nonnegative();
var findingName = external_exports.strictObject({
  code: name,
  override: external_exports.enum(["accept", "rebuild", "heal", "erase"]),
  cohort: name.nullable(),
  table: name.nullable(),
  digest: name
});
var storedNote = external_exports.strictObject({
  code: name,
  message: text,
  remedy: text,
  findings: external_exports.array(findingName).readonly().exactOptional()
});
var storedProblem = external_exports.strictObject({ note: storedNote, exitCode: external_exports.int().min(0).max(4) });
var storedSource = external_exports.strictObject({
  table: name,
  version: long.nullable(),
  columnsNotRead: external_exports.array(text),
  columnsMissing: external_exports.array(text)
});
var storedCohort = external_exports.strictObject({
  cohort: name,
  /** `inactive`: suspended, revoked or expired. `held`: something must be put right first. */
  state: external_exports.enum(["ready", "inactive", "held"]),
  revision: whole.nullable(),
  persons: whole.nullable(),
  groups: external_exports.array(external_exports.strictObject({ group: name, key: name })),
  problem: storedProblem.nullable()
});

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
    const before = units[index - 1]?.groups ?? [];
    return { ...unit, groups: unit.groups.map((each) => packGroup(each, before)) };
  });
}
function packGroup(now, before) {
  const known = before.find((each) => each.group === now.group);
  if (known === void 0 || known.slices.length !== now.slices.length) return now;
  const { slices, ...rest } = now;
  const changed = slices.flatMap((each, index) => each === known.slices[index] ? [] : [[index, each]]);
  return { ...rest, changed };
}
function unpackUnits(stored) {
  const units = [];
  for (const { transfers, groups, survey: claim } of stored) {
    const before = units.at(-1)?.groups ?? [];
    units.push({ transfers, groups: groups.map((each) => unpackGroup(each, before)), survey: claim });
  }
  return units;
}
function unpackGroup(stored, before) {
  if ("slices" in stored) return stored;
  const { changed, ...rest } = stored;
  const known = before.find((each) => each.group === stored.group);
  if (known === void 0) throw new RangeError("a group that changed before it was listed");
  const slices = [...known.slices];
  for (const [index, each] of changed) {
    if (index >= slices.length) throw new RangeError("a slice that the group does not have");
    slices[index] = each;
  }
  return { ...rest, slices };
}

// src/plan/stored-plan.ts
var name2 = external_exports.string().min(1).max(200);
var columnType = external_exports.custom((value) => typeof value === "string" && isColumnType(value));
var table = external_exports.strictObject({
  cohort: name2,
  table: name2,
  revision: external_exports.int().nonnegative(),
  base: external_exports.int().nonnegative().nullable(),
  stage: name2.nullable(),
  shard: external_exports.int().positive().nullable(),
  columns: external_exports.array(external_exports.strictObject({ name: name2, type: columnType })),
  mode: external_exports.enum(["backfill", "increment", "repair", "none"]),
  firstLanding: external_exports.boolean(),
  units: external_exports.array(storedUnit)
});
var body = external_exports.strictObject({
  run: name2,
  startedAt: long,
  dryRun: external_exports.boolean(),
  everyCohort: external_exports.boolean(),
  everyTable: external_exports.boolean(),
  until: long.nullable(),
  sources: external_exports.array(storedSource),
  warnings: external_exports.array(storedNote),
  cohorts: external_exports.array(storedCohort),
  tables: external_exports.array(table),
  stages: external_exports.array(name2)
});
var envelope = external_exports.strictObject({ format: external_exports.literal(1), digest, plan: external_exports.unknown() });
function encodePlan({ tables, ...run }) {
  const plan = {
    ...run,
    tables: tables.map(({ plan: { units, ...identity }, ...rest }) => ({
      ...identity,
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
function decodePlan(text2, run) {
  try {
    const { digest: said, plan } = envelope.parse(JSON.parse(text2));
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
function sha256(text2) {
  return createHash("sha256").update(text2).digest("hex");
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

// src/sync/join-run.ts
async function joinRun(context, run, shard) {
  const { configuration, env, log } = context;
  const stores = openStores(configuration, env);
  const plan = await readPlan(stores.landing, run);
  const wanted = cohortsOf(plan, shard);
  const ids = new Set(wanted.map(({ cohort }) => cohort));
  const files = (await readCohortFiles(configuration.cohorts)).filter(
    ({ id }) => id !== void 0 && ids.has(id)
  );
  const { persons: withdrawn } = await readWithdrawals(stores.withdrawals);
  const { dryRun } = plan;
  const overrides = openOverrides({ ...stores, policy: configuration.approvals, run, dryRun });
  const tools = wanted.length === 0 ? void 0 : await openTools(context, stores, run, "leave");
  try {
    const now = runnerNow();
    const admission = await admitCohorts({
      stores,
      configuration,
      files,
      withdrawn,
      now,
      dryRun,
      run,
      overrides,
      joins: true
    });
    const { cohorts, problems } = stillAsPlanned(wanted, admission);
    for (const [cohort, error] of problems) log({ kind: "cohort-held", cohort, ...noteOf(error) });
    return openRun(context, admission, { plan, stores, cohorts, problems, tools });
  } catch (error) {
    await tools?.close("leave");
    throw error;
  }
}
function cohortsOf(plan, shard) {
  const ready = plan.cohorts.filter(({ state }) => state === "ready");
  if (shard === void 0) return ready;
  const given = new Set(plan.tables.filter((each) => each.shard === shard).map((each) => each.plan.cohort));
  return ready.filter(({ cohort }) => given.has(cohort));
}
function stillAsPlanned(planned, { ready, inactive, held }) {
  const cohorts = ready.filter((cohort) => planned.some((each) => isAsPlanned(each, cohort)));
  const going = new Set(cohorts.map(({ cohort }) => cohort));
  const ended = new Map(inactive.map(({ cohort, error }) => [cohort, error]));
  const stopped = planned.filter(({ cohort }) => !going.has(cohort));
  const problems = stopped.map(
    ({ cohort }) => [cohort, held.get(cohort) ?? ended.get(cohort) ?? planOutdated(cohort)]
  );
  return { cohorts, problems: new Map(problems) };
}
function isAsPlanned(planned, { cohort, revision, groups }) {
  const persons = (list) => list.map(({ group: group2, key }) => `${group2}:${key}`).join();
  return planned.cohort === cohort && planned.revision === revision && persons(planned.groups) === persons(groups);
}

// src/sync/run-jobs.ts
async function prepareJob(context, options) {
  const name3 = newRun();
  try {
    const run = await beginRun(context, options, { run: name3, elsewhere: true });
    try {
      await storePlan(run.stores.landing, run.plan);
    } catch (error) {
      await run.end();
      throw error;
    }
    await run.leave();
    return { run: name3, shards: shardsOf(run.plan) };
  } catch (failure) {
    return { run: await reported(context, name3) && name3, shards: [], failure };
  }
}
async function reported({ configuration, env }, run) {
  return readReport(openStores(configuration, env).diagnostics, run).catch(() => void 0);
}
async function transferJob(context, name3, shard) {
  const run = await joinRun(context, name3, shard);
  try {
    const results = await transferRun(run, shard);
    await storeResults(run.stores.landing, name3, shard, results);
    return worst(results.map(({ problem }) => problem?.exitCode ?? 0));
  } finally {
    await run.leave();
  }
}
async function finishJob(context, name3) {
  try {
    const run = await joinRun(context, name3);
    try {
      const finished = await finishRun(run, await readResults(run.stores.landing, run.plan));
      await forgetRun(run.stores.landing, run.plan);
      return finished;
    } finally {
      await run.end();
    }
  } catch (error) {
    const known = error instanceof CohortSyncError && error.code === "RUN_UNKNOWN";
    const report = known ? await reported(context, name3) : void 0;
    if (report === void 0) throw error;
    return { report, exitCode: report.verdict === "done" ? 0 : 1 };
  }
}
export {
  finishJob,
  prepareJob,
  transferJob
};
