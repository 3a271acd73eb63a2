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
  fileContract,
  isHistory,
  leaseCohort,
  requireLease,
  runLeaseId,
  storedFile
} from "./chunk-IFIWKNLE.js";
import {
  LOAD_COLUMN,
  PERSON_COLUMN,
  ROSTER_TABLE,
  changeSql,
  createRosterStatement,
  decodeRosterDigests,
  dropStatement,
  integer,
  loadBoundSql,
  loadMicrosSql,
  loadRosterStatement,
  pinned,
  publishRosterStatement,
  qualified,
  quote,
  rebuildTable,
  rosterDigest,
  rosterDigestStatement
} from "./chunk-HRFVIAYD.js";
import {
  readRoster
} from "./chunk-DPSG26H6.js";
import {
  policyInForce,
  standing
} from "./chunk-5JC7CAC2.js";
import {
  isAscending,
  newPersonList,
  personDigest,
  readMembers,
  requireIndex,
  saveMembers,
  seek
} from "./chunk-CJYESMR7.js";
import {
  FIRST_CELL,
  NULL_CELL,
  cellSql,
  cellStart,
  commitPath,
  foreignCommit,
  isLogBroken,
  latestSnapshot,
  logBroken,
  newestNamed,
  openTable,
  personHashSql,
  publishSnapshot,
  unlessBroken
} from "./chunk-DDF3FHJW.js";
import {
  readChain,
  subtract
} from "./chunk-HDGJKDHM.js";
import {
  pLimit
} from "./chunk-LG4IMBNH.js";
import {
  EMPTY_FINGERPRINT,
  addFingerprints,
  rowFingerprintSql
} from "./chunk-4ZGOJNEF.js";
import {
  OMOP_TABLES
} from "./chunk-AORXR5WC.js";
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

// src/sync/admit.ts
async function admitCohorts(request) {
  const ready = [];
  const inactive = [];
  const held = /* @__PURE__ */ new Map();
  const leases = [];
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
            ready.push(await admit(request, result, approval.approval, leases));
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
    release: async () => {
      await Promise.allSettled(leases.map((lease) => lease.release()));
    },
    leave: () => {
      for (const lease of leases) lease.leave();
    }
  };
}
var INACTIVE = /* @__PURE__ */ new Set(["suspended", "revoked", "expired"]);
async function admit(request, file, record, leases) {
  const { stores, dryRun, run, joins = false } = request;
  const cohort = file.id;
  const roster = await readRoster(stores.rosters, file.cohort);
  const approved = subtract(roster.persons, request.withdrawn);
  const lease = dryRun ? void 0 : await leaseCohort(stores.landing, cohort, runLeaseId(run));
  if (lease !== void 0) leases.push(lease);
  const approvedTables = tablesOf(record);
  const everything = await landedTables(request, cohort, record.sequence);
  if ([...everything.values()].some((table) => table.coverage.revision > record.sequence))
    throw chainIsShort(cohort);
  const stored = await readMembers(stores.landing, cohort);
  requireIndex(stored, cohort, everything.values());
  const { members } = assignGroups(stored.members, approved, record.sequence);
  if (!dryRun && !joins) await saveMembers(stores.landing, cohort, stored, members);
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
    assertHeld: () => lease && requireLease(lease, cohort)
  };
}
function tablesOf(record) {
  return new Map(record.tables.map(({ table, columns }) => [table, columns]));
}
async function landedTables({ stores, overrides, run, dryRun, joins = false }, cohort, revision) {
  const { landing } = stores;
  const rebuilds = dryRun || joins ? [] : await overrides.pending("rebuild");
  const answers = rebuilds.filter((each) => each.cohort === cohort);
  const snapshot = await latestSnapshot(landing, cohort);
  const opened = await Promise.all(
    OMOP_TABLES.map(async ({ name: table }) => {
      const address = { cohort, table };
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
  return new Map(opened.flat().map((table) => [table.table, table]));
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
function chainIsShort(cohort) {
  return new IntegrityError(
    `The landing of cohort ${cohort} stands at an approval that the chain does not have.`,
    {
      code: "APPROVAL_CHAIN_BROKEN",
      remedy: "Find out who changed the approvals container, and restore the records from its versions."
    }
  );
}

// src/sync/sandbox-roster.ts
var CHUNK = 5e4;
async function ensureRosters(warehouse, schemas, loading, groups) {
  const wanted = groups.filter((group) => group.persons.length > 0);
  await warehouse.execute(createRosterStatement(schemas, ROSTER_TABLE));
  if (wanted.length === 0) return [];
  const present = await digests(warehouse, schemas, ROSTER_TABLE, wanted);
  const missing = wanted.filter((group) => !present.has(group.key));
  if (missing.length > 0) await load(warehouse, schemas, loading, missing);
  await checkRosters(warehouse, schemas, wanted);
  return missing;
}
async function checkRosters(warehouse, schemas, groups, table = ROSTER_TABLE) {
  const wanted = groups.filter((group) => group.persons.length > 0);
  if (wanted.length === 0) return;
  const found = await digests(warehouse, schemas, table, wanted);
  const others = wanted.filter(({ key, persons }) => !sameDigest(found.get(key), rosterDigest(persons)));
  if (others.length > 0) throw new RosterMismatch(table, new Set(others.map(({ key }) => key)));
}
async function loadRosterTable(warehouse, schemas, table, groups) {
  await warehouse.execute(dropStatement(schemas, table));
  await warehouse.execute(createRosterStatement(schemas, table));
  for (const group of groups) {
    for (let start = 0; start < group.persons.length; start += CHUNK) {
      const ids = group.persons.subarray(start, start + CHUNK).join(",");
      await warehouse.execute(loadRosterStatement(schemas, table, group.key, ids));
    }
  }
  await checkRosters(warehouse, schemas, groups, table);
}
async function load(warehouse, schemas, loading, groups) {
  try {
    await loadRosterTable(warehouse, schemas, loading, groups);
    for (const group of groups) await warehouse.execute(publishRosterStatement(schemas, loading, group.key));
  } finally {
    await warehouse.execute(dropStatement(schemas, loading));
  }
}
async function digests(warehouse, schemas, table, groups) {
  const keys = [...new Set(groups.map((group) => group.key))];
  return decodeRosterDigests(await warehouse.query(rosterDigestStatement(schemas, table, keys)));
}
function sameDigest(found, expected) {
  return found !== void 0 && found.persons === expected.persons && found.distinct === expected.distinct && found.hash[0] === expected.hash[0] && found.hash[1] === expected.hash[1];
}
var RosterMismatch = class extends IntegrityError {
  keys;
  constructor(table, keys) {
    super(`The sandbox table ${table} does not hold the persons that were approved.`, {
      code: "SANDBOX_ROSTER_MISMATCH",
      remedy: `Find out who writes to the sandbox; then drop ${table}: the next run loads it again from the sealed rosters.`
    });
    this.keys = keys;
  }
};

// src/verify/verify-files.ts
async function verifyFiles(request) {
  const { state } = request;
  checkAccount(state, state.coverage, state.files.values());
  const limit = pLimit(4);
  const outcomes = await Promise.allSettled(
    request.files.map((file) => limit(() => verifyFile(request, file)))
  );
  const verified = [];
  const failed = [];
  for (const [index, file] of request.files.entries()) {
    const outcome = outcomes[index];
    if (outcome?.status === "fulfilled") verified.push(outcome.value);
    else failed.push({ file, reason: outcome?.reason });
  }
  const [first] = failed;
  if (first === void 0) return verified;
  throw isLost(first.reason) ? lost(
    state,
    first.reason,
    failed.flatMap(({ file, reason }) => isLost(reason) ? [file] : [])
  ) : first.reason;
}
var LOST = /* @__PURE__ */ new Set(["FILE_MISMATCH", "FILE_UNREADABLE", "BLOB_MISSING"]);
function isLost(error) {
  return error instanceof CohortSyncError && LOST.has(error.code);
}
function lost({ cohort, table }, { code, remedy }, files) {
  const slices = [...new Set(files.map(sliceWords))];
  const more = slices.length > MOST_NAMED ? `; and ${slices.length - MOST_NAMED} more` : "";
  return new IntegrityError(
    `${files.length} data files of ${table} of cohort ${cohort} are gone or changed: ${slices.slice(0, MOST_NAMED).join("; ")}${more}.`,
    { code, remedy }
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
  const tally = await pool.inspect(storedFile(landing, file), contract, { deep: request.deep ?? false });
  const same = tally.rows === file.rows && tally.transfer[0] === file.transfer[0] && tally.transfer[1] === file.transfer[1];
  if (!same) {
    throw new IntegrityError(
      `A data file of ${state.table} of cohort ${state.cohort} does not hold what the log says of it.`,
      {
        code: "FILE_MISMATCH",
        remedy: "Treat the landing as damaged: do not read it; have the table rebuilt from the source."
      }
    );
  }
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
  const failure = outcomes.find((outcome) => outcome.status === "rejected");
  if (failure !== void 0) throw failure.reason;
  request.assertHeld();
  const { published, snapshot } = await publishSnapshot(landing, cut, run);
  if (published) request.log({ kind: "snapshot-published", cohort, number: snapshot.number });
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

// src/source/statements/stage.ts
function stageStatement(schemas, source, request) {
  const conditions = ["w.whole = 1"];
  const parameters = { until: request.until };
  if (request.freshFrom !== null) {
    parameters.fresh_from = request.freshFrom;
    conditions.push(`(${loadBoundSql(source, "s", ">=", ":fresh_from")} AND s._us >= :fresh_from)`);
  }
  for (const [index, region] of request.regions.entries()) {
    conditions.push(regionSql(source, region, index, parameters));
  }
  parameters.whole_keys = request.whole.join(",");
  parameters.group_keys = [...request.whole, ...request.partial].join(",");
  const names = request.columns.map((column) => `s.${quote(column.name)}`).join(", ");
  return {
    label: `stage ${source.table}`,
    sql: `CREATE OR REPLACE TABLE ${qualified(schemas, "sandbox", request.stage)} USING DELTA AS
SELECT ${names}, s._us, s._cell, s._hash
FROM (SELECT t.*, coalesce(${cellSql("t._us")}, ${NULL_CELL}) AS _cell, ${personHashSql(`CAST(t.${quote(PERSON_COLUMN)} AS BIGINT)`)} AS _hash
  FROM (SELECT ${request.columns.map((column) => `p.${quote(column.name)}`).join(", ")}, ${loadMicrosSql(source, "p")} AS _us
    FROM ${pinned(schemas, source)} p) t) s
JOIN (SELECT r.person_id, max(CASE WHEN r.group_key IN (SELECT explode(split(:whole_keys, ','))) THEN 1 ELSE 0 END) AS whole
  FROM ${rosterTable(schemas, request.roster)} r
  WHERE r.group_key IN (SELECT explode(split(:group_keys, ',')))
  GROUP BY r.person_id) w ON w.person_id = s.${quote(PERSON_COLUMN)}
WHERE ((${loadBoundSql(source, "s", "<", ":until")} AND s._us < :until) OR s.${quote(LOAD_COLUMN)} IS NULL)
  AND (${conditions.join("\n    OR ")})
ORDER BY s._hash, s._cell`,
    parameters
  };
}
function regionSql(source, region, index, parameters) {
  const hash = `s._hash BETWEEN ${region.firstHash} AND ${region.lastHash}`;
  if (region.firstCell === NULL_CELL) return `(s.${quote(LOAD_COLUMN)} IS NULL AND ${hash})`;
  const parts = [`s._cell BETWEEN ${region.firstCell} AND ${region.lastCell}`, hash];
  if (region.firstCell !== FIRST_CELL) {
    parameters[`region_from${index}`] = cellStart(region.firstCell);
    parts.unshift(loadBoundSql(source, "s", ">=", `:region_from${index}`));
  }
  parameters[`region_until${index}`] = cellStart(region.lastCell + 1);
  parts.unshift(loadBoundSql(source, "s", "<", `:region_until${index}`));
  return `(${parts.join(" AND ")})`;
}
function measureStatement(schemas, stage, slots) {
  return {
    label: "measure stage",
    sql: `SELECT g.slot, s._cell AS cell, count(*) AS row_count
FROM ${qualified(schemas, "sandbox", stage)} s
${slotJoin(schemas, void 0)}
GROUP BY g.slot, s._cell`,
    parameters: { slots: encodeSlots(slots) }
  };
}
function decodeMeasure(rows) {
  return rows.map((row) => ({
    slot: Number(integer(row, "slot")),
    cell: Number(integer(row, "cell")),
    rows: integer(row, "row_count")
  }));
}
function stageCensusStatement(schemas, stage, request) {
  return census(schemas, request, `${qualified(schemas, "sandbox", stage)} s`, {
    us: "s._us",
    cell: "s._cell",
    hash: "s._hash"
  });
}
function sourceCensusStatement(schemas, source, until, request) {
  const us = loadMicrosSql(source, "s");
  const statement = census(schemas, request, `${pinned(schemas, source)} s`, {
    us,
    cell: `coalesce(${cellSql(us)}, ${NULL_CELL})`,
    hash: personHashSql(`CAST(s.${quote(PERSON_COLUMN)} AS BIGINT)`),
    where: `${us} < :until OR s.${quote(LOAD_COLUMN)} IS NULL`
  });
  return { ...statement, parameters: { ...statement.parameters, until } };
}
function census(schemas, request, from, at) {
  const keys = [...request.keyColumns, PERSON_COLUMN].map((name) => `CAST(s.${quote(name)} AS BIGINT)`);
  const fingerprint = (prime) => rowFingerprintSql([...keys, at.us], prime);
  const changes = request.columnSets.map((columns, index) => `${changeSql(columns, "s")} AS change${index}`);
  const sums = request.columnSets.map((_, index) => `sum(s.change${index}) AS change${index}`);
  return {
    label: request.label,
    sql: `SELECT g.slot, s.cell, s.hash DIV g.width AS bucket, CASE WHEN s.us >= g.since THEN 1 ELSE 0 END AS fresh, count(*) AS row_count,
  sum(s.transfer0) AS transfer0, sum(s.transfer1) AS transfer1, ${sums.join(", ")}
FROM (SELECT s.${quote(PERSON_COLUMN)}, ${at.us} AS us, ${at.cell} AS cell, ${at.hash} AS hash,
    CAST(${fingerprint(0)} AS DECIMAL(38,0)) AS transfer0, CAST(${fingerprint(1)} AS DECIMAL(38,0)) AS transfer1, ${changes.join(", ")}
  FROM ${from}${at.where === void 0 ? "" : `
  WHERE ${at.where}`}) s
${slotJoin(schemas, request.roster)}
GROUP BY g.slot, s.cell, s.hash DIV g.width, CASE WHEN s.us >= g.since THEN 1 ELSE 0 END`,
    parameters: { slots: encodeSlots(request.slots) }
  };
}
function decodeCensus(rows, columnSets) {
  return rows.map((row) => ({
    slot: Number(integer(row, "slot")),
    cell: Number(integer(row, "cell")),
    bucket: Number(integer(row, "bucket")),
    fresh: integer(row, "fresh") === 1n,
    rows: integer(row, "row_count"),
    transfer: [integer(row, "transfer0"), integer(row, "transfer1")],
    changes: Array.from({ length: columnSets }, (_, index) => integer(row, `change${index}`))
  }));
}
function encodeSlots(slots) {
  return slots.map((slot) => `${slot.slot}:${slot.key}:${slot.since}:${slot.width}`).join(",");
}
function slotJoin(schemas, roster) {
  return `JOIN ${rosterTable(schemas, roster)} r ON r.person_id = s.${quote(PERSON_COLUMN)}
JOIN (SELECT CAST(split_part(e.entry, ':', 1) AS INT) AS slot, split_part(e.entry, ':', 2) AS group_key,
    CAST(split_part(e.entry, ':', 3) AS BIGINT) AS since, CAST(split_part(e.entry, ':', 4) AS INT) AS width
  FROM (SELECT explode(split(:slots, ',')) AS entry) e) g ON g.group_key = r.group_key`;
}
function rosterTable(schemas, roster = ROSTER_TABLE) {
  return qualified(schemas, "sandbox", roster);
}
function extractStatement(schemas, request) {
  const { region, since, until = null } = request;
  const names = request.columns.map((column) => `s.${quote(column.name)}`).join(", ");
  const window = [
    ...since === null ? [] : ["s._us >= :since"],
    ...until === null ? [] : ["s._us < :until"]
  ];
  return {
    label: `extract ${request.table}`,
    sql: `SELECT ${names}
FROM ${qualified(schemas, "sandbox", request.stage)} s
WHERE s._hash BETWEEN ${region.firstHash} AND ${region.lastHash} AND s._cell BETWEEN ${region.firstCell} AND ${region.lastCell}
  ${window.map((condition) => `AND ${condition}`).join(" ")}
  AND s.${quote(PERSON_COLUMN)} IN (SELECT r.person_id FROM ${rosterTable(schemas, request.roster)} r WHERE r.group_key = :group_key)`,
    parameters: {
      group_key: request.key,
      ...since === null ? {} : { since },
      ...until === null ? {} : { until }
    }
  };
}

export {
  admitCohorts,
  NOTHING,
  addCounts,
  sameCount,
  sumBySlice,
  stageStatement,
  measureStatement,
  decodeMeasure,
  stageCensusStatement,
  sourceCensusStatement,
  decodeCensus,
  extractStatement,
  ensureRosters,
  checkRosters,
  loadRosterTable,
  RosterMismatch,
  verifyFiles,
  isLost,
  verifyAndPublish,
  unverified
};
