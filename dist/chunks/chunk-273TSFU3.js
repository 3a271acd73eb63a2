import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  discardStaged,
  fileRefused,
  listStaged,
  stagedFile,
  unloadFailed,
  unloadSql
} from "./chunk-XP2USLOR.js";
import {
  describeTable
} from "./chunk-2ZRSSIL7.js";
import {
  listOrphans,
  stagingOf
} from "./chunk-HA4Q43QP.js";
import {
  createTransferPool
} from "./chunk-Y6PK3HT4.js";
import {
  LOAD_COLUMN,
  PERSON_COLUMN,
  callFailed,
  checkColumns,
  connectSource,
  dropStatement,
  integer,
  qualified,
  quote,
  readAuthority,
  readWithdrawals,
  schemasOf,
  text
} from "./chunk-JLSLRFOJ.js";
import {
  readRoster
} from "./chunk-SAE4F7WE.js";
import {
  latestSnapshot,
  openTable,
  policyInForce,
  standing
} from "./chunk-6P3PFPQB.js";
import {
  requireOurs
} from "./chunk-U4VVK4J4.js";
import {
  readChain
} from "./chunk-IAJDX2TX.js";
import {
  openStores
} from "./chunk-22NDXE2I.js";
import {
  readCohortFiles
} from "./chunk-CEXQSKJF.js";
import {
  DEFAULT_TABLES,
  OMOP_TABLES
} from "./chunk-AORXR5WC.js";
import {
  DAY,
  MINUTE,
  SECOND,
  formatInstant,
  runnerNow
} from "./chunk-FV3B4KGK.js";
import {
  CohortSyncError,
  EXIT,
  IntegrityError,
  RemoteError
} from "./chunk-EKFMLNWJ.js";

// src/doctor/check-cohorts.ts
async function checkCohortFiles(examination2, { cohorts }) {
  const files = await examination2.check("cohorts", "files", async () => {
    const value = await readCohortFiles(cohorts);
    return { value, message: `${value.length} found` };
  });
  return files ?? [];
}
function wantedTables(files) {
  const named = files.flatMap((file) => "error" in file ? [] : file.cohort.tables);
  return new Set(named.length === 0 ? DEFAULT_TABLES : named);
}
async function checkCohorts(examination2, stores, configuration, files, now) {
  await examination2.check("cohorts", "withdrawals", async () => {
    const { files: lists } = await readWithdrawals(stores.withdrawals);
    return { value: void 0, message: `${lists} list(s), all readable` };
  });
  for (const file of files) {
    const name = file.id ?? file.file;
    const approved = await examination2.check(
      "cohorts",
      name,
      () => admissible(stores, configuration, file, now)
    );
    if (approved) await examination2.check("cohorts", `${name} landing`, () => tidy(stores, name, now));
  }
}
async function admissible(stores, configuration, file, now) {
  if ("error" in file) throw file.error;
  const chain = await readChain(stores.approvals, file.id);
  await requireWholeChain(stores, file, chain.length);
  const head = await standing(chain, file, now, () => policyInForce(stores.approvals, configuration));
  if (head.state === "suspended" || head.state === "revoked" || head.state === "expired") {
    return { value: false, message: `${head.state}, so it is not read` };
  }
  if (head.state !== "approved") throw head.error;
  const { persons } = await readRoster(stores.rosters, file.cohort);
  const { sequence } = head.approval;
  return {
    value: true,
    message: `approved as revision ${sequence}; roster of ${persons.length} persons verified`
  };
}
async function requireWholeChain({ landing }, { id }, length) {
  const snapshot = await latestSnapshot(landing, id);
  if (snapshot === void 0 || snapshot.revision <= length) return;
  throw new IntegrityError(
    `The landing of cohort ${id} stands at revision ${snapshot.revision}, its approvals end at ${length}.`,
    {
      code: "APPROVAL_CHAIN_SHORT",
      remedy: "Find out who removed approval records, and restore them from the versions of the container."
    }
  );
}
async function tidy({ landing }, cohort, now) {
  let files = 0;
  let bytes = 0;
  for (const { name } of OMOP_TABLES) {
    const address = { cohort, table: name };
    const table = await openTable(landing, address);
    const orphans = await listOrphans(landing, address, table && requireOurs(table));
    for (const { kind, size, modified } of orphans) {
      if (kind !== "unclaimed" || BigInt(modified) * 1000n > now - DAY) continue;
      files += 1;
      bytes += size;
    }
  }
  if (files === 0) return { value: void 0, message: "no files are left over" };
  return {
    value: void 0,
    message: `${files} file(s) of failed runs are left over (${bytes} bytes); no reader sees them`,
    warning: { code: "ORPHAN_FILES", remedy: "Have them removed by a purge; nothing refers to them." }
  };
}

// src/log/events.ts
var SILENT = () => void 0;

// src/doctor/check-network.ts
import { connect as connectTcp } from "node:net";
import { connect as connectTls, getCACertificates } from "node:tls";
var MOST_MILLISECONDS = 1e4;
async function reachHost(host, port) {
  await settled("open a connection", connectTcp({ host, port }), "connect");
}
async function trustHost(host, port, caFile) {
  const authority = caFile === void 0 ? [] : [await readAuthority(caFile)];
  const socket = connectTls({
    host,
    port,
    servername: host,
    ca: [...getCACertificates("default"), ...authority]
  });
  let protocol = null;
  socket.once("secureConnect", () => {
    protocol = socket.getProtocol();
  });
  await settled("agree on a secure connection", socket, "secureConnect");
  return protocol ?? "TLS";
}
async function settled(label, socket, event) {
  try {
    await new Promise((resolve, reject) => {
      socket.once(event, () => resolve());
      socket.once("error", reject);
      socket.setTimeout(MOST_MILLISECONDS, () => reject(new Error("no answer in time")));
    });
  } catch (error) {
    throw callFailed(label, error);
  } finally {
    socket.on("error", () => void 0);
    socket.destroy();
  }
}

// src/doctor/check-sandbox.ts
import { randomBytes } from "node:crypto";
async function checkSandbox(examination2, warehouse, schemas) {
  const table = `cohort_sync_doctor_${randomBytes(6).toString("hex")}`;
  const name = qualified(schemas, "sandbox", table);
  const step = (subject, run) => examination2.check("sandbox", subject, async () => {
    await run();
    return { value: true, message: `allowed in ${schemas.sandbox}` };
  });
  const created = await step(
    "create",
    () => warehouse.execute({ label: "create a table", sql: `CREATE TABLE ${name} (probe BIGINT) USING DELTA` })
  );
  if (created === void 0) {
    examination2.skip("sandbox", "insert, read, drop", "not tried, because no table could be created");
    return;
  }
  const inserted = await step(
    "insert",
    () => warehouse.execute({
      label: "insert a row",
      sql: `INSERT INTO ${name} (probe) SELECT :probe`,
      parameters: { probe: PROBE }
    })
  );
  if (inserted === void 0)
    examination2.skip("sandbox", "read", "not tried, because nothing could be inserted");
  else await step("read", () => readProbe(warehouse, name));
  await step("drop", () => warehouse.execute(dropStatement(schemas, table)));
}
var PROBE = -9223372036854775000n;
async function readProbe(warehouse, name) {
  const rows = await warehouse.query({ label: "read the row", sql: `SELECT probe FROM ${name}` });
  if (rows.length === 1 && integer(rows[0] ?? {}, "probe") === PROBE) return;
  throw new CohortSyncError("the sandbox gave back something else than was inserted", {
    code: "SANDBOX_PROBE_DIFFERS",
    remedy: "Use a SQL warehouse of a supported version, and let nobody else write to the sandbox."
  });
}

// src/doctor/clock.ts
var MOST_SKEW = 2n * MINUTE;
async function readClock(read) {
  const before = runnerNow();
  const there = await read();
  return { there, before, after: runnerNow() };
}
function judgeClock({ there, before, after }) {
  const skew = there < before ? there - before : there > after ? there - after : 0n;
  const size = skew < 0n ? -skew : skew;
  const words = size < SECOND ? "equal to this machine" : `${size / SECOND} s ${skew < 0n ? "behind" : "ahead of"} this machine`;
  const message = `${words} (${formatInstant(there / SECOND * SECOND)})`;
  if (size <= MOST_SKEW) return { value: void 0, message };
  const remedy = "Set the clocks by a time server: tokens, leases and the frontier are judged by them.";
  return { value: void 0, message, warning: { code: "CLOCK_SKEW", remedy } };
}

// src/doctor/check-source.ts
async function checkSource(examination2, configuration, env, wanted) {
  const warehouse = await openWarehouse(examination2, configuration, env);
  if (warehouse === void 0) {
    examination2.skip("source", "tables", "not looked at, because there is no session");
    examination2.skip("sandbox", "rights", "not looked at, because there is no session");
    return;
  }
  try {
    await examination2.check("source", "clock", async () => judgeClock(await readSourceClock(warehouse)));
    await examination2.check("source", "version", () => serverVersion(warehouse));
    for (const table of /* @__PURE__ */ new Set([...DEFAULT_TABLES, ...wanted])) {
      await examination2.check(
        "source",
        table,
        () => readable(warehouse, configuration, table, wanted.has(table))
      );
    }
    await checkSandbox(examination2, warehouse, schemasOf(configuration));
  } finally {
    await warehouse.close();
  }
}
async function openWarehouse(examination2, configuration, env) {
  const { host, port, caFile } = configuration.source;
  const reached = await examination2.check("source", "network", async () => {
    await reachHost(host, port);
    return { value: true, message: `${host}:${port} answers` };
  });
  if (reached === void 0) {
    examination2.skip("source", "session", "not tried, because the host does not answer");
    return void 0;
  }
  const trusted = await examination2.check("source", "certificate", async () => {
    return { value: true, message: `trusted, ${await trustHost(host, port, caFile)}` };
  });
  if (trusted === void 0) {
    examination2.skip("source", "session", "not tried, because the certificate is not trusted");
    return void 0;
  }
  return examination2.check("source", "session", async () => {
    const value = await connectSource(configuration, env, SILENT);
    const as = env.DATABRICKS_TOKEN ? "DATABRICKS_TOKEN is accepted" : "the Azure identity is accepted";
    return { value, message: `${as}, Arrow results are on` };
  });
}
function readSourceClock(warehouse) {
  const statement = { label: "read the clock", sql: "SELECT unix_micros(current_timestamp()) AS now" };
  return readClock(async () => {
    const [row] = await warehouse.query(statement);
    return integer(row ?? {}, "now");
  });
}
async function serverVersion(warehouse) {
  const unknown = { value: void 0, message: "the server does not tell its version" };
  try {
    const [row] = await warehouse.query({ label: "read the version", sql: "SELECT version() AS version" });
    const version = /^v?(\d{1,4}(?:\.\d{1,4}){1,3})/.exec(text(row ?? {}, "version"))?.[1];
    return version === void 0 ? unknown : { value: void 0, message: `Spark ${version}` };
  } catch (error) {
    if (error instanceof CohortSyncError && error.code === "SOURCE_STATEMENT_FAILED") return unknown;
    throw error;
  }
}
async function readable(warehouse, configuration, table, isWanted) {
  const schemas = schemasOf(configuration);
  const { timeZone } = configuration.source;
  const described = await describeTable(warehouse, schemas, table, timeZone ?? "UTC");
  if (described === void 0) {
    if (!isWanted)
      return { value: void 0, message: "the source has none, and no cohort names it", skipped: true };
    throw new CohortSyncError("the source has no such table, or does not show it", {
      code: "SOURCE_TABLE_MISSING",
      remedy: "Check source.catalog, source.schema and the grants, or take the table out of the cohort files."
    });
  }
  const { source, refused } = described;
  checkColumns(source, timeZone);
  await warehouse.query({
    label: `read ${table}`,
    sql: `SELECT 1 AS one FROM ${qualified(schemas, "schema", table)} LIMIT 1`
  });
  const unfit = refused.length === 0 ? "" : `, ${refused.length} of types that cannot land`;
  const way = source.version === null ? "staged, because it cannot be read by version" : `by version ${source.version}`;
  return { value: void 0, message: `${source.columns.length} columns${unfit}, read ${way}` };
}

// src/doctor/check-storage.ts
import { randomUUID as randomUUID2 } from "node:crypto";

// src/doctor/check-landing.ts
import { randomUUID } from "node:crypto";
async function checkLanding(examination2, landing) {
  const path = `_cohort-sync/doctor/${randomUUID()}`;
  const step = (subject, message, run) => examination2.check("storage", `landing ${subject}`, async () => {
    await run();
    return { value: true, message };
  });
  const written = await step("write", "allowed, and conditions are honoured", () => writeOnce(landing, path));
  if (written === void 0) {
    examination2.skip("storage", "landing lease, delete", "not tried, because nothing could be written");
    return;
  }
  await step("lease", "allowed, and exclusive", () => leaseOnce(landing, path));
  await step("delete", "allowed", async () => {
    await landing.delete(path);
    if (await landing.read(path) !== void 0) throw ignored("a deletion");
  });
}
async function writeOnce(landing, path) {
  const content = new TextEncoder().encode("cohort-sync doctor\n");
  await landing.putIfAbsent(path, content);
  if (await landing.putIfAbsent(path, new Uint8Array()) !== "exists")
    throw ignored("a condition of a write");
  const stored = await landing.read(path);
  if (stored === void 0 || Buffer.compare(stored.content, content) !== 0) throw ignored("a write");
}
async function leaseOnce(landing, path) {
  const lease = await landing.acquireLease(path, 15);
  const second = await landing.acquireLease(path, 15);
  await second?.release();
  await lease?.release();
  if (lease === void 0 || second !== void 0) throw ignored("a lease");
}
function ignored(what) {
  return new CohortSyncError(`the storage does not honour ${what}`, {
    code: "STORAGE_UNFIT",
    remedy: "Use Azure Blob Storage or Data Lake Storage Gen2, without anything between that caches or rewrites."
  });
}

// src/doctor/check-storage.ts
var SILENT2 = "not tried, because the storage does not answer";
var ROLES = ["landing", "rosters", "withdrawals", "approvals", "diagnostics"];
async function checkStorage(examination2, configuration, stores) {
  await checkStorageClock(examination2, stores.landing);
  const silent = /* @__PURE__ */ new Set();
  for (const role of ROLES) {
    const { host } = new URL(stores[role].url);
    if (silent.has(host)) {
      examination2.skip("storage", role, SILENT2);
      continue;
    }
    const open = await examination2.check("storage", role, () => listable(stores[role]));
    if (open !== void 0) await checkRights(examination2, configuration, stores, role);
    else if (examination2.checks.at(-1)?.code === "STORAGE_UNREACHABLE") silent.add(host);
  }
  const { certificates } = stores;
  if (certificates !== void 0) {
    if (silent.has(new URL(certificates.url).host)) examination2.skip("storage", "certificates write", SILENT2);
    else await examination2.check("storage", "certificates write", () => mayWrite(certificates, void 0));
  }
  return silent.size === 0;
}
function checkRights(examination2, { approvals }, stores, role) {
  const store = stores[role];
  switch (role) {
    case "landing":
      return checkLanding(examination2, store);
    case "diagnostics":
      return examination2.check("storage", `${role} write`, () => requireWrite(store));
    case "rosters":
      return examination2.check("storage", `${role} write`, () => mayWrite(store, void 0));
    case "approvals":
      return examination2.check(
        "storage",
        `${role} write`,
        () => mayWrite(store, approvals.manual ? void 0 : TOO_MUCH.approvals)
      );
    case "withdrawals":
      return examination2.check("storage", `${role} write`, () => mayWrite(store, TOO_MUCH.withdrawals));
  }
}
var TOO_MUCH = {
  approvals: {
    code: "APPROVALS_WRITABLE",
    remedy: 'Give this identity the role "Storage Blob Data Reader" there; only the approve job writes approvals.'
  },
  withdrawals: {
    code: "WITHDRAWALS_WRITABLE",
    remedy: 'Give this identity the role "Storage Blob Data Reader" there; only the collaborator writes withdrawals.'
  }
};
async function listable(store) {
  const probe = probePath();
  for await (const _ of store.list(probe)) break;
  await store.read(probe);
  return { value: true, message: `exists, can be listed and read (${store.url})` };
}
async function canWrite(store) {
  try {
    await store.replace(probePath(), new Uint8Array(), '"0x0000000000000000"');
    return true;
  } catch (error) {
    if (error instanceof CohortSyncError && REFUSED.has(error.code)) return false;
    throw error;
  }
}
var REFUSED = /* @__PURE__ */ new Set(["STORAGE_DENIED", "STORAGE_READ_ONLY"]);
async function requireWrite(store) {
  if (await canWrite(store)) return { value: void 0, message: "allowed" };
  throw new RemoteError("this identity may not write there", {
    code: "STORAGE_DENIED",
    remedy: 'Give this identity the role "Storage Blob Data Contributor" on the container.'
  });
}
async function mayWrite(store, tooMuch) {
  if (!await canWrite(store)) return { value: void 0, message: "refused, as a sync needs none" };
  const message = "allowed, though a sync needs no such right";
  return { value: void 0, message, ...tooMuch === void 0 ? {} : { warning: tooMuch } };
}
async function checkStorageClock(examination2, { url }) {
  const reading = await readClock(async () => {
    const answer = await fetch(url, {
      method: "HEAD",
      signal: AbortSignal.timeout(1e4),
      redirect: "manual"
    });
    return BigInt(Date.parse(answer.headers.get("date") ?? "") + 500) * 1000n;
  }).catch(() => void 0);
  if (reading === void 0) {
    examination2.skip("storage", "clock", "not compared: no answer without a credential");
    return;
  }
  await examination2.check("storage", "clock", async () => judgeClock(reading));
}
function probePath() {
  return `_cohort-sync/doctor/${randomUUID2()}`;
}

// src/doctor/check-unload.ts
import { randomUUID as randomUUID3 } from "node:crypto";
async function checkUnload(examination2, configuration, env, stores) {
  const staging = stagingOf(configuration, stores);
  if (staging === void 0) return;
  const open = await examination2.check("storage", "staging", async () => {
    const { value, message } = await listable(staging.store);
    let left = 0;
    for await (const _ of staging.store.list("")) left += 1;
    return { value, message: `${message}, ${left} files lie there` };
  });
  if (open === void 0) return;
  await examination2.check("source", "unload", async () => {
    await unloadProbe(configuration, env, stores, staging);
    const message = "allowed, timestamps come as INT64, and the storage copies what was unloaded";
    return { value: void 0, message };
  });
}
async function unloadProbe(configuration, env, { landing }, { store, location }) {
  const folder = `doctor/${randomUUID3()}/`;
  const copy = `_cohort-sync/doctor/${randomUUID3()}`;
  const pool = createTransferPool({ workers: 1, rowGroupRows: 1, fileBytes: 1 });
  const warehouse = await connectSource(configuration, env, SILENT);
  try {
    const statement = {
      label: "unload a row",
      sql: unloadSql(`${location}/${folder.slice(0, -1)}`, PROBE2),
      once: true
    };
    await warehouse.execute(statement).catch(unloadFailed);
    const blobs = await listStaged(store, folder);
    const { files } = await pool.prove(
      blobs.map((blob) => stagedFile(store, blob)),
      CONTRACT
    ).catch(fileRefused);
    const [filled] = blobs.filter((_, n) => files[n]?.rows === 1n);
    if (filled !== void 0) await landing.copyFrom(copy, store.copySource(filled.path, filled.etag));
  } finally {
    await Promise.allSettled([discardStaged(store, folder), landing.delete(copy)]);
    await warehouse.close();
    await pool.close();
  }
}
var PROBE2 = `SELECT CAST(1 AS BIGINT) AS ${quote(PERSON_COLUMN)}, timestamp_micros(0) AS ${quote(LOAD_COLUMN)}`;
var COLUMNS = [
  { name: PERSON_COLUMN, type: "long" },
  { name: LOAD_COLUMN, type: "timestamp" }
];
var NOBODY = new SharedArrayBuffer(8);
new BigInt64Array(NOBODY)[0] = 1n;
var CONTRACT = {
  columns: COLUMNS,
  personColumn: PERSON_COLUMN,
  fingerprintColumns: [PERSON_COLUMN, LOAD_COLUMN],
  loadColumn: LOAD_COLUMN,
  persons: NOBODY,
  from: 0n,
  until: 1n,
  nulls: false,
  timeZone: "UTC"
};

// src/doctor/examination.ts
function examination(announce) {
  const checks = [];
  const record = (check) => {
    checks.push(check);
    announce(check);
  };
  return {
    checks,
    async check(area, subject, run) {
      try {
        const { value, message, warning, skipped } = await run();
        const outcome = skipped ? "skipped" : warning === void 0 ? "ok" : "warning";
        record({
          area,
          subject,
          outcome,
          message,
          code: warning?.code ?? null,
          remedy: warning?.remedy ?? null
        });
        return value;
      } catch (error) {
        record({ area, subject, outcome: "failed", ...problemOf(error) });
        return void 0;
      }
    },
    skip(area, subject, message) {
      record({ area, subject, outcome: "skipped", message, code: null, remedy: null });
    }
  };
}
function problemOf(error) {
  if (error instanceof CohortSyncError) {
    return { message: error.message, code: error.code, remedy: error.remedy };
  }
  return {
    message: "An unexpected error ended this check.",
    code: "INTERNAL",
    remedy: "Run again; if it comes back, report it."
  };
}

// src/doctor/doctor.ts
async function runDoctor(configuration, env, now, announce) {
  const visit = examination(announce);
  await checkRuntime(visit, process.versions.node);
  const files = await checkCohortFiles(visit, configuration);
  await checkSource(visit, configuration, env, wantedTables(files));
  const stores = await visit.check("storage", "credentials", async () => {
    const value = openStores(configuration, env);
    const as = env.AZURE_STORAGE_CONNECTION_STRING ? "AZURE_STORAGE_CONNECTION_STRING" : "an Azure identity";
    return { value, message: `by ${as}` };
  });
  if (stores !== void 0) {
    const answers = await checkStorage(visit, configuration, stores);
    if (answers) await checkUnload(visit, configuration, env, stores);
    if (answers) await checkCohorts(visit, stores, configuration, files, now);
    else visit.skip("cohorts", "approvals, rosters", "not looked at, because the storage does not answer");
  }
  const count = (outcome) => visit.checks.filter((check) => check.outcome === outcome).length;
  const failed = count("failed");
  const report = {
    verdict: failed === 0 ? "healthy" : "failed",
    failed,
    warnings: count("warning"),
    checks: visit.checks
  };
  return { report, exitCode: failed === 0 ? EXIT.done : EXIT.failed };
}
var LEAST_NODE = 24;
async function checkRuntime(visit, version) {
  await visit.check("machine", "Node.js", async () => {
    if (Number.parseInt(version, 10) >= LEAST_NODE) return { value: void 0, message: version };
    throw new CohortSyncError(`this is Node.js ${version}`, {
      code: "NODE_TOO_OLD",
      remedy: `Use Node.js ${LEAST_NODE} or newer; "npm ci" brings one to the scripts of this project.`
    });
  });
}

export {
  runDoctor,
  checkRuntime
};
