import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  PERSON_COLUMN
} from "./chunk-EME3KJD5.js";
import {
  EMPTY_LOG,
  decodeCommit,
  encodeCommit,
  newestNamed,
  openTable,
  readLog,
  replay,
  writeCheckpoint
} from "./chunk-6P3PFPQB.js";
import {
  TABLE_PROPERTIES,
  commitPath,
  encodeCoverage,
  encodeSchema,
  protocolFor,
  readState,
  unlessBroken
} from "./chunk-U4VVK4J4.js";
import {
  IntegrityError
} from "./chunk-EKFMLNWJ.js";

// src/landing/rebuild-table.ts
import { randomUUID } from "node:crypto";
async function rebuildTable(store, address, run, revision, floor = -1) {
  const found = await unlessBroken(readLog(store, address));
  if (found === void 0 || found === "broken" || found.version < floor)
    return goOnBehind(store, address, run, revision, floor);
  const { version, log } = found;
  const now = Date.now();
  const commit = randomUUID();
  const actions = [{ commitInfo: commitInfoOf(commit, now, run, revision) }];
  if (log.metaData !== void 0) {
    const metaData = { ...log.metaData, partitionColumns: [], configuration: { ...TABLE_PROPERTIES } };
    actions.push({ metaData });
  }
  for (const { path, partitionValues, size } of log.adds.values()) {
    const remove = { path, deletionTimestamp: now, dataChange: true, extendedFileMetadata: true };
    actions.push({ remove: { ...remove, partitionValues, size } });
  }
  await store.putIfAbsent(commitPath(address, version + 1), encodeCommit(actions));
  const state = await openTable(store, address, version + 1);
  if (state !== void 0 && !state.foreign && state.log.commitInfo?.cohortSync?.commit === commit)
    return state;
  throw concurrent(address, version + 1);
}
async function goOnBehind(store, address, run, revision, floor) {
  const version = Math.max(floor, await newestNamed(store, address)) + 1;
  const now = Date.now();
  const commit = randomUUID();
  const protocol = protocolFor(PLACEHOLDER);
  const metaData = {
    id: randomUUID(),
    format: { provider: "parquet", options: {} },
    schemaString: encodeSchema(PLACEHOLDER),
    partitionColumns: [],
    configuration: { ...TABLE_PROPERTIES },
    createdTime: now
  };
  const content = encodeCommit([
    { commitInfo: commitInfoOf(commit, now, run, revision) },
    { protocol },
    { metaData },
    { txn: { appId: brokenMark(address), version: BigInt(now), lastUpdated: now } }
  ]);
  const state = readState(address, version, replay(EMPTY_LOG, [decodeCommit(content)]));
  await writeCheckpoint(store, state, now);
  if (await store.putIfAbsent(commitPath(address, version), content) === "created") return state;
  throw concurrent(address, version);
}
function brokenUntil({ cohort, txns }) {
  const mark = txns.get(brokenMark({ cohort }));
  return mark === void 0 ? void 0 : Number(mark);
}
function brokenMark({ cohort }) {
  return `cohort-sync/${cohort}/broken`;
}
var PLACEHOLDER = [{ name: PERSON_COLUMN, type: "long" }];
function commitInfoOf(commit, now, run, revision) {
  return {
    timestamp: now,
    operation: "REBUILD",
    operationParameters: { run, revision: `${revision}` },
    isBlindAppend: false,
    engineInfo: "cohort-sync",
    txnId: commit,
    cohortSync: { commit, run, coverage: encodeCoverage({ run, revision, groups: [] }) }
  };
}
function concurrent({ cohort, table }, version) {
  return new IntegrityError(
    `Another writer committed version ${version} of ${table} of cohort ${cohort} first.`,
    {
      code: "CONCURRENT_COMMIT",
      remedy: "Give other engines read rights only, then run again."
    }
  );
}

export {
  rebuildTable,
  brokenUntil
};
