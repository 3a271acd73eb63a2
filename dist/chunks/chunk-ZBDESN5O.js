import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  brokenUntil
} from "./chunk-YDHPXRPG.js";
import {
  REMOVED_FILE_RETENTION_MILLISECONDS,
  encodePath,
  logFolder,
  tableFolder
} from "./chunk-U4VVK4J4.js";

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
var DAY_MILLISECONDS = 24 * 60 * 60 * 1e3;
async function listStrays(store, address, state, now = Date.now()) {
  const broken = state && brokenUntil(state);
  const named = Math.max(now - REMOVED_FILE_RETENTION_MILLISECONDS, broken ?? 0) + DAY_MILLISECONDS;
  const orphans = await listOrphans(store, address, state);
  return orphans.flatMap(
    ({ kind, path, modified }) => kind === "unclaimed" && modified > named ? [path] : []
  );
}
async function discardFiles(store, paths) {
  await Promise.allSettled(paths.map((path) => store.delete(path)));
}

export {
  listOrphans,
  listStrays,
  discardFiles
};
