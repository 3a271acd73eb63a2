import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  encodePath,
  logFolder,
  tableFolder
} from "./chunk-3BW6VBB7.js";

// src/landing/orphans.ts
async function listOrphans(store, address, state) {
  const orphans = [];
  const log = logFolder(address);
  for await (const blob of store.list(tableFolder(address))) {
    if (blob.path.startsWith(log) || state?.files.has(blob.path)) continue;
    const removed = state?.log.removes.has(encodePath(address, blob.path));
    orphans.push({ ...blob, kind: removed ? "removed" : "unclaimed" });
  }
  return orphans;
}

export {
  listOrphans
};
