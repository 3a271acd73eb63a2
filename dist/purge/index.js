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

// src/entry/purge.ts
await runAction({
  name: "purge",
  inputs: ["config", "cohorts", "personsRemoved", "dryRun", "azureClientId", "azureTenantId"],
  async perform({ inputs: { cohorts, personsRemoved, dryRun }, env, log, tell, signal, configuration }) {
    const { purgeCohorts } = await import("../chunks/purge-cohorts-XEEF5S4Z.js");
    const { erased } = await import("../chunks/stage-events-BTGH5VG2.js");
    const choice = { cohorts, personsRemoved, dryRun, signal };
    const { report, exitCode } = await purgeCohorts(await configuration(), env, choice, log);
    for (const cohort of report.cohorts) tell(erased(cohort));
    return { exitCode, outputs: { run: report.run, verdict: report.verdict } };
  }
});
