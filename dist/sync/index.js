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

// src/entry/sync.ts
await runAction({
  name: "sync",
  inputs: ["config", "run", "shard", "azureClientId", "azureTenantId"],
  async perform({ inputs: { run, shard }, env, log, signal, configuration }) {
    const { transferJob } = await import("../chunks/run-jobs-Y6TVWTP3.js");
    const context = { configuration: await configuration(), env, log, signal };
    return { exitCode: await transferJob(context, run, shard), outputs: { run } };
  }
});
