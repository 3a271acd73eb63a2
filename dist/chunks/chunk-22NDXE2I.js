import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  storageCredentials
} from "./chunk-5DCVHODJ.js";
import {
  openBlobStore
} from "./chunk-H3JO6AO3.js";

// src/configuration/stores.ts
function openStores(configuration, env) {
  const credentials = storageCredentials(env);
  const open = ({ url }) => openBlobStore(url, credentials);
  return {
    landing: open(configuration.landing),
    rosters: open(configuration.rosters),
    withdrawals: open(configuration.withdrawals),
    approvals: open(configuration.approvals),
    diagnostics: open(configuration.diagnostics),
    ...configuration.certificates === void 0 ? {} : { certificates: open(configuration.certificates) },
    ...configuration.staging === void 0 ? {} : { staging: open(configuration.staging) }
  };
}

export {
  openStores
};
