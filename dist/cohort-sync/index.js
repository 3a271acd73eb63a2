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

// src/entry/cohort-sync.ts
await runAction({
  name: "cohort-sync",
  inputs: [
    ...["config", "cohorts", "tables", "dryRun", "full", "accept"],
    ...["githubToken", "appId", "appPrivateKey", "azureClientId", "azureTenantId"]
  ],
  async perform(work) {
    const { performApproveHere } = await import("../chunks/approve-step-3RMEVYEL.js");
    const { runToPublic } = await import("../chunks/run-to-public-6TKFE5R5.js");
    const approval = await performApproveHere(work);
    const { inputs, env, log, signal } = work;
    const configuration = await work.configuration();
    const { report, exitCode } = await runToPublic({ configuration, env, log, signal }, inputs);
    work.tell({ kind: "run-reported", report });
    return {
      exitCode: exitCode || approval.exitCode,
      outputs: { run: report.run, verdict: approval.exitCode === 0 ? report.verdict : "failed" }
    };
  },
  async present({ inputs: { githubToken: token }, ...shown }) {
    const { presentRun } = await import("../chunks/tell-run-C4EZLS3J.js");
    return presentRun(shown, { token, deployments: true, issue: true });
  }
});
