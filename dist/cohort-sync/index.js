import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  runAction
} from "../chunks/chunk-4UHBJJEQ.js";
import "../chunks/chunk-AT6YE7LM.js";
import "../chunks/chunk-DBDXSIWK.js";
import "../chunks/chunk-IIC46W4S.js";
import "../chunks/chunk-EVK5ZC6H.js";
import "../chunks/chunk-2RZVDEBC.js";
import "../chunks/chunk-AORXR5WC.js";
import "../chunks/chunk-5OSNY2PF.js";
import "../chunks/chunk-FV3B4KGK.js";
import "../chunks/chunk-WUKTLURI.js";
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
    const { performApprove } = await import("../chunks/approve-step-3AMGZL7A.js");
    const { runToPublic } = await import("../chunks/run-to-public-XKHVNY56.js");
    const approval = await performApprove(work);
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
    const { presentRun } = await import("../chunks/tell-run-I4BCPBCI.js");
    return presentRun(shown, { token, deployments: true, issue: true });
  }
});
