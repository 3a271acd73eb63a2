import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  commitTable,
  findLandingWithoutFile,
  personsOf,
  purgeMark,
  purgeTable,
  withoutFile
} from "./chunk-6TYG7NXX.js";
import {
  consistentCut,
  fileContract,
  isLost,
  landedFile,
  lostFirst,
  namingTable,
  openOverrides,
  sumAccounts
} from "./chunk-7B6SEAS7.js";
import {
  countStatement,
  decodeCount,
  decodeKeys,
  decodeTables,
  deleteAllStatement,
  deletePersonsStatement,
  eraseStrayRosters,
  forgetHistory,
  rosterKeysStatement,
  runOfTable,
  sandboxTablesStatement,
  takenBack
} from "./chunk-HVSBUFBX.js";
import {
  toJson
} from "./chunk-FIR2BDTO.js";
import {
  listOrphans,
  ownerOf
} from "./chunk-HA4Q43QP.js";
import {
  createTransferPool,
  rebuildTable
} from "./chunk-Y6PK3HT4.js";
import {
  ROSTER_TABLE,
  connectSource,
  dropStatement,
  ifOver,
  leaseCohort,
  readWithdrawals,
  requireLease,
  schemasOf,
  throwIfInterrupted
} from "./chunk-JLSLRFOJ.js";
import {
  decodeRoster,
  readRoster,
  rosterAddress
} from "./chunk-SAE4F7WE.js";
import {
  departed,
  landingsWithoutFile,
  readMemberLists,
  shrink
} from "./chunk-SOBLMZVA.js";
import {
  cohortTables,
  namesOf
} from "./chunk-UEN57USU.js";
import {
  exitCodeOf,
  newRun,
  noteOf,
  readMembers,
  requireIndex,
  saveMembers
} from "./chunk-GTFJ2DV2.js";
import {
  everyCommit,
  isStillLive,
  openTable,
  publishSnapshot,
  readCommit,
  readSnapshot,
  readableSnapshots,
  requireInForce,
  snapshotNumbers,
  withdrawSnapshot
} from "./chunk-6P3PFPQB.js";
import {
  certificateFolder,
  cohortFolder,
  decodeSchema,
  encodePath,
  logFolder,
  memberListPath,
  membersFolder,
  purgeJournalPath,
  requireOurs,
  snapshotPath,
  unlessBroken
} from "./chunk-U4VVK4J4.js";
import {
  readChain,
  subtract
} from "./chunk-IAJDX2TX.js";
import {
  listRuns
} from "./chunk-CUCGT7B5.js";
import {
  pLimit
} from "./chunk-LG4IMBNH.js";
import {
  openStores
} from "./chunk-22NDXE2I.js";
import {
  readCohortFiles
} from "./chunk-CEXQSKJF.js";
import {
  storageCredentials
} from "./chunk-5DCVHODJ.js";
import {
  BlobServiceClient
} from "./chunk-H3JO6AO3.js";
import {
  LOAD_COLUMN,
  OMOP_TABLES,
  external_exports,
  omopTable
} from "./chunk-AORXR5WC.js";
import {
  DAY,
  formatInstant,
  runnerNow
} from "./chunk-FV3B4KGK.js";
import {
  containerAddress
} from "./chunk-OOPARS65.js";
import {
  CohortSyncError,
  ConfigurationError,
  IntegrityError
} from "./chunk-EKFMLNWJ.js";

// src/purge/journal.ts
var PLACES = ["landing", "rosters", "diagnostics", "sandbox", "staging"];
var THINGS = [
  "data-file",
  "snapshot",
  "member-list",
  "roster",
  "diagnostics",
  "sandbox-roster",
  "sandbox-table",
  "staged-file"
];
var entry = external_exports.strictObject({
  place: external_exports.enum(PLACES),
  thing: external_exports.enum(THINGS),
  /** A path; in the sandbox a table's name, or the key of a group. None holds an id. */
  name: external_exports.string()
});
var table = external_exports.strictObject({
  table: external_exports.string(),
  version: external_exports.int().nonnegative(),
  filesRewritten: external_exports.int().nonnegative(),
  /** The run that was about to commit it; whether it did, the log says. */
  run: external_exports.string(),
  rowsErased: external_exports.string().regex(/^\d{1,19}$/).transform(BigInt)
});
var digest = external_exports.string().regex(/^[0-9a-f]{64}$/);
var authority = external_exports.discriminatedUnion("kind", [
  external_exports.strictObject({
    kind: external_exports.literal("revision"),
    why: external_exports.enum(["revoked", "expired", "roster", "tables"]),
    revision: external_exports.int().min(1),
    record: digest
  }),
  external_exports.strictObject({ kind: external_exports.literal("withdrawals"), lists: external_exports.int().nonnegative() }),
  external_exports.strictObject({ kind: external_exports.literal("withdrawal-lost") }),
  external_exports.strictObject({ kind: external_exports.literal("override"), finding: digest, record: digest })
]);
var journal = external_exports.strictObject({
  format: external_exports.literal(1),
  cohort: external_exports.string(),
  scope: external_exports.enum(["persons", "cohort"]),
  startedAt: external_exports.string(),
  runs: external_exports.array(external_exports.string()),
  authority: external_exports.array(authority),
  persons: external_exports.int().nonnegative(),
  /** Tables, and columns of tables that stay, which are approved no longer; absent in a journal of an older release. */
  unapproved: external_exports.array(external_exports.strictObject({ table: external_exports.string(), columns: external_exports.array(external_exports.string()).readonly() })).default([]),
  tables: external_exports.array(table),
  entries: external_exports.array(entry)
});
async function readJournal(landing, cohort) {
  const blob = await landing.read(purgeJournalPath(cohort));
  if (blob === void 0) return void 0;
  try {
    return journal.parse(JSON.parse(new TextDecoder().decode(blob.content)));
  } catch (cause) {
    throw new IntegrityError(`The journal of the purge of cohort ${cohort} cannot be read.`, {
      code: "PURGE_JOURNAL_BROKEN",
      remedy: "Restore it from soft delete; or delete it: the next purge starts from what is there.",
      cause
    });
  }
}
async function openJournal(landing, start, assertHeld) {
  let document = start;
  const path = purgeJournalPath(start.cohort);
  const write = async (next) => {
    assertHeld();
    document = next;
    const text = JSON.stringify(
      next,
      (_key, value) => typeof value === "bigint" ? `${value}` : value
    );
    await landing.put(path, Buffer.from(`${text}
`));
  };
  await write(start);
  return {
    get document() {
      return document;
    },
    intend: async (entries) => {
      const known = new Set(document.entries.map(nameOf));
      const fresh = entries.filter((each) => !known.has(nameOf(each)));
      if (fresh.length > 0) await write({ ...document, entries: [...document.entries, ...fresh] });
    },
    intendCommit: async (next) => {
      const others = document.tables.filter(
        ({ table: table2, version }) => table2 !== next.table || version !== next.version
      );
      await write({ ...document, tables: [...others, next] });
    },
    close: () => landing.delete(path)
  };
}
function nameOf({ place, name }) {
  return `${place} ${name}`;
}

// src/storage/retention.ts
var DAY_MILLISECONDS = 24 * 60 * 60 * 1e3;
async function storageRetention(url, credentials, prefixes) {
  const address = containerAddress(url);
  const service = "connectionString" in credentials ? BlobServiceClient.fromConnectionString(credentials.connectionString) : new BlobServiceClient(address.account, credentials.identity);
  const softDeleteDays = await service.getProperties().then(
    ({ deleteRetentionPolicy: policy }) => policy?.enabled ? policy.days ?? 0 : 0,
    () => "unknown"
  );
  const held = [];
  try {
    for (const prefix of prefixes) {
      const listing = service.getContainerClient(address.container).listBlobsFlat({
        prefix: address.prefix + prefix,
        includeDeleted: true,
        includeVersions: true
      });
      for await (const { name, deleted, isCurrentVersion, versionId, properties } of listing) {
        const older = versionId !== void 0 && isCurrentVersion !== true;
        if (!deleted && !older) continue;
        const days = properties.remainingRetentionDays;
        const until = days === void 0 ? null : Date.now() + (days + 1) * DAY_MILLISECONDS;
        held.push({
          path: name.slice(address.prefix.length),
          what: deleted ? "deleted" : "version",
          until: until === null ? null : formatInstant(BigInt(until) * 1000n)
        });
      }
    }
  } catch {
    return { softDeleteDays, held: "unknown" };
  }
  return { softDeleteDays, held };
}

// src/purge/authority.ts
function authorityOver(departed2, { withdrawn, lists, inDoubt }) {
  const found = [];
  if (concerns(departed2, withdrawn)) found.push({ kind: "withdrawals", lists });
  if (concerns(departed2, inDoubt)) found.push({ kind: "withdrawal-lost" });
  return found;
}
function concerns(departed2, persons) {
  if (persons.length === 0 || departed2.length === 0) return persons.length > 0;
  return subtract(persons, departed2).length < persons.length;
}

// src/purge/certificate.ts
async function storeCertificate({ landing, certificates }, certificate) {
  const places = certificates === void 0 ? [landing] : [certificates, landing];
  const folder = certificateFolder(certificate.cohort);
  const last = await Promise.all(places.map((place) => lastNumber(place, folder)));
  for (let number = Math.max(...last) + 1; ; number++) {
    const complete = { ...certificate, number };
    const path = `${folder}${number.toString().padStart(6, "0")}.json`;
    if (await putNew(places, path, complete)) return { number, path };
  }
}
async function putNew(places, path, complete) {
  for (const place of places) {
    if (await place.putIfAbsent(path, Buffer.from(`${toJson(complete, 2)}
`)) === "exists") return false;
    await place.putIfAbsent(path.replace(/json$/, "txt"), Buffer.from(certificateText(complete)));
  }
  return true;
}
async function lastNumber(place, folder) {
  let last = 0;
  for await (const { path } of place.list(folder)) {
    last = Math.max(last, Number(/(\d{6})\.json$/.exec(path)?.[1] ?? 0));
  }
  return last;
}
var NAMES = {
  "data-file": "data files",
  snapshot: "snapshots",
  "member-list": "lists of members",
  roster: "rosters",
  diagnostics: "diagnostics",
  "sandbox-roster": "rosters in the sandbox",
  "sandbox-table": "tables in the sandbox",
  "staged-file": "files that were unloaded and never landed"
};
function certificateText(certificate) {
  const { cohort, number, scope, persons, tables, erased, snapshots, verification, storage } = certificate;
  const what = scope === "cohort" ? "the whole landing" : "persons who are approved no longer";
  const counts = Object.entries(NAMES).flatMap(([thing, name]) => {
    const found = erased.filter((each) => each.thing === thing).length;
    return found === 0 ? [] : [`  ${name}: ${found}`];
  });
  const { withdrawn, successor } = snapshots;
  return [
    `Certificate ${number} of erasure, cohort ${cohort}`,
    "",
    `Erased: ${what} (${persons} persons).`,
    ...unapprovedText(certificate.unapproved),
    `Begun ${certificate.startedAt}, completed ${certificate.completedAt} by run ${certificate.run}.`,
    ...certificate.authority.map((each) => `By the word of ${authorityText(each)}.`),
    "",
    "Rows taken out of the tables by this purge:",
    ...tables.map(
      ({ table: table2, version, rowsErased, filesRewritten }) => `  ${table2}, version ${version}: ${rowsErased} rows, ${filesRewritten} files replaced`
    ),
    ...tables.length === 0 ? ["  none: no table held rows of theirs any more"] : [],
    ...earlierText(certificate.removedBefore),
    "Things erased, each looked for again and found gone:",
    ...counts,
    `Snapshots withdrawn: ${withdrawn.length === 0 ? "none" : withdrawn.join(", ")}; readers go by ${successor ?? "none until the next sync"}.`,
    `Verified: ${verification.rowsRead} rows of ${verification.filesRead} files read again, none of a person who may not stay.`,
    "",
    "What storage does with deleted blobs:",
    `  they can be restored for: ${storage.softDeleteDays === "unknown" ? "unknown" : `${storage.softDeleteDays} days`}`,
    ...heldText(storage),
    ...certificate.remains.length === 0 ? [] : ["What remains:", ...certificate.remains.map((line) => `  ${line}`)],
    "",
    "Every name of what was erased stands in the JSON beside this text.",
    ""
  ].join("\n");
}
function unapprovedText(unapproved2) {
  if (unapproved2.length === 0) return [];
  const each = unapproved2.map(
    ({ table: table2, columns }) => columns.length === 0 ? table2 : `${table2} (${columns.join(", ")})`
  );
  return [`Erased: tables and columns that are approved no longer: ${each.join("; ")}.`];
}
function earlierText(commits) {
  if (commits.length === 0) return [];
  return [
    "Rows that a sync had taken out of the tables before; the files that held them were erased by this purge:",
    ...commits.map(
      ({ table: table2, version, rowsRemoved, run, at }) => `  ${table2}, version ${version}: ${rowsRemoved} rows, by run ${run}${at === null ? "" : `, ${at}`}`
    )
  ];
}
function heldText({ held }) {
  if (held === "unknown") return ["  whether it still holds any of them, or older versions: unknown"];
  if (held.length === 0) return ["  it holds none of them now, nor an older version"];
  const latest = held.reduce(
    (a, { until }) => until !== null && (a === null || until > a) ? until : a,
    null
  );
  return [`  it still holds ${held.length} of them or older versions, until ${latest ?? "it does not say"}`];
}
function authorityText(authority2) {
  switch (authority2.kind) {
    case "revision":
      return `approval ${authority2.revision} (${authority2.why}; record ${authority2.record.slice(0, 12)})`;
    case "withdrawals":
      return `the collaborator: ${authority2.lists} lists of withdrawals`;
    case "withdrawal-lost":
      return "a withdrawal whose list is gone: nobody approved the return";
    case "override":
      return `an override of finding ${authority2.finding.slice(0, 12)} (record ${authority2.record.slice(0, 12)})`;
  }
}

// src/purge/erase-landing.ts
async function withdrawSnapshots(erasure) {
  const { landing, cohort, run, journal: journal2, states } = erasure;
  const live = new Map(states.map((state) => [state.table, state]));
  const doomed = [];
  for (const number of await snapshotNumbers(landing, cohort)) {
    if (!await staysWhole(landing, cohort, number, live)) doomed.push(number);
  }
  const successor = doomed.length === 0 ? null : await publishSuccessor(erasure);
  const withdrawn = doomed.filter((number) => number !== successor);
  await journal2.intend(
    withdrawn.map((number) => ({ place: "landing", thing: "snapshot", name: snapshotPath(cohort, number) }))
  );
  for (const number of withdrawn) {
    erasure.assertHeld();
    await withdrawSnapshot(landing, cohort, number, run);
  }
  return { withdrawn, successor };
}
async function staysWhole(landing, cohort, number, live) {
  try {
    const snapshot = await readSnapshot(landing, cohort, number);
    for (const [table2, { version }] of Object.entries(snapshot?.tables ?? {})) {
      const now = live.get(table2);
      if (now === void 0 || !await isStillLive(landing, now, version)) return false;
    }
    return true;
  } catch (error) {
    if (error instanceof CohortSyncError && BROKEN.has(error.code)) return false;
    throw error;
  }
}
var BROKEN = /* @__PURE__ */ new Set(["SNAPSHOT_BROKEN", "LANDING_LOG_BROKEN", "LANDING_VERSION_MISSING"]);
async function publishSuccessor(erasure) {
  const { landing, cohort, run, states, approved } = erasure;
  const named = states.filter(({ table: table2 }) => approved?.includes(table2) ?? true);
  if (approved !== void 0 && named.length < approved.length) return null;
  try {
    erasure.assertHeld();
    return (await publishSnapshot(landing, consistentCut(cohort, named), run)).snapshot.number;
  } catch (error) {
    if (error instanceof CohortSyncError && error.code === "SNAPSHOT_INCONSISTENT") return null;
    throw error;
  }
}
var DELETES_AT_ONCE = 16;
async function eraseFiles({
  landing,
  cohort,
  journal: journal2,
  states,
  assertHeld
}) {
  let erased = 0;
  for (const state of states) {
    const orphans = await listOrphans(landing, { cohort, table: state.table }, state);
    await journal2.intend(orphans.map(({ path }) => ({ place: "landing", thing: "data-file", name: path })));
    assertHeld();
    const limit = pLimit(DELETES_AT_ONCE);
    await Promise.all(orphans.map(({ path }) => limit(() => landing.delete(path))));
    erased += orphans.length;
  }
  return erased;
}

// src/purge/erase-sandbox.ts
async function eraseSandbox(erasure) {
  const tables = decodeTables(await erasure.warehouse.query(sandboxTablesStatement(erasure.schemas)));
  const ended = new Set(await listRuns(erasure.diagnostics));
  let erased = tables.includes(ROSTER_TABLE) ? await eraseStrayRosters(
    erasure,
    (keys) => erasure.journal.intend(keys.map((name) => ({ place: "sandbox", thing: "sandbox-roster", name })))
  ) : 0;
  for (const table2 of tables) {
    const run = runOfTable(table2);
    if (run === void 0) continue;
    const drop = () => dropTable(erasure, table2);
    if (ended.has(run)) await drop();
    else if (!await ifOver(erasure.diagnostics, run, erasure.now, drop)) await emptyOf(erasure, table2);
    erased += 1;
  }
  return erased;
}
async function dropTable({ warehouse, schemas, journal: journal2 }, table2) {
  await journal2.intend([{ place: "sandbox", thing: "sandbox-table", name: table2 }]);
  await warehouse.execute(deleteAllStatement(schemas, table2));
  await forgetHistory(warehouse, schemas, table2);
  await warehouse.execute(dropStatement(schemas, table2));
}
async function emptyOf(erasure, table2) {
  const { warehouse, schemas, persons } = erasure;
  for (let start = 0; start < persons.length; start += CHUNK) {
    const ids = persons.subarray(start, start + CHUNK).join(",");
    await warehouse.execute(deletePersonsStatement(schemas, table2, ids));
  }
  const left = decodeCount(await warehouse.query(countStatement(schemas, table2)));
  if (left === 0n) await dropTable(erasure, table2);
  else await forgetHistory(warehouse, schemas, table2);
}
var CHUNK = 1e3;

// src/purge/erase-stores.ts
async function eraseRosterFiles(erasure) {
  const { doomed, waiting } = await sortRosters(erasure);
  await erase(erasure, "rosters", "roster", doomed);
  return { waiting };
}
async function oldRosterNamesOthers(rosters, mayStay) {
  for (const path of (await sortRosters(rosters)).doomed) {
    const blob = await rosters.stores.rosters.read(path);
    const persons = blob && decodeRoster(blob.content);
    if (persons === void 0 || subtract(persons, mayStay).length > 0) return true;
  }
  return false;
}
async function sortRosters({ stores, cohort, scope, chain, now, grace }) {
  const inForce = chain.at(-1)?.roster.sha256;
  const superseded = new Set(chain.map(({ roster }) => roster.sha256));
  const doomed = [];
  let waiting = 0;
  for await (const { path, modified } of stores.rosters.list(`${cohort}/`)) {
    const digest2 = path.slice(cohort.length + 1);
    if (scope !== "cohort" && digest2 === inForce) continue;
    const old = BigInt(modified) * 1000n + grace < now;
    if (scope === "cohort" || superseded.has(digest2) || old) doomed.push(path);
    else waiting += 1;
  }
  return { doomed, waiting };
}
async function eraseDiagnostics(erasure) {
  const { stores, now } = erasure;
  const ended = new Set(await listRuns(stores.diagnostics));
  const paths = [];
  const alive = /* @__PURE__ */ new Set();
  for await (const { path, modified } of stores.diagnostics.list("runs/")) {
    const run = path.split("/")[1] ?? "";
    if (path === `runs/${run}/report.json`) continue;
    if (ended.has(run) || BigInt(modified) * 1000n + DAY < now) paths.push(path);
    else alive.add(run);
  }
  await erase(erasure, "diagnostics", "diagnostics", paths);
  return alive.size;
}
async function eraseStaged(erasure) {
  const { stores, cohort } = erasure;
  const paths = [];
  for await (const { path } of stores.staging?.list("") ?? []) {
    if (ownerOf(path)?.cohort === cohort) paths.push(path);
  }
  return erase(erasure, "staging", "staged-file", paths);
}
async function eraseMemberLists(erasure) {
  const { stores, cohort, members } = erasure;
  const named = new Set(members.groups.map((group) => group.members));
  const paths = [];
  for await (const { path } of stores.landing.list(membersFolder(cohort))) {
    const digest2 = /\/([0-9a-f]{64})$/.exec(path)?.[1];
    if (digest2 !== void 0 && !named.has(digest2)) paths.push(path);
  }
  return erase(erasure, "landing", "member-list", paths);
}
async function erase({ stores, journal: journal2, assertHeld }, place, thing, paths) {
  await journal2.intend(paths.map((name) => ({ place, thing, name })));
  for (const path of paths) {
    assertHeld();
    await stores[place]?.delete(path);
  }
  return paths.length;
}

// src/purge/tombstone.ts
async function buryTable(landing, address, state, run, revision, intend) {
  if (state !== void 0 && isBuried(state)) return state;
  const files = [...state?.files.values() ?? []];
  const rowsErased = sumAccounts(files).rows;
  await intend({ version: (state?.version ?? -1) + 1, filesRewritten: files.length, rowsErased });
  const committed = await commitTable(landing, address, state, {
    operation: "PURGE",
    add: [],
    remove: files.map(({ path }) => path),
    coverage: { run, revision: Math.max(revision, state?.coverage.revision ?? 0), groups: [] },
    schema: state?.schema ?? standardColumns(address.table),
    txns: [purgeMark(state ?? { cohort: address.cohort, txns: /* @__PURE__ */ new Map() })]
  });
  return committed.state;
}
function isBuried({ files, coverage, log }) {
  return files.size === 0 && coverage.groups.length === 0 && log.commitInfo?.operation === "PURGE";
}
function standardColumns(table2) {
  const columns = omopTable(table2)?.columns ?? [];
  return [
    ...columns.map(({ name, cdmType }) => ({ name, type: typeOf(cdmType) })),
    { name: LOAD_COLUMN, type: "timestamp" }
  ];
}
function typeOf(type) {
  if (type === "integer") return "long";
  if (type === "float") return "double";
  if (type === "date") return "date";
  return type === "datetime" ? "timestamp" : "string";
}

// src/purge/purge-tables.ts
async function landedTables(request, revision) {
  const { stores, cohort, run } = request;
  const { landing } = stores;
  const states = [];
  const published = await publishedVersions(landing, cohort);
  for (const { name: table2 } of OMOP_TABLES) {
    const address = { cohort, table: table2 };
    const opening = openTable(landing, address);
    if (!goesWhole(request, table2)) {
      const found2 = await opening;
      if (found2 !== void 0) states.push(requireOurs(found2));
      continue;
    }
    const found = await unlessBroken(opening);
    const floor = published.get(table2) ?? -1;
    const isWhole = found !== "broken" && (found?.version ?? -1) >= floor;
    if (!isWhole || found?.foreign) states.push(await rebuildTable(landing, address, run, revision, floor));
    else if (found !== void 0) states.push(found);
  }
  return states;
}
function goesWhole({ scope, chain }, table2) {
  const named = ({ tables }) => tables.some((each) => each.table === table2);
  const head = chain.at(-1);
  return scope === "cohort" || chain.some(named) && head !== void 0 && !named(head);
}
async function publishedVersions(landing, cohort) {
  const newest = /* @__PURE__ */ new Map();
  for (const { tables } of await readableSnapshots(landing, cohort)) {
    for (const [table2, { version }] of Object.entries(tables))
      newest.set(table2, Math.max(version, newest.get(table2) ?? -1));
  }
  return newest;
}
async function purgeTables(request, journal2, basis) {
  const { stores, pool, run, cohort, chain, log } = request;
  const { landing } = stores;
  const timeZone = request.configuration.source.timeZone ?? "UTC";
  const head = chain.at(-1)?.sequence ?? 0;
  const landed = new Map((await landedTables(request, head)).map((state) => [state.table, state]));
  const revision = Math.max(head, ...[...landed.values()].map((each) => each.coverage.revision));
  const approved = chain.flatMap(({ tables }) => tables.map(({ table: table2 }) => table2));
  const states = [];
  const damaged = [];
  for (const table2 of /* @__PURE__ */ new Set([...landed.keys(), ...approved])) {
    throwIfInterrupted(request.signal);
    basis.assertHeld();
    const state = landed.get(table2);
    const intend = (commit) => journal2.intendCommit({ table: table2, run, ...commit });
    try {
      const purged = state === void 0 || goesWhole(request, table2) ? await buryTable(landing, { cohort, table: table2 }, state, run, revision, intend) : await purgeTable({ landing, pool, run, state, timeZone, intend, ...basis });
      states.push(purged);
      if (purged.version === state?.version) continue;
      log({ kind: "table-committed", cohort, table: table2, version: BigInt(purged.version) });
    } catch (error) {
      if (state === void 0 || !isLost(error)) throw error;
      damaged.push(error);
      states.push(state);
    }
  }
  return { states, damaged };
}
async function committedOf({ stores, cohort }, journal2) {
  const committed = [];
  for (const each of journal2.document.tables) {
    const actions = await readCommit(stores.landing, { cohort, table: each.table }, each.version);
    const info = actions?.find((action) => action.commitInfo)?.commitInfo;
    if (info?.operation === "PURGE" && info.cohortSync?.run === each.run) committed.push(each);
  }
  return committed;
}

// src/purge/removed-before.ts
async function removedBefore(landing, states, erased) {
  const commits = [];
  const untold = [];
  for (const state of states) {
    const gone = new Set(
      [...erased].filter((path) => isOf(state, path)).map((path) => encodePath(state, path))
    );
    if (gone.size === 0) continue;
    const { found, whole } = await removalsOf(landing, state, gone);
    commits.push(...found);
    if (!whole) untold.push(state.table);
  }
  return { commits, untold };
}
function isOf({ cohort, table: table2 }, path) {
  return path.startsWith(`cohorts/${cohort}/${table2}/`);
}
async function removalsOf(landing, state, gone) {
  const log = await everyCommit(landing, state);
  const rows = /* @__PURE__ */ new Map();
  const found = [];
  for (const [version, actions] of log.entries()) {
    if (actions === void 0 || actions === "broken") continue;
    const removal = removalOf(state.table, version, actions, gone, rows);
    if (removal !== void 0) found.push(removal);
  }
  return { found, whole: log.every((actions) => actions !== void 0 && actions !== "broken") };
}
function removalOf(table2, version, actions, gone, rows) {
  const added = actions.flatMap(({ add }) => add ?? []);
  for (const { path, tags } of added) rows.set(path, rowsSaid(tags));
  const removed = actions.flatMap(({ remove }) => remove ?? []);
  const info = actions.find((action) => action.commitInfo)?.commitInfo;
  const run = info?.cohortSync?.run;
  if (info?.operation !== "REMOVAL" || typeof run !== "string") return void 0;
  if (!removed.some(({ path }) => gone.has(path))) return void 0;
  const sum = (files) => files.reduce((total, { path }) => total + (rows.get(path) ?? 0n), 0n);
  const { timestamp } = info;
  const at = typeof timestamp === "number" ? formatInstant(BigInt(Math.trunc(timestamp)) * 1000n) : null;
  return { table: table2, version, run, at, rowsRemoved: sum(removed) - sum(added) };
}
function rowsSaid(tags) {
  const said = tags?.["cohortSync.rows"] ?? "";
  return /^\d{1,19}$/.test(said) ? BigInt(said) : 0n;
}

// src/purge/unapproved.ts
async function heldUnapproved(landing, cohort, chain) {
  const wanted = goneFrom(chain);
  if (wanted.length === 0) return [];
  const stored = await dataFiles(landing, cohort);
  const snapshots = await readableSnapshots(landing, cohort);
  const found = [];
  for (const { table: table2, columns } of wanted) {
    const files = stored.get(table2) ?? [];
    if (columns.length === 0) {
      const named = snapshots.some(({ tables }) => (tables[table2]?.files ?? 0) > 0);
      if (files.length > 0 || named) found.push({ table: table2, columns });
      continue;
    }
    const held = await columnsHeld(landing, { cohort, table: table2 }, files, columns);
    if (held.length > 0) found.push({ table: table2, columns: held });
  }
  return found;
}
function goneFrom(chain) {
  const ever = /* @__PURE__ */ new Map();
  for (const { table: table2, columns } of chain.flatMap(({ tables }) => tables))
    ever.set(table2, /* @__PURE__ */ new Set([...ever.get(table2) ?? [], ...columns]));
  const now = new Map(chain.at(-1)?.tables.map(({ table: table2, columns }) => [table2, columns]));
  return [...ever].flatMap(([table2, columns]) => {
    const left = now.get(table2);
    if (left === void 0) return [{ table: table2, columns: [] }];
    const gone = [...columns].filter((column) => !left.includes(column));
    return gone.length === 0 ? [] : [{ table: table2, columns: gone }];
  });
}
async function dataFiles(landing, cohort) {
  const files = new Map(OMOP_TABLES.map(({ name }) => [name, []]));
  const logs = OMOP_TABLES.map(({ name: table2 }) => logFolder({ cohort, table: table2 }));
  const folder = cohortFolder(cohort);
  for await (const { path } of landing.list(folder)) {
    if (logs.some((log) => path.startsWith(log))) continue;
    files.get(path.slice(folder.length).split("/")[0] ?? "")?.push(path);
  }
  return files;
}
async function columnsHeld(landing, address, files, gone) {
  if (files.length === 0) return [];
  const state = await unlessBroken(openTable(landing, address));
  if (state === void 0 || state === "broken" || state.foreign) return [];
  const dead = files.filter((path) => !state.files.has(path));
  if (dead.length === 0) return [];
  const written = await columnsWritten(landing, state);
  const held = new Set(dead.flatMap((path) => written.get(encodePath(state, path)) ?? gone));
  return gone.filter((column) => held.has(column));
}
async function columnsWritten(landing, state) {
  const log = await everyCommit(landing, state);
  const written = /* @__PURE__ */ new Map();
  let columns = "unknown";
  for (const actions of log) {
    columns = actions === void 0 || actions === "broken" ? "unknown" : columnsSaid(actions) ?? columns;
    if (actions === void 0 || actions === "broken" || columns === "unknown") continue;
    for (const { add } of actions) if (add !== void 0) written.set(add.path, columns);
  }
  return written;
}
function columnsSaid(actions) {
  const said = actions.find(({ metaData }) => metaData)?.metaData?.schemaString;
  if (said === void 0) return void 0;
  try {
    return decodeSchema(said).map(({ name }) => name);
  } catch {
    return "unknown";
  }
}

// src/purge/verify-erasure.ts
async function verifyErasure(check) {
  await requireGone(check);
  const limit = pLimit(4);
  const files = check.states.flatMap((state) => [...state.files.values()].map((file) => ({ state, file })));
  const others = await Promise.all(
    files.map(
      ({ state, file }) => limit(async () => {
        const persons = personsOf(check.members, file.group).buffer;
        const contract = fileContract(state, file.slice, persons, check.timeZone);
        const stored = landedFile(check.stores.landing, state, file);
        const read = check.pool.rewrite([stored], contract, void 0).catch(namingTable(state));
        return (await read).dropped;
      })
    )
  );
  if (others.some((rows) => rows > 0n))
    throw incomplete("a live file holds rows of persons who may not stay");
  const rowsRead = files.reduce((rows, { file }) => rows + file.rows, 0n);
  return { filesRead: files.length, rowsRead, rowsOfOthers: 0 };
}
async function requireGone({ stores, warehouse, schemas, erased }) {
  for (const place of ["landing", "rosters", "diagnostics", "staging"]) {
    const wanted = erased.filter((each) => each.place === place);
    const store = stores[place];
    if (store === void 0 && wanted.length > 0) throw incomplete(`the ${place} is configured no longer`);
    const present = /* @__PURE__ */ new Set();
    for (const folder of new Set(wanted.map(({ name }) => folderOf(name)))) {
      for await (const { path } of store?.list(folder) ?? []) present.add(path);
    }
    if (wanted.some(({ name }) => present.has(name))) throw incomplete(`something is still in the ${place}`);
  }
  const sandbox = erased.filter((each) => each.place === "sandbox").map(({ name }) => name);
  if (sandbox.length === 0) return;
  const tables = decodeTables(await warehouse.query(sandboxTablesStatement(schemas)));
  const keys = tables.includes(ROSTER_TABLE) ? decodeKeys(await warehouse.query(rosterKeysStatement(schemas, ROSTER_TABLE))) : [];
  const there = /* @__PURE__ */ new Set([...tables, ...keys]);
  if (sandbox.some((name) => there.has(name))) throw incomplete("something is still in the sandbox");
}
function folderOf(name) {
  const depth = name.startsWith("_cohort-sync/") ? 3 : name.startsWith("cohorts/") ? 2 : 1;
  return `${name.split("/").slice(0, depth).join("/")}/`;
}
function incomplete(what) {
  return new IntegrityError(`The purge is not complete: ${what}.`, {
    code: "PURGE_INCOMPLETE",
    remedy: "No certificate was made. Find out who writes there, then purge again: it goes on where it was."
  });
}

// src/purge/purge-cohort.ts
var NOTHING = {
  state: "nothing",
  persons: 0,
  unapproved: [],
  tables: [],
  removedBefore: [],
  certificate: null,
  successor: null,
  withdrawn: []
};
async function purgeCohort(request) {
  const { stores, cohort, run, scope, mayStay } = request;
  const { landing } = stores;
  const lists = await readMemberLists(landing, cohort);
  const persons = departed(lists, mayStay);
  const before = await readJournal(landing, cohort);
  const due = await isDue(request, persons.length);
  const unapproved2 = scope === "persons" ? await heldUnapproved(landing, cohort, request.chain) : [];
  if (!due && unapproved2.length === 0 && before === void 0) return NOTHING;
  if (request.dryRun) return { ...NOTHING, state: "planned", persons: persons.length, unapproved: unapproved2 };
  const stored = await readMembers(landing, cohort);
  if (scope === "persons" && stored.etag === void 0)
    requireIndex(stored, cohort, await landedTables(request, request.chain.at(-1)?.sequence ?? 0));
  const assertHeld = heldBy(request);
  const start = {
    format: 1,
    cohort,
    startedAt: before?.startedAt ?? formatInstant(request.now),
    tables: before?.tables ?? [],
    entries: before?.entries ?? [],
    scope: before?.scope === "cohort" ? "cohort" : scope,
    runs: [...before?.runs ?? [], run],
    authority: together(before?.authority ?? [], [
      ...due ? wordOver(request, persons) : [],
      ...unapprovedAuthority(request, unapproved2)
    ]),
    persons: Math.max(before?.persons ?? 0, persons.length),
    unapproved: together(before?.unapproved ?? [], unapproved2)
  };
  const journal2 = await openJournal(landing, start, assertHeld);
  const kept = scope === "cohort" ? null : stored.takenUp;
  const shrunk = shrink(stored.members, mayStay);
  const { members } = await saveMembers(landing, cohort, stored, shrunk, kept, true);
  const { states, damaged } = await purgeTables(request, journal2, { members, lists, assertHeld });
  if (damaged.length > 0) throw lostFirst(damaged);
  const approved = scope === "cohort" ? void 0 : request.chain.at(-1)?.tables.map(({ table: table2 }) => table2);
  const erasure = { landing, cohort, run, journal: journal2, states, approved, assertHeld };
  const snapshots = await withdrawSnapshots(erasure);
  await eraseFiles(erasure);
  assertHeld();
  const warehouse = await request.warehouse();
  const schemas = schemasOf(request.configuration);
  const { diagnostics } = stores;
  await eraseSandbox({ warehouse, schemas, landing, diagnostics, journal: journal2, persons, now: request.now });
  const { grace } = request.configuration.limits;
  const { chain, now } = request;
  const files = { stores, cohort, scope, chain, members, journal: journal2, now, grace, assertHeld };
  const { waiting } = await eraseRosterFiles(files);
  await eraseStaged(files);
  const alive = await eraseDiagnostics(files);
  await eraseMemberLists(files);
  assertHeld();
  const timeZone = request.configuration.source.timeZone ?? "UTC";
  const erased = unlessInUse(cohort, journal2.document.entries, states, members);
  const { pool } = request;
  const checked = { stores, warehouse, schemas, pool, states, members, timeZone, erased };
  const verification = await verifyErasure(checked);
  const tables = await committedOf(request, journal2);
  const dataFiles2 = erased.flatMap(({ thing, name }) => thing === "data-file" ? [name] : []);
  const earlier = await removedBefore(landing, states, new Set(dataFiles2));
  const { path, number } = await storeCertificate(stores, {
    format: 1,
    cohort,
    scope: journal2.document.scope,
    run,
    runs: journal2.document.runs,
    startedAt: journal2.document.startedAt,
    completedAt: formatInstant(runnerNow()),
    authority: journal2.document.authority,
    persons: journal2.document.persons,
    unapproved: journal2.document.unapproved,
    tables,
    removedBefore: earlier.commits,
    erased,
    snapshots,
    verification,
    storage: await storageRetention(landing.url, storageCredentials(request.env), [cohortFolder(cohort)]),
    remains: remainsOf(request, waiting, alive, earlier.untold)
  });
  await journal2.close();
  request.log({ kind: "cohort-purged", cohort, scope, certificate: number });
  const { persons: gone, unapproved: held } = journal2.document;
  const removed = { unapproved: held, tables, removedBefore: earlier.commits };
  return { state: "purged", certificate: path, persons: gone, ...removed, ...snapshots };
}
function unlessInUse(cohort, entries, states, { groups }) {
  const inUse = /* @__PURE__ */ new Set([
    ...states.flatMap(({ files }) => [...files.keys()]),
    ...groups.flatMap(({ members }) => [members, memberListPath(cohort, members)])
  ]);
  return entries.filter(({ name }) => !inUse.has(name));
}
async function isDue(request, persons) {
  if (persons > 0) return true;
  const { stores, cohort, scope, chain, now, mayStay } = request;
  if (scope === "persons") {
    const { grace } = request.configuration.limits;
    return oldRosterNamesOthers({ stores, cohort, scope, chain, now, grace }, mayStay);
  }
  const addresses = await cohortTables(stores.landing, cohort);
  const tables = await Promise.all(
    addresses.map((address) => unlessBroken(openTable(stores.landing, address)))
  );
  return tables.some(
    (table2) => table2 === "broken" || table2?.foreign || table2 && (table2.files.size > 0 || table2.coverage.groups.length > 0)
  );
}
function wordOver({ authority: authority2, offRoster }, persons) {
  return offRoster === void 0 ? authority2 : [...authority2, ...authorityOver(persons, offRoster)];
}
function unapprovedAuthority({ chain }, unapproved2) {
  const head = chain.at(-1);
  if (head === void 0 || unapproved2.length === 0) return [];
  return [{ kind: "revision", why: "tables", revision: head.sequence, record: head.digest }];
}
function together(before, now) {
  const each = new Map([...before, ...now].map((thing) => [JSON.stringify(thing), thing]));
  return [...each.values()];
}
function heldBy({ lease, cohort }) {
  return () => lease && requireLease(lease, cohort);
}
function remainsOf({ scope, offRoster }, waiting, alive, untold) {
  const unapproved2 = waiting > 0 ? [
    `${waiting} rosters of this cohort wait for an approval, and may name who was erased: a later purge erases them.`
  ] : [];
  const roster = scope === "persons" && offRoster && offRoster.withdrawn.length + offRoster.inDoubt.length > 0 ? [
    "The roster in force names withdrawn persons still: seal it without them and have that approved; the next purge erases this one."
  ] : [];
  return [
    ...roster,
    ...unapproved2,
    ...alive > 0 ? [`Diagnostics of ${alive} runs that may be alive stay: delete them when these have ended.`] : [],
    ...untold.length > 0 ? [`What was taken out before the log was broken, nothing tells any more: ${untold.join(", ")}.`] : [],
    "The lists of withdrawals are the collaborator\u2019s, and name who withdrew.",
    "Backups and copies that others made of this storage are not known here."
  ];
}

// src/purge/purge-due.ts
function dueOf({ cohort, file, head, now, grace, personsOnly }) {
  const by = (why) => ({
    kind: "revision",
    why,
    revision: head.sequence,
    record: head.digest
  });
  const persons = { scope: "persons", authority: by("roster") };
  if (personsOnly) return persons;
  if (head.status === "revoked") return { scope: "cohort", authority: by("revoked") };
  if (!("error" in file) && file.cohort.status === "revoked") {
    throw new CohortSyncError(`The revocation of cohort ${cohort} is not recorded yet.`, {
      code: "PURGE_NOT_RECORDED",
      remedy: "Have it recorded by the approve job (or by hand, where that is allowed), then purge again."
    });
  }
  if (now >= head.expires + grace) return { scope: "cohort", authority: by("expired") };
  return persons;
}
function waitsOf({ cohort, file, head, now, grace }, due) {
  const waits = [];
  const end = head.expires + grace;
  if (due.scope === "persons" && now >= head.expires && now < end) {
    waits.push({
      code: "PURGE_IN_GRACE",
      message: `Cohort ${cohort} was approved to the end of ${day(head.expires - 1n)}; its landing is erased by a purge from ${day(end)} on.`,
      remedy: "Nothing, if that is right; limits.grace says how long, and status: revoked, once recorded, waits for nothing."
    });
  }
  if ("error" in file || file.cohort.status === "revoked") return waits;
  if (due.scope === "persons" && file.content.sha256 !== head.file.sha256) {
    const persons = file.cohort.roster.sha256 !== head.roster.sha256 ? ": whom its roster takes off stays" : "";
    waits.push({
      code: "PURGE_NOT_APPROVED",
      message: `The file of cohort ${cohort} is not the one that approval ${head.sequence} is for, and this purge goes by the approval${persons}.`,
      remedy: "Have the file approved, run sync, then purge again; what is approved now was purged all the same."
    });
  }
  return waits;
}
function day(instant) {
  return formatInstant(instant).slice(0, 10);
}
function unapproved(cohort) {
  return new IntegrityError(`The landing of cohort ${cohort} has no approval at all.`, {
    code: "APPROVAL_CHAIN_BROKEN",
    remedy: "Find out who changed the approvals container, and restore the records from its versions."
  });
}

// src/purge/purge-cohorts.ts
async function purgeCohorts(configuration, env, options, log) {
  const now = runnerNow();
  const run = newRun(now);
  const stores = openStores(configuration, env);
  const { landing, approvals } = stores;
  const files = await readCohortFiles(configuration.cohorts);
  const cohorts = await chosen(stores, files, options.cohorts);
  const withdrawals = await readWithdrawals(stores.withdrawals);
  const { workers, rowGroupRows, fileBytes } = configuration.transfer;
  const pool = createTransferPool({
    workers,
    rowGroupRows,
    fileBytes,
    signal: options.signal
  });
  const policy = configuration.approvals;
  const { dryRun, signal } = options;
  const overrides = openOverrides({ landing, approvals, policy, run, dryRun });
  let connection;
  const warehouse = () => connection ??= connectSource(configuration, env, log, options.signal);
  const personsOnly = options.personsRemoved ?? false;
  const shared = { configuration, env, stores, pool, warehouse, run, log, signal, dryRun, now };
  const failures = /* @__PURE__ */ new Map();
  const reports = [];
  log({ kind: "run-started", run, cohorts: cohorts.length });
  try {
    for (const cohort of cohorts) {
      const file = files.find(({ id }) => id === cohort);
      const request = { ...shared, overrides, withdrawals, personsOnly };
      const report2 = await purgeOne(request, cohort, file).catch((error) => {
        failures.set(cohort, error);
        log({ kind: "cohort-held", cohort, ...noteOf(error) });
        return failed(cohort, error);
      });
      reports.push(report2);
    }
  } finally {
    await pool.close();
    await connection?.then((open) => open.close()).catch(() => void 0);
  }
  const exitCode = exitCodeOf(failures);
  const report = {
    run,
    dryRun,
    startedAt: formatInstant(now),
    finishedAt: formatInstant(runnerNow()),
    verdict: failures.size === 0 ? "done" : "failed",
    cohorts: reports
  };
  const content = Buffer.from(`${toJson(report, 2)}
`);
  const stored = dryRun ? void 0 : stores.diagnostics.putIfAbsent(`purges/${run}/report.json`, content);
  await (failures.size === 0 ? stored : stored?.catch(() => void 0));
  return { report, exitCode };
}
async function chosen({ landing }, files, wanted) {
  const known = [
    ...files.flatMap(({ id }) => id ?? []),
    ...await landingsWithoutFile(landing, files)
  ].sort();
  if (wanted.length === 0) return known;
  const unknown = wanted.filter((cohort) => !known.includes(cohort));
  if (unknown.length === 0) return known.filter((cohort) => wanted.includes(cohort));
  throw new ConfigurationError(`There is no cohort file for ${namesOf(unknown)}.`, {
    code: "COHORT_UNKNOWN",
    remedy: "Name cohorts by the id of their file, or of a landing that has none."
  });
}
async function purgeOne(shared, cohort, file) {
  const { stores, dryRun } = shared;
  const lease = dryRun ? void 0 : await leaseCohort(stores.landing, cohort);
  try {
    const request = file === void 0 ? await abandonedRequest(shared, cohort) : await knownRequest(shared, cohort, file);
    if (request === void 0) return { ...failed(cohort, void 0), state: "nothing" };
    for (const wait of request.waits) shared.log({ kind: "warning", ...wait });
    const purged = await purgeCohort({ ...shared, ...request, cohort, lease });
    return { cohort, scope: request.scope, problem: null, waits: request.waits, ...purged };
  } finally {
    await lease?.release();
  }
}
var NOBODY = new BigInt64Array(0);
async function knownRequest({ stores, configuration, withdrawals, personsOnly, now }, cohort, file) {
  const chain = await readChain(stores.approvals, cohort);
  const head = chain.at(-1);
  if (head === void 0) {
    const landed = (await landingsWithoutFile(stores.landing, [])).includes(cohort);
    if (landed) throw unapproved(cohort);
    return void 0;
  }
  const asked = { cohort, file, head, now, grace: configuration.limits.grace, personsOnly };
  const due = dueOf(asked);
  const waits = waitsOf(asked, due);
  if (due.authority.kind === "revision" && due.authority.why === "expired")
    await requireInForce(stores.approvals, configuration);
  if (due.scope === "cohort")
    return { ...due, authority: [due.authority], chain, mayStay: NOBODY, offRoster: void 0, waits };
  const { sha256 } = head.roster;
  const uri = rosterAddress(stores.rosters.url, cohort, sha256);
  const roster = await readRoster(stores.rosters, { id: cohort, roster: { ...head.roster, uri } });
  const approved = subtract(roster.persons, withdrawals.persons);
  const stored = await readMembers(stores.landing, cohort);
  const inDoubt = await takenBack(stores.rosters, { cohort, chain, stored, approved });
  const mayStay = subtract(approved, inDoubt);
  const offRoster = { withdrawn: subtract(roster.persons, approved), lists: withdrawals.files, inDoubt };
  return { ...due, authority: [due.authority], chain, mayStay, offRoster, waits };
}
async function abandonedRequest({ stores, overrides, personsOnly }, cohort) {
  if (personsOnly) return void 0;
  const chain = await readChain(stores.approvals, cohort);
  const request = { scope: "cohort", chain, mayStay: NOBODY, offRoster: void 0, waits: [] };
  const begun = (await readJournal(stores.landing, cohort))?.authority ?? [];
  if (begun.some(({ kind }) => kind === "override")) return { ...request, authority: begun };
  const [answer] = await overrides.find([await findLandingWithoutFile(stores.landing, cohort)]);
  if (answer?.override === void 0) throw withoutFile(cohort, answer?.name ? [answer.name] : []);
  await overrides.use(answer.override);
  const { finding, digest: digest2 } = answer.override;
  return { ...request, authority: [{ kind: "override", finding, record: digest2 }] };
}
function failed(cohort, error) {
  return {
    cohort,
    state: "failed",
    scope: null,
    problem: error === void 0 ? null : noteOf(error),
    waits: [],
    persons: 0,
    unapproved: [],
    tables: [],
    removedBefore: [],
    certificate: null,
    successor: null,
    withdrawn: []
  };
}

export {
  purgeCohorts
};
