import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  UNKNOWN_CHANGE,
  checkAccount,
  consistentCut,
  damageOf,
  fileContract,
  isHistory,
  isLost,
  landedFile,
  lostFile,
  lostFirst,
  rebuildRemedy
} from "./chunk-7B6SEAS7.js";
import {
  withoutDoubt
} from "./chunk-HVSBUFBX.js";
import {
  rebuildTable
} from "./chunk-Y6PK3HT4.js";
import {
  endRunLease,
  leaseCohort,
  requireLease,
  runLeaseId
} from "./chunk-JLSLRFOJ.js";
import {
  readRoster
} from "./chunk-SAE4F7WE.js";
import {
  cohortTables
} from "./chunk-UEN57USU.js";
import {
  isAscending,
  newPersonList,
  personDigest,
  readMembers,
  requireIndex,
  saveMembers,
  seek
} from "./chunk-GTFJ2DV2.js";
import {
  latestSnapshot,
  newestNamed,
  openTable,
  policyInForce,
  publishSnapshot,
  standing
} from "./chunk-6P3PFPQB.js";
import {
  INACTIVE,
  NULL_CELL,
  cellStart,
  commitPath,
  foreignCommit,
  isLogBroken,
  logBroken,
  unlessBroken
} from "./chunk-U4VVK4J4.js";
import {
  readChain,
  subtract
} from "./chunk-IAJDX2TX.js";
import {
  pLimit
} from "./chunk-LG4IMBNH.js";
import {
  EMPTY_FINGERPRINT,
  addFingerprints
} from "./chunk-67JGINQA.js";
import {
  formatInstant
} from "./chunk-FV3B4KGK.js";
import {
  CohortSyncError,
  IntegrityError
} from "./chunk-EKFMLNWJ.js";

// src/landing/assign-groups.ts
function assignGroups(members, approved, revision) {
  if (!isAscending(approved)) throw new RangeError("approved persons must be distinct and ascending");
  const taken = new Uint8Array(approved.length);
  let kept = 0;
  let removed = 0;
  const groups = members.groups.map((group) => {
    const persons = keepApproved(group.persons, approved, taken);
    kept += persons.length;
    removed += group.persons.length - persons.length;
    return persons.length === group.persons.length ? group : { ...group, persons, members: personDigest(persons) };
  });
  const added = approved.length - kept;
  if (added > 0) groups.push(newGroup(members, approved, taken, added, revision));
  return { members: added + removed === 0 ? members : { groups }, added, removed };
}
function keepApproved(persons, approved, taken) {
  const kept = newPersonList(persons.length);
  let length = 0;
  let position = 0;
  for (let index = 0; index < persons.length && position < approved.length; index++) {
    const person = persons[index] ?? 0n;
    position = seek(approved, position, person);
    if (approved[position] !== person) continue;
    if (taken[position] === 1) throw inTwoGroups();
    taken[position] = 1;
    kept[length++] = person;
  }
  return length === persons.length ? persons : shortened(kept, length);
}
function newGroup(members, approved, taken, count, revision) {
  const persons = newPersonList(count);
  let length = 0;
  for (let index = 0; index < approved.length; index++) {
    if (taken[index] === 0) persons[length++] = approved[index] ?? 0n;
  }
  const last = Math.max(0, ...members.groups.map(({ group }) => Number(group.slice(1))));
  return { group: `g${last + 1}`, revision, members: personDigest(persons), persons };
}
function shortened(persons, length) {
  const exact = newPersonList(length);
  exact.set(persons.subarray(0, length));
  return exact;
}
function inTwoGroups() {
  return new IntegrityError("The member lists of a cohort name a person in two groups.", {
    code: "MEMBERS_BROKEN",
    remedy: "Restore the member lists of the landing from soft delete or a backup; nothing was changed."
  });
}

// src/sync/landed-tables.ts
async function landedTables({ stores, overrides, run, dryRun, joins = false }, cohort, revision) {
  const { landing } = stores;
  const rebuilds = dryRun || joins ? [] : await overrides.pending("rebuild");
  const answers = rebuilds.filter((each) => each.cohort === cohort);
  const snapshot = await latestSnapshot(landing, cohort);
  const addresses = await cohortTables(landing, cohort, Object.keys(snapshot?.tables ?? {}));
  const outcomes = await Promise.allSettled(
    addresses.map(async (address) => {
      const { table } = address;
      const answer = answers.find((each) => each.table === table);
      const floor = snapshot?.tables[table]?.version ?? -1;
      if (answer !== void 0 && (floor >= 0 || await newestNamed(landing, address) >= 0)) {
        await overrides.use(answer);
        return [await rebuildTable(landing, address, run, revision, floor)];
      }
      const found = await openWhole(landing, overrides, address, floor);
      if (found === void 0) return [];
      return [found.foreign ? await refuseForeign(overrides, found) : found];
    })
  );
  const failures = outcomes.flatMap((outcome) => outcome.status === "rejected" ? [outcome.reason] : []);
  if (failures.length > 0) throw lostFirst(failures);
  const opened = outcomes.flatMap((outcome) => outcome.status === "fulfilled" ? outcome.value : []);
  return new Map(opened.map((table) => [table.table, table]));
}
async function openWhole(landing, overrides, address, floor) {
  try {
    const found = await openTable(landing, address);
    if ((found?.version ?? -1) < floor)
      throw logBroken(commitPath(address, floor), "the latest snapshot names this version, and it is gone");
    return found;
  } catch (error) {
    if (!(error instanceof IntegrityError) || !isLogBroken(error)) throw error;
    const { code, message, remedy } = error;
    const seen = { newest: await newestNamed(landing, address), what: message };
    const [answer] = await overrides.find([{ code, override: "rebuild", ...address, seen }]);
    const findings = answer?.name === void 0 ? [] : [answer.name];
    throw new IntegrityError(message, { code, remedy, findings, cause: error });
  }
}
async function refuseForeign(overrides, found) {
  const { cohort, table, version, operation } = found;
  const seen = { version, operation };
  const [answer] = await overrides.find([
    { code: "FOREIGN_COMMIT", override: "rebuild", cohort, table, seen }
  ]);
  throw foreignCommit(found, answer?.name === void 0 ? [] : [answer.name]);
}

// src/sync/admit.ts
async function admitCohorts(request) {
  const ready = [];
  const inactive = [];
  const held = /* @__PURE__ */ new Map();
  const leases = /* @__PURE__ */ new Map();
  const limit = pLimit(4);
  const policy = policyInForce(request.stores.approvals, request.configuration);
  policy.catch(() => void 0);
  await Promise.all(
    request.files.map(
      (result) => limit(async () => {
        const name = result.id ?? result.file;
        try {
          if ("error" in result) throw result.error;
          const chain = await readChain(request.stores.approvals, result.id);
          const approval = await standing(chain, result, request.now, () => policy);
          if (approval.state === "approved")
            ready.push(await admit(request, result, approval.approval, chain, leases));
          else if (INACTIVE.has(approval.state)) inactive.push({ cohort: name, error: approval.error });
          else throw approval.error;
        } catch (error) {
          held.set(name, error);
        }
      })
    )
  );
  return {
    ready: ready.sort((a, b) => a.cohort < b.cohort ? -1 : 1),
    inactive,
    held,
    release: async (planned = []) => {
      const { landing } = request.stores;
      const behind = request.dryRun ? [] : planned.filter((cohort) => !leases.has(cohort));
      await Promise.allSettled([
        ...[...leases.values()].map((lease) => lease.release()),
        ...behind.map((cohort) => endRunLease(landing, cohort, request.run))
      ]);
    },
    leave: async (going) => {
      const left = [...leases].map(
        ([cohort, lease]) => going.includes(cohort) ? lease.leave() : lease.release()
      );
      await Promise.allSettled(left);
    }
  };
}
async function admit(request, file, record, chain, leases) {
  const { stores, dryRun, run, joins = false } = request;
  const cohort = file.id;
  const roster = await readRoster(stores.rosters, file.cohort);
  const named = subtract(roster.persons, request.withdrawn);
  const lease = dryRun ? void 0 : await leaseCohort(stores.landing, cohort, runLeaseId(run));
  if (lease !== void 0) leases.set(cohort, lease);
  try {
    return await proveLanding(request, record, chain, named, lease);
  } catch (error) {
    if (!joins && leases.delete(cohort)) await lease?.release();
    throw error;
  }
}
async function proveLanding(request, record, chain, named, lease) {
  const { stores, dryRun, joins = false } = request;
  const { cohort } = record;
  const approvedTables = tablesOf(record);
  const everything = await landedTables(request, cohort, record.sequence);
  if ([...everything.values()].some((table) => table.coverage.revision > record.sequence))
    throw chainIsShort(cohort);
  const stored = await readMembers(stores.landing, cohort);
  requireIndex(stored, cohort, everything.values());
  const doubting = { ...request, rosters: stores.rosters };
  const { approved, doubt } = await withoutDoubt(doubting, { cohort, chain, stored, approved: named });
  const { members } = assignGroups(stored.members, approved, record.sequence);
  if (!dryRun && !joins) await saveMembers(stores.landing, cohort, stored, members, record.sequence);
  return {
    cohort,
    revision: record.sequence,
    persons: approved.length,
    tables: approvedTables,
    groups: members.groups.map(({ group, members: key, persons }) => ({
      group,
      key,
      persons,
      shared: persons.buffer
    })),
    landed: new Map([...everything].filter(([table]) => approvedTables.has(table))),
    unapproved: [...everything.values()].filter(
      ({ table, files }) => !approvedTables.has(table) && files.size > 0
    ),
    ...doubt === void 0 ? {} : { doubt },
    assertHeld: () => lease && requireLease(lease, cohort)
  };
}
function tablesOf(record) {
  return new Map(record.tables.map(({ table, columns }) => [table, columns]));
}
function chainIsShort(cohort) {
  return new IntegrityError(
    `The landing of cohort ${cohort} stands at an approval that the chain does not have.`,
    {
      code: "APPROVAL_CHAIN_BROKEN",
      remedy: "Find out who changed the approvals container, and restore the records from its versions."
    }
  );
}

// src/verify/verify-files.ts
async function verifyFiles(request) {
  const { state } = request;
  checkAccount(state, state.coverage, state.files.values());
  const damaged = request.sizes === void 0 ? [] : damagedFiles(state, request.sizes);
  const readable = request.files.filter((file) => !damaged.some((each) => each.file === file));
  const limit = pLimit(4);
  const outcomes = await Promise.allSettled(readable.map((file) => limit(() => verifyFile(request, file))));
  const verified = [];
  const failed = [...damaged];
  for (const [index, file] of readable.entries()) {
    const outcome = outcomes[index];
    if (outcome?.status === "fulfilled") verified.push(outcome.value);
    else failed.push({ file, reason: outcome?.reason });
  }
  const lostFiles = failed.filter(({ reason }) => isLost(reason));
  if (lostFiles.length > 0) throw lost(state, lostFiles);
  const [first] = failed;
  if (first !== void 0) throw namingStrangers(state, first.reason);
  return verified;
}
function namingStrangers({ cohort, table }, reason) {
  if (!(reason instanceof CohortSyncError) || reason.code !== "PERSON_NOT_APPROVED") return reason;
  return new IntegrityError(
    `Files of ${table} of cohort ${cohort} hold rows of persons who are not approved now.`,
    {
      code: reason.code,
      remedy: "Run sync, which takes them out, and purge, which erases them; then verify again.",
      cause: reason
    }
  );
}
function damagedFiles(state, sizes) {
  return [...state.files.values()].flatMap((file) => {
    const reason = damageOf(state, file.size, sizes.get(file.path));
    return reason === void 0 ? [] : [{ file, reason }];
  });
}
function lost(state, files) {
  const { cohort, table } = state;
  const slices = [...new Set(files.map(({ file }) => sliceWords(file)))];
  const more = slices.length > MOST_NAMED ? `; and ${slices.length - MOST_NAMED} more` : "";
  const [cause] = files.map(({ reason }) => reason).filter(isLost);
  return new IntegrityError(
    `${files.length} data files of ${table} of cohort ${cohort} are gone or changed: ${slices.slice(0, MOST_NAMED).join("; ")}${more}.`,
    { code: cause?.code ?? "FILE_MISMATCH", remedy: rebuildRemedy(state), cause }
  );
}
var MOST_NAMED = 20;
function sliceWords({ group, slice }) {
  const { firstCell, lastCell, bucket, buckets } = slice;
  const day = (instant) => formatInstant(instant).slice(0, 10);
  const weeks = firstCell === NULL_CELL ? "rows without load_dt" : `${isHistory(slice) ? "all" : `loaded from ${day(cellStart(firstCell))}`} until ${day(cellStart(lastCell + 1))}`;
  return `${group}, ${weeks}, bucket ${bucket + 1} of ${buckets}`;
}
async function verifyFile(request, file) {
  const { landing, pool, state } = request;
  const persons = request.persons.get(file.group) ?? new SharedArrayBuffer(0);
  const contract = fileContract(state, file.slice, persons, request.timeZone);
  const stored = landedFile(landing, state, file);
  const tally = await pool.inspect(stored, contract, { deep: request.deep ?? false });
  const same = tally.rows === file.rows && tally.transfer[0] === file.transfer[0] && tally.transfer[1] === file.transfer[1];
  if (!same) throw lostFile(state, "FILE_MISMATCH");
  return { file, tally };
}

// src/sync/publish.ts
async function verifyAndPublish(request) {
  const { landing, cohort, tables, run } = request;
  const latest = await latestSnapshot(landing, cohort);
  const cut = consistentCut(cohort, tables);
  const limit = pLimit(TABLES_AT_ONCE);
  const outcomes = await Promise.allSettled(
    tables.map((state) => limit(() => verifyTable(request, state, latest?.tables[state.table]?.version)))
  );
  const failures = outcomes.flatMap((outcome) => outcome.status === "rejected" ? [outcome.reason] : []);
  if (failures.length > 0) throw lostFirst(failures);
  request.assertHeld();
  const { published, snapshot } = await publishSnapshot(landing, cut, run);
  const isNew = published && snapshot.number !== latest?.number;
  if (isNew) request.log({ kind: "snapshot-published", cohort, number: snapshot.number });
  return snapshot;
}
async function verifyTable({ landing, pool, timeZone, persons }, state, version) {
  if (version === state.version) return;
  const files = await unverified(landing, state, version);
  await verifyFiles({ landing, pool, state, timeZone, persons, files });
}
var TABLES_AT_ONCE = 3;
async function unverified(landing, state, version) {
  const files = [...state.files.values()];
  if (version === void 0) return files;
  const before = await unlessBroken(openTable(landing, state, version));
  if (before === "broken") return files;
  if (before === void 0 || before.foreign) {
    throw new IntegrityError(
      `A published snapshot of cohort ${state.cohort} names a version that is not ours.`,
      {
        code: "FOREIGN_COMMIT",
        remedy: "Give other engines read rights only; have the table rebuilt from the source."
      }
    );
  }
  const members = new Map(before.coverage.groups.map((group) => [group.group, group.members]));
  const same = state.coverage.groups.every(
    (group) => !members.has(group.group) || members.get(group.group) === group.members
  );
  return same ? files.filter((file) => !before.files.has(file.path)) : files;
}

// src/plan/census.ts
var NOTHING = { rows: 0n, transfer: EMPTY_FINGERPRINT, change: 0n };
function addCounts(a, b) {
  return {
    rows: a.rows + b.rows,
    transfer: addFingerprints(a.transfer, b.transfer),
    change: [a.change, b.change].includes(UNKNOWN_CHANGE) ? UNKNOWN_CHANGE : a.change + b.change
  };
}
function sameCount(a, b) {
  return a.rows === b.rows && a.transfer[0] === b.transfer[0] && a.transfer[1] === b.transfer[1] && a.change === b.change;
}
function sumBySlice(slices, rows, buckets, columnSet) {
  const runs = indexRuns(slices);
  const sums = slices.map(() => ({ old: NOTHING, fresh: NOTHING }));
  for (const row of rows) {
    const run = runs.find((candidate) => candidate.firstCell <= row.cell && row.cell <= candidate.lastCell);
    const index = run?.byBucket[Math.floor(row.bucket * run.byBucket.length / buckets)];
    const sum = index === void 0 ? void 0 : sums[index];
    if (sum === void 0) continue;
    const count = { rows: row.rows, transfer: row.transfer, change: row.changes[columnSet] ?? 0n };
    if (row.fresh) sum.fresh = addCounts(sum.fresh, count);
    else sum.old = addCounts(sum.old, count);
  }
  return sums;
}
function indexRuns(slices) {
  const runs = /* @__PURE__ */ new Map();
  for (const [index, slice] of slices.entries()) {
    const run = runs.get(slice.firstCell) ?? {
      firstCell: slice.firstCell,
      lastCell: slice.lastCell,
      byBucket: []
    };
    run.byBucket[slice.bucket] = index;
    runs.set(slice.firstCell, run);
  }
  return [...runs.values()].sort((a, b) => b.firstCell - a.firstCell);
}

export {
  admitCohorts,
  NOTHING,
  addCounts,
  sameCount,
  sumBySlice,
  verifyFiles,
  verifyAndPublish,
  unverified
};
