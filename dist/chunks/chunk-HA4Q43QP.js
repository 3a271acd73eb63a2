import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  brokenUntil
} from "./chunk-Y6PK3HT4.js";
import {
  isRun
} from "./chunk-JLSLRFOJ.js";
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

// src/staging/staging.ts
function stagingOf({ transfer, staging }, { staging: store }) {
  if (transfer.mode !== "unload" || staging === void 0 || store === void 0) return void 0;
  return { store, location: staging.location };
}
function stagingFolder(run, address, uuid) {
  if (!isRun(run)) throw new RangeError("not the name of a run");
  return `${run}/${tableFolder(address).replace(/^cohorts\//, "")}${uuid}/`;
}
function ownerOf(path) {
  const [run = "", cohort = "", ...rest] = path.split("/");
  return isRun(run) && rest.length > 0 ? { run, cohort } : void 0;
}

export {
  listOrphans,
  listStrays,
  discardFiles,
  stagingOf,
  stagingFolder,
  ownerOf
};
