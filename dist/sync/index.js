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

// src/entry/sync.ts
await runAction({
  name: "sync",
  inputs: ["config", "run", "shard", "azureClientId", "azureTenantId"],
  async perform({ inputs: { run, shard }, env, log, signal, configuration }) {
    const { transferJob } = await import("../chunks/run-jobs-CGIDEK6E.js");
    const context = { configuration: await configuration(), env, log, signal };
    return { exitCode: await transferJob(context, run, shard), outputs: { run } };
  }
});
