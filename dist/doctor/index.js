import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  runAction
} from "../chunks/chunk-BGKNE2WS.js";
import "../chunks/chunk-G2P3NZWU.js";
import "../chunks/chunk-O3BTFTKY.js";
import "../chunks/chunk-KAJANGTJ.js";
import "../chunks/chunk-5OSNY2PF.js";
import "../chunks/chunk-M3LE3HMI.js";
import "../chunks/chunk-GEWSP2KJ.js";
import "../chunks/chunk-24D3KCSB.js";
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
    const { runDoctor } = await import("../chunks/doctor-5JUNJH4T.js");
    const { runnerNow } = await import("../chunks/instant-JUMZZLRH.js");
    const { checked } = await import("../chunks/stage-events-Q73OAIMP.js");
    const announce = (check) => tell(checked(check));
    const { report, exitCode } = await runDoctor(await configuration(), env, runnerNow(), announce);
    return { exitCode, outputs: { verdict: report.verdict } };
  }
});
