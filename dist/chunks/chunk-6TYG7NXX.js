import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  UNKNOWN_CHANGE,
  bucketHashes,
  checkAccount,
  fileContract,
  landedFile,
  namingTable,
  sumAccounts
} from "./chunk-7B6SEAS7.js";
import {
  actionsOf,
  watermarks
} from "./chunk-JLSLRFOJ.js";
import {
  cohortTables
} from "./chunk-UEN57USU.js";
import {
  EMPTY_LOG,
  checkpointDue,
  decodeCommit,
  encodeCommit,
  openTable,
  readCommit,
  replay,
  writeCheckpoint
} from "./chunk-6P3PFPQB.js";
import {
  commitPath,
  dataFilePath,
  isSlice,
  parseDataFilePath,
  personHash,
  readState
} from "./chunk-U4VVK4J4.js";
import {
  subtract
} from "./chunk-IAJDX2TX.js";
import {
  pLimit
} from "./chunk-LG4IMBNH.js";
import {
  CohortSyncError,
  IntegrityError
} from "./chunk-EKFMLNWJ.js";

// src/purge/abandoned.ts
async function findLandingWithoutFile(landing, cohort) {
  const addresses = await cohortTables(landing, cohort);
  const tables = await Promise.all(addresses.map((address) => openTable(landing, address)));
  return {
    code: "LANDING_WITHOUT_COHORT",
    override: "erase",
    cohort,
    table: null,
    seen: {
      tables: tables.flatMap((state) => state ? [{ table: state.table, version: state.version }] : [])
    }
  };
}
function withoutFile(cohort, findings) {
  return new CohortSyncError(`The landing of cohort ${cohort} has no cohort file.`, {
    code: "LANDING_WITHOUT_COHORT",
    remedy: "Restore the file with status: suspended; or have an owner answer the finding by erase, and purge.",
    findings
  });
}

// src/purge/purge-table.ts
import { randomUUID as randomUUID2 } from "node:crypto";

// src/landing/commit.ts
import { randomUUID } from "node:crypto";

// src/landing/commit-rules.ts
function judgeChange(address, state, change) {
  const refuse = (rule) => {
    throw new IntegrityError(
      `A commit to ${address.table} of cohort ${address.cohort} was refused: ${rule}.`,
      {
        code: "COMMIT_REFUSED",
        remedy: "Nothing was committed; this is a defect of the program: report it."
      }
    );
  };
  if (state !== void 0 && (state.cohort !== address.cohort || state.table !== address.table)) {
    refuse("it was planned upon another table");
  }
  const paths = [...change.add.map((file) => file.path), ...change.remove];
  if (new Set(paths).size !== paths.length) refuse("it names a path twice");
  if (change.remove.some((path) => !state?.files.has(path)))
    refuse("it removes a file that is not in the table");
  if (change.add.some((file) => state?.files.has(file.path))) refuse("it adds a file that is in the table");
  if (change.add.some((file) => parseDataFilePath(address, file.path) === void 0)) {
    refuse("it adds a file whose path names no slice");
  }
  if (change.coverage.groups.some((group) => !group.slices.every(isSlice)))
    refuse("it covers what is no slice");
  if (change.schema.length === 0) refuse("it has no columns");
  const stays = (state?.files.size ?? 0) > change.remove.length;
  if (stays && retyped(state?.schema ?? [], change.schema)) refuse("it retypes a column of files that stay");
  judgeWatermarks(address, state, change);
}
function judgeWatermarks(address, state, change) {
  const appIds = /* @__PURE__ */ new Set();
  for (const { appId, version } of [...watermarks(address.cohort, change.coverage), ...change.txns ?? []]) {
    const reached = state?.txns.get(appId);
    if ((reached === void 0 || reached <= version) && !appIds.has(appId)) {
      appIds.add(appId);
      continue;
    }
    throw new IntegrityError(`A watermark of ${address.table} of cohort ${address.cohort} would go back.`, {
      code: "WATERMARK_BACKWARD",
      remedy: "Nothing was committed; the landing is ahead of this run: look for an older revision or frontier."
    });
  }
}
function retyped(before, after) {
  const types = new Map(after.map((column) => [column.name, column.type]));
  return before.some((column) => (types.get(column.name) ?? column.type) !== column.type);
}

// src/landing/commit.ts
async function commitTable(store, { cohort, table }, state, change) {
  const address = { cohort, table };
  judgeChange(address, state, change);
  const identity = { commit: randomUUID(), tableId: randomUUID(), now: Date.now() };
  const version = (state?.version ?? -1) + 1;
  const content = encodeCommit(actionsOf(address, state, change, identity));
  const next = readState(address, version, replay(state?.log ?? EMPTY_LOG, [decodeCommit(content)]));
  checkAccount(next, next.coverage, next.files.values());
  await claim(store, address, version, content, identity.commit);
  if (!checkpointDue(version)) return { state: next };
  try {
    await writeCheckpoint(store, next);
    return { state: next };
  } catch (checkpointFailure) {
    return { state: next, checkpointFailure };
  }
}
async function claim(store, address, version, content, commit) {
  const path = commitPath(address, version);
  let failure;
  try {
    if (await store.putIfAbsent(path, content) === "created") return;
  } catch (error) {
    failure = error;
  }
  const winner = await winnerOf(store, address, version, failure);
  if (winner === commit) return;
  if (winner === void 0 && failure !== void 0) throw failure;
  throw new IntegrityError(
    `Another writer committed version ${version} of ${address.table} of cohort ${address.cohort} first.`,
    {
      code: "CONCURRENT_COMMIT",
      remedy: "Nothing of this run is in that version; run again: the next run plans upon what is there.",
      cause: failure
    }
  );
}
async function winnerOf(store, address, version, failure) {
  try {
    const actions = await readCommit(store, address, version);
    if (actions === void 0) return void 0;
    return actions.find((action) => action.commitInfo)?.commitInfo?.cohortSync?.commit ?? "";
  } catch (error) {
    throw failure ?? error;
  }
}

// src/purge/purge-table.ts
async function purgeTable(request) {
  const { landing, state, assertHeld, intend } = request;
  const suspects = suspectFiles(request);
  const covered = new Map(state.coverage.groups.map(({ group, members }) => [group, members]));
  const stale = request.members.groups.some(({ group, members }) => covered.get(group) !== members);
  if (suspects.length === 0 && !stale) return state;
  const added = [];
  try {
    const replaced = await rewriteAll(request, suspects, added);
    if (replaced.length === 0 && !stale) return state;
    const removed = new Set(replaced.map(({ path }) => path));
    const rowsErased = sumAccounts(replaced).rows - sumAccounts(added).rows;
    await intend({ version: state.version + 1, filesRewritten: replaced.length, rowsErased });
    assertHeld();
    const committed = await commitTable(landing, state, state, {
      operation: request.operation ?? "PURGE",
      add: added,
      remove: [...removed],
      coverage: coverageAfter(request, removed, added),
      schema: state.schema,
      txns: [purgeMark(state)]
    });
    return committed.state;
  } catch (error) {
    if (added.length > 0) await Promise.allSettled(await unclaimed(request, added));
    throw error;
  }
}
function purgeMark({ cohort, txns }) {
  const appId = `cohort-sync/${cohort}/purge`;
  const now = BigInt(Date.now()) * 1000n;
  const before = txns.get(appId) ?? 0n;
  return { appId, version: now > before ? now : before + 1n };
}
function personsOf({ groups }, group) {
  return groups.find((each) => each.group === group)?.persons ?? new BigInt64Array(new SharedArrayBuffer(0));
}
function keyOf({ groups }, group) {
  return groups.find((each) => each.group === group)?.members;
}
function suspectFiles({ state, members, lists }) {
  const hashes = /* @__PURE__ */ new Map();
  for (const { group, through, members: key } of state.coverage.groups) {
    const before = lists.get(key);
    if (through === null || before === void 0) hashes.set(group, "all");
    else hashes.set(group, new Set([...subtract(before, personsOf(members, group))].map(personHash)));
  }
  return [...state.files.values()].filter(({ group, slice }) => {
    const gone = hashes.get(group) ?? "all";
    if (gone === "all") return true;
    const { firstHash, lastHash } = bucketHashes(slice);
    return [...gone].some((hash) => hash >= firstHash && hash <= lastHash);
  });
}
var FILES_AT_ONCE = 4;
async function rewriteAll(request, suspects, added) {
  const { landing, pool, state, members, timeZone } = request;
  const limit = pLimit(FILES_AT_ONCE);
  const outcomes = await Promise.allSettled(
    suspects.map(
      (file) => limit(async () => {
        const contract = fileContract(state, file.slice, personsOf(members, file.group).buffer, timeZone);
        const stored = landedFile(landing, state, file);
        const counted = await pool.rewrite([stored], contract, void 0).catch(namingTable(state));
        if (counted.dropped === 0n) return void 0;
        if (counted.dropped === file.rows) return file;
        const written = await pool.rewrite([stored], contract, () => {
          const path = dataFilePath(state, file, randomUUID2());
          return { path, writer: landing.openWrite(path) };
        });
        if (written.file !== void 0) added.push(written.file);
        return file;
      })
    )
  );
  const failure = outcomes.find((outcome) => outcome.status === "rejected");
  if (failure !== void 0) throw failure.reason;
  return outcomes.flatMap((outcome) => outcome.status === "fulfilled" ? outcome.value ?? [] : []);
}
function coverageAfter({ state, members, run }, removed, added) {
  const left = [...state.files.values()].filter(({ path }) => !removed.has(path));
  const touched = new Set([...removed].map((path) => path.slice(0, path.lastIndexOf("/"))));
  const groups = state.coverage.groups.map((covered) => {
    const slices = covered.slices.map((slice) => {
      const sample = dataFilePath(state, { group: covered.group, slice }, NO_UUID);
      const folder = sample.slice(0, sample.lastIndexOf("/"));
      if (!touched.has(folder)) return slice;
      const files = [...left, ...added].filter(({ path }) => path.startsWith(`${folder}/`));
      const account = sumAccounts(files);
      return { ...slice, ...account, change: account.rows === 0n ? 0n : UNKNOWN_CHANGE };
    });
    return { ...covered, members: keyOf(members, covered.group) ?? covered.members, slices };
  });
  return { ...state.coverage, run, groups };
}
var NO_UUID = "00000000-0000-0000-0000-000000000000";
async function unclaimed({ landing, state }, added) {
  const now = await openTable(landing, state);
  const live = now === void 0 || now.foreign ? void 0 : now.files;
  return added.filter(({ path }) => live !== void 0 && !live.has(path)).map(({ path }) => landing.delete(path));
}

export {
  findLandingWithoutFile,
  withoutFile,
  commitTable,
  purgeTable,
  purgeMark,
  personsOf
};
