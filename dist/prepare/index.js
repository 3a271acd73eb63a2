import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  runAction
} from "../chunks/chunk-TI7S4Q3F.js";
import "../chunks/chunk-P3IIPHLJ.js";
import "../chunks/chunk-TJ5JO6J7.js";
import "../chunks/chunk-ZHIMDRRS.js";
import "../chunks/chunk-5OSNY2PF.js";
import "../chunks/chunk-H4XNYSIC.js";
import "../chunks/chunk-FHAH33DM.js";
import "../chunks/chunk-F57ZFNRN.js";
import "../chunks/chunk-AORXR5WC.js";
import "../chunks/chunk-FV3B4KGK.js";
import "../chunks/chunk-OOPARS65.js";
import "../chunks/chunk-EKFMLNWJ.js";
import "../chunks/chunk-O6LYCSF4.js";

// src/entry/prepare.ts
await runAction({
  name: "prepare",
  inputs: ["config", "cohorts", "tables", "dryRun", "full", "accept", "azureClientId", "azureTenantId"],
  async perform({ inputs, env, log, problem, signal, configuration }) {
    const { prepareJob } = await import("../chunks/run-jobs-Y6TVWTP3.js");
    const { cohorts, tables, dryRun, full, accept } = inputs;
    const context = { configuration: await configuration(), env, log, signal };
    const job = await prepareJob(context, { cohorts, tables, dryRun, full, accept });
    const exitCode = "failure" in job ? problem(job.failure) : 0;
    const { run, shards } = job;
    return { exitCode, outputs: { ...run === void 0 ? {} : { run }, shards: [...shards] } };
  }
});
