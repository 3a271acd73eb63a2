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

// src/entry/doctor.ts
await runAction({
  name: "doctor",
  inputs: ["config", "azureClientId", "azureTenantId"],
  async perform({ env, tell, configuration }) {
    const { runDoctor } = await import("../chunks/doctor-FVCUJJPR.js");
    const { runnerNow } = await import("../chunks/instant-JUMZZLRH.js");
    const { checked } = await import("../chunks/stage-events-BTGH5VG2.js");
    const announce = (check) => tell(checked(check));
    const { report, exitCode } = await runDoctor(await configuration(), env, runnerNow(), announce);
    return { exitCode, outputs: { verdict: report.verdict } };
  }
});
