import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  runAction
} from "../chunks/chunk-CMIFTE7O.js";
import "../chunks/chunk-3TMLPE3S.js";
import "../chunks/chunk-KVCGO3HR.js";
import "../chunks/chunk-KAJANGTJ.js";
import "../chunks/chunk-5OSNY2PF.js";
import "../chunks/chunk-M3LE3HMI.js";
import "../chunks/chunk-EYPPFIRI.js";
import "../chunks/chunk-WEIC4GFD.js";
import "../chunks/chunk-AORXR5WC.js";
import "../chunks/chunk-FV3B4KGK.js";
import "../chunks/chunk-KPOVNZB3.js";
import "../chunks/chunk-EKFMLNWJ.js";
import "../chunks/chunk-O6LYCSF4.js";

// src/entry/finish.ts
await runAction({
  name: "finish",
  inputs: ["config", "run", "githubToken", "azureClientId", "azureTenantId"],
  async perform({ inputs: { run }, env, log, tell, signal, configuration: load }) {
    const { finishJob } = await import("../chunks/run-jobs-CGIDEK6E.js");
    const { publicReportOf } = await import("../chunks/report-run-KHQEZOMJ.js");
    const configuration = await load();
    const { report, exitCode } = await finishJob({ configuration, env, log, signal }, run);
    tell({ kind: "run-reported", report: await publicReportOf(configuration, report, null) });
    return { exitCode, outputs: { run, verdict: report.verdict } };
  },
  async present({ inputs: { githubToken: token }, ...shown }) {
    const { presentRun } = await import("../chunks/tell-run-CTDOQQIL.js");
    return presentRun(shown, { token, deployments: true });
  }
});
