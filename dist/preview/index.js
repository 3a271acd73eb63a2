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

// src/entry/preview.ts
await runAction({
  name: "preview",
  inputs: ["config", "pullRequest", "githubToken", "azureClientId", "azureTenantId"],
  async perform(work) {
    const { performPreview } = await import("../chunks/preview-step-ZBELHIV5.js");
    return performPreview(work);
  },
  async present({ inputs, env, events }) {
    const { loadConfiguration } = await import("../chunks/configuration-B3S2UBJH.js");
    const { presentPreview } = await import("../chunks/tell-preview-D77RRH47.js");
    const { configurationFile } = await import("../chunks/working-child-J26IL4TN.js");
    const diagnostics = async () => (await loadConfiguration(configurationFile(inputs), env)).diagnostics.url;
    return presentPreview({ events, env, token: inputs.githubToken, diagnostics });
  }
});
