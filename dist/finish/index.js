import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  runAction
} from "../chunks/chunk-NEZ3OLPJ.js";
import "../chunks/chunk-TRXRNCZM.js";
import "../chunks/chunk-MEACLDLH.js";
import "../chunks/chunk-CR5O3XXP.js";
import "../chunks/chunk-SBXOP6H2.js";
import "../chunks/chunk-NF5727ME.js";
import "../chunks/chunk-UJWNA7NU.js";
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
    const { finishJob } = await import("../chunks/run-jobs-GACCEKR7.js");
    const { publicReportOf } = await import("../chunks/report-run-GI2T4PJY.js");
    const configuration = await load();
    const { report, exitCode } = await finishJob({ configuration, env, log, signal }, run);
    tell({ kind: "run-reported", report: await publicReportOf(configuration, report, null) });
    return { exitCode, outputs: { run, verdict: report.verdict } };
  },
  async present({ inputs: { githubToken: token }, env, events }) {
    const { presentRun } = await import("../chunks/tell-run-DEDEBDRB.js");
    return presentRun(events, env, { token, deployments: true });
  }
});
