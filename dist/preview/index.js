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

// src/entry/preview.ts
await runAction({
  name: "preview",
  inputs: ["config", "pullRequest", "githubToken", "azureClientId", "azureTenantId"],
  async perform(work) {
    const { performPreview } = await import("../chunks/preview-step-5YLVDQJV.js");
    return performPreview(work);
  },
  async present({ inputs, env, events }) {
    const { loadConfiguration } = await import("../chunks/configuration-5BIBVMRE.js");
    const { presentPreview } = await import("../chunks/tell-preview-I5NZESRF.js");
    const { configurationFile } = await import("../chunks/working-child-ETNNB7NW.js");
    const diagnostics = async () => (await loadConfiguration(configurationFile(inputs), env)).diagnostics.url;
    return presentPreview({ events, env, token: inputs.githubToken, diagnostics });
  }
});
