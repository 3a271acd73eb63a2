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
import {
  runnerNow
} from "../chunks/chunk-FV3B4KGK.js";
import "../chunks/chunk-OOPARS65.js";
import {
  CohortSyncError,
  EXIT
} from "../chunks/chunk-EKFMLNWJ.js";
import "../chunks/chunk-O6LYCSF4.js";

// src/entry/report.ts
await runAction({
  name: "report",
  inputs: ["config", "storedRun", "jobs", "githubToken", "azureClientId", "azureTenantId"],
  async perform({ inputs: { storedRun, jobs }, env, tell, configuration }) {
    const loaded = await configuration();
    const failed = jobs !== void 0 && jobs !== "success";
    if (failed && storedRun === void 0) throw withoutReport();
    const { reportRun } = await import("../chunks/report-run-U5ZZRZ5E.js");
    const choice = storedRun === void 0 ? {} : { run: storedRun };
    const { report, exitCode } = await reportRun(loaded, env, choice);
    tell({ kind: "run-reported", report });
    const { publishPage } = await import("../chunks/publish-page-EYMYXNZG.js");
    await publishPage(loaded, env, report, runnerNow());
    if (failed) tell({ kind: "problem", code: "RUN_JOB_FAILED", mistakes: [], findings: [] });
    const verdict = failed ? "failed" : report.verdict;
    return {
      exitCode: exitCode || (failed ? EXIT.failed : EXIT.done),
      outputs: { run: report.run, verdict }
    };
  },
  async present({ inputs: { githubToken: token }, ...shown }) {
    const { presentRun } = await import("../chunks/tell-run-C4EZLS3J.js");
    return presentRun(shown, { token, issue: true });
  }
});
function withoutReport() {
  return new CohortSyncError("The run ended before it could leave a report.", {
    code: "RUN_WITHOUT_REPORT",
    remedy: "Look at the first job of the run that is red, and at its diagnostics."
  });
}
