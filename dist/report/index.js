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
import {
  runnerNow
} from "../chunks/chunk-FV3B4KGK.js";
import "../chunks/chunk-WUKTLURI.js";
import "../chunks/chunk-EKFMLNWJ.js";
import "../chunks/chunk-O6LYCSF4.js";

// src/entry/report.ts
await runAction({
  name: "report",
  inputs: ["config", "storedRun", "githubToken", "azureClientId", "azureTenantId"],
  async perform({ inputs: { storedRun }, env, tell, configuration }) {
    const { reportRun } = await import("../chunks/report-run-GI2T4PJY.js");
    const choice = storedRun === void 0 ? {} : { run: storedRun };
    const loaded = await configuration();
    const { report, exitCode } = await reportRun(loaded, env, choice);
    tell({ kind: "run-reported", report });
    const { publishPage } = await import("../chunks/publish-page-Z7KRKEQF.js");
    await publishPage(loaded, env, report, runnerNow());
    return { exitCode, outputs: { run: report.run, verdict: report.verdict } };
  },
  async present({ inputs: { githubToken: token }, env, events }) {
    const { presentRun } = await import("../chunks/tell-run-DEDEBDRB.js");
    return presentRun(events, env, { token, issue: true });
  }
});
