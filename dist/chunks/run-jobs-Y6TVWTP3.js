import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  beginRun,
  finishRun,
  forgetRun,
  openRun,
  openTools,
  planOutdated,
  readPlan,
  readResults,
  shardsOf,
  storePlan,
  storeResults,
  transferRun
} from "./chunk-J3RR5N5B.js";
import "./chunk-WM2HYDMG.js";
import {
  admitCohorts
} from "./chunk-5IHFICRA.js";
import "./chunk-YZARK33T.js";
import "./chunk-XP2USLOR.js";
import "./chunk-IAJNCIYN.js";
import "./chunk-2ZRSSIL7.js";
import "./chunk-6TYG7NXX.js";
import {
  openOverrides
} from "./chunk-7B6SEAS7.js";
import "./chunk-U5FWGSMR.js";
import "./chunk-HVSBUFBX.js";
import "./chunk-FIR2BDTO.js";
import "./chunk-HA4Q43QP.js";
import "./chunk-Y6PK3HT4.js";
import {
  readWithdrawals
} from "./chunk-JLSLRFOJ.js";
import "./chunk-SAE4F7WE.js";
import "./chunk-CNKXK4ND.js";
import "./chunk-SOBLMZVA.js";
import "./chunk-UEN57USU.js";
import {
  newRun,
  noteOf,
  worst
} from "./chunk-GTFJ2DV2.js";
import "./chunk-6P3PFPQB.js";
import "./chunk-U4VVK4J4.js";
import "./chunk-IAJDX2TX.js";
import "./chunk-LZJC4O6B.js";
import {
  readReport
} from "./chunk-CUCGT7B5.js";
import "./chunk-LG4IMBNH.js";
import {
  openStores
} from "./chunk-22NDXE2I.js";
import {
  readCohortFiles
} from "./chunk-CEXQSKJF.js";
import "./chunk-5DCVHODJ.js";
import "./chunk-LINETHAK.js";
import "./chunk-FCJTLWD7.js";
import "./chunk-HMWCF2U7.js";
import "./chunk-67JGINQA.js";
import "./chunk-KRXISC4P.js";
import "./chunk-H3JO6AO3.js";
import "./chunk-TWWCY4D4.js";
import "./chunk-AORXR5WC.js";
import {
  runnerNow
} from "./chunk-FV3B4KGK.js";
import "./chunk-OOPARS65.js";
import {
  CohortSyncError
} from "./chunk-EKFMLNWJ.js";
import "./chunk-O6LYCSF4.js";

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
  const persons = (list) => list.map(({ group, key }) => `${group}:${key}`).join();
  return planned.cohort === cohort && planned.revision === revision && persons(planned.groups) === persons(groups);
}

// src/sync/run-jobs.ts
async function prepareJob(context, options) {
  const name = newRun();
  try {
    const run = await beginRun(context, options, { run: name, elsewhere: true });
    try {
      await storePlan(run.stores.landing, run.plan);
    } catch (error) {
      await run.end();
      throw error;
    }
    await run.leave();
    return { run: name, shards: shardsOf(run.plan) };
  } catch (failure) {
    return { run: await reported(context, name) && name, shards: [], failure };
  }
}
async function reported({ configuration, env }, run) {
  return readReport(openStores(configuration, env).diagnostics, run).catch(() => void 0);
}
async function transferJob(context, name, shard) {
  const run = await joinRun(context, name, shard);
  try {
    const results = await transferRun(run, shard);
    await storeResults(run.stores.landing, name, shard, results);
    return worst(results.map(({ problem }) => problem?.exitCode ?? 0));
  } finally {
    await run.leave();
  }
}
async function finishJob(context, name) {
  try {
    const run = await joinRun(context, name);
    try {
      const finished = await finishRun(run, await readResults(run.stores.landing, run.plan));
      await forgetRun(run.stores.landing, run.plan);
      return finished;
    } finally {
      await run.end();
    }
  } catch (error) {
    const known = error instanceof CohortSyncError && error.code === "RUN_UNKNOWN";
    const report = known ? await reported(context, name) : void 0;
    if (report === void 0) throw error;
    return { report, exitCode: report.verdict === "done" ? 0 : 1 };
  }
}
export {
  finishJob,
  prepareJob,
  transferJob
};
