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

// src/entry/doctor.ts
await runAction({
  name: "doctor",
  inputs: ["config", "azureClientId", "azureTenantId"],
  async perform({ env, tell, configuration }) {
    const { runDoctor } = await import("../chunks/doctor-BHMM5LQH.js");
    const { runnerNow } = await import("../chunks/instant-JUMZZLRH.js");
    const { checked } = await import("../chunks/stage-events-DCG55UGH.js");
    const announce = (check) => tell(checked(check));
    const { report, exitCode } = await runDoctor(await configuration(), env, runnerNow(), announce);
    return { exitCode, outputs: { verdict: report.verdict } };
  }
});
