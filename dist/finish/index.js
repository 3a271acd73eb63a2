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

// src/entry/finish.ts
await runAction({
  name: "finish",
  inputs: ["config", "run", "githubToken", "azureClientId", "azureTenantId"],
  async perform({ inputs: { run }, env, log, tell, signal, configuration: load }) {
    const { finishJob } = await import("../chunks/run-jobs-LQ5YJPOV.js");
    const { publicReportOf } = await import("../chunks/report-run-WVUC425B.js");
    const configuration = await load();
    const { report, exitCode } = await finishJob({ configuration, env, log, signal }, run);
    tell({ kind: "run-reported", report: await publicReportOf(configuration, report, null) });
    return { exitCode, outputs: { run, verdict: report.verdict } };
  },
  async present({ inputs: { githubToken: token }, ...shown }) {
    const { presentRun } = await import("../chunks/tell-run-I4BCPBCI.js");
    return presentRun(shown, { token, deployments: true });
  }
});
