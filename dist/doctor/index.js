import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  runAction
} from "../chunks/chunk-3ISB5GCS.js";
import "../chunks/chunk-ZAQFLD4G.js";
import "../chunks/chunk-2X7JYCJ7.js";
import "../chunks/chunk-KAJANGTJ.js";
import "../chunks/chunk-5OSNY2PF.js";
import "../chunks/chunk-M3LE3HMI.js";
import "../chunks/chunk-COY764M3.js";
import "../chunks/chunk-BA5RM23L.js";
import "../chunks/chunk-AORXR5WC.js";
import "../chunks/chunk-FV3B4KGK.js";
import "../chunks/chunk-KPOVNZB3.js";
import "../chunks/chunk-EKFMLNWJ.js";
import "../chunks/chunk-O6LYCSF4.js";

// src/entry/doctor.ts
await runAction({
  name: "doctor",
  inputs: ["config", "azureClientId", "azureTenantId"],
  async perform({ env, tell, configuration }) {
    const { runDoctor } = await import("../chunks/doctor-QPYPADIJ.js");
    const { runnerNow } = await import("../chunks/instant-JUMZZLRH.js");
    const { checked } = await import("../chunks/stage-events-ZILVLRJQ.js");
    const announce = (check) => tell(checked(check));
    const { report, exitCode } = await runDoctor(await configuration(), env, runnerNow(), announce);
    return { exitCode, outputs: { verdict: report.verdict } };
  }
});
