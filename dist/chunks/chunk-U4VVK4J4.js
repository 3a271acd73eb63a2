import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  expiresEarlierOnly,
  resolve
} from "./chunk-LZJC4O6B.js";
import {
  PRIMES
} from "./chunk-67JGINQA.js";
import {
  external_exports,
  omopTable
} from "./chunk-AORXR5WC.js";
import {
  DAY,
  WEEK,
  floorDivide
} from "./chunk-FV3B4KGK.js";
import {
  ConfigurationError,
  IntegrityError
} from "./chunk-EKFMLNWJ.js";

// src/fingerprint/person-bucket.ts
var HASH_RANGE = 4096;
var P = PRIMES[1];
var MULTIPLIER = 1181783497n;
var OFFSET = 1566083941n;
function personHash(person) {
  return Number((person % P + P + OFFSET) % P * MULTIPLIER % P % BigInt(HASH_RANGE));
}
function personHashSql(person) {
  return `CAST((((((${person}) % ${P}) + ${P + OFFSET}) % ${P}) * ${MULTIPLIER} % ${P}) % ${HASH_RANGE} AS INT)`;
}

// src/plan/week-grid.ts
var ORIGIN = 6n * DAY;
var FIRST_CELL = -2e5;
var NULL_CELL = -2e6;
function cellOf(instant) {
  return Number(floorDivide(instant - ORIGIN, WEEK));
}
function cellStart(cell2) {
  return ORIGIN + BigInt(cell2) * WEEK;
}
function cellSql(microseconds) {
  const shift = BigInt(-FIRST_CELL) * WEEK - ORIGIN;
  return `CAST((${microseconds} + ${shift}) DIV ${WEEK} AS INT) + ${FIRST_CELL}`;
}

// src/landing/paths.ts
var COHORT = /^[a-z][a-z0-9-]{2,47}$/;
var GROUP = /^g[1-9]\d{0,8}$/;
var RUN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;
var DIGEST = /^[0-9a-f]{64}$/;
var UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
var VERSION_DIGITS = 20;
var SNAPSHOT_DIGITS = 10;
function cohortFolder(cohort) {
  return `cohorts/${plain(cohort, COHORT, "cohort id")}/`;
}
function tableFolder({ cohort, table }) {
  if (omopTable(table) === void 0) throw unsafe("table name");
  return `${cohortFolder(cohort)}${table}/`;
}
function logFolder(address) {
  return `${tableFolder(address)}_delta_log/`;
}
function versionDigits(version) {
  if (!Number.isSafeInteger(version) || version < 0) throw new RangeError("not a version");
  return version.toString().padStart(VERSION_DIGITS, "0");
}
function commitPath(address, version) {
  return `${logFolder(address)}${versionDigits(version)}.json`;
}
function checkpointPath(address, version) {
  return `${logFolder(address)}${versionDigits(version)}.checkpoint.parquet`;
}
function lastCheckpointPath(address) {
  return `${logFolder(address)}_last_checkpoint`;
}
function dataFilePath(address, name, uuid) {
  const { firstCell, lastCell, bucket, buckets } = name.slice;
  if (!isSlice(name.slice)) throw unsafe("slice");
  const group2 = plain(name.group, GROUP, "group");
  const cells = firstCell === NULL_CELL ? "null" : `${firstCell}_${lastCell}`;
  return `${tableFolder(address)}${group2}/${cells}/${bucket}of${buckets}/${plain(uuid, UUID, "file id")}.parquet`;
}
var DATA_FILE = /^(g[1-9]\d{0,8})\/(?:(null)|(-?\d{1,7})_(-?\d{1,7}))\/(\d{1,4})of(\d{1,4})\/[0-9a-f-]{36}\.parquet$/;
function parseDataFilePath(address, path) {
  const folder = tableFolder(address);
  const match = path.startsWith(folder) ? DATA_FILE.exec(path.slice(folder.length)) : null;
  if (match === null) return void 0;
  const [, group2 = "", nulls, first, last, bucket, buckets] = match;
  const cell2 = (text) => nulls ? NULL_CELL : Number(text);
  const slice2 = {
    firstCell: cell2(first),
    lastCell: cell2(last),
    bucket: Number(bucket),
    buckets: Number(buckets)
  };
  return isSlice(slice2) ? { group: group2, slice: slice2 } : void 0;
}
function isSlice({ firstCell, lastCell, bucket, buckets }) {
  const cells = Number.isInteger(firstCell) && Number.isInteger(lastCell) && firstCell <= lastCell && firstCell === NULL_CELL === (lastCell === NULL_CELL);
  const power = Number.isInteger(buckets) && buckets >= 1 && buckets <= HASH_RANGE && (buckets & buckets - 1) === 0;
  return cells && power && Number.isInteger(bucket) && bucket >= 0 && bucket < buckets;
}
function isGroup(group2) {
  return GROUP.test(group2);
}
function membersIndexPath(cohort) {
  return `_cohort-sync/members/${plain(cohort, COHORT, "cohort id")}/index.json`;
}
function membersFolder(cohort) {
  return `_cohort-sync/members/${plain(cohort, COHORT, "cohort id")}/`;
}
function memberListPath(cohort, digest2) {
  return `_cohort-sync/members/${plain(cohort, COHORT, "cohort id")}/${plain(digest2, DIGEST, "digest")}`;
}
function leasePath(cohort) {
  return `_cohort-sync/leases/${plain(cohort, COHORT, "cohort id")}`;
}
function snapshotFolder(cohort) {
  return `_cohort-sync/snapshots/${plain(cohort, COHORT, "cohort id")}/`;
}
function snapshotPath(cohort, number) {
  if (!Number.isSafeInteger(number) || number < 1 || number > 9999999999)
    throw new RangeError("not a number of a snapshot");
  return `${snapshotFolder(cohort)}${number.toString().padStart(SNAPSHOT_DIGITS, "0")}.json`;
}
function withdrawnPath(cohort, number) {
  return snapshotPath(cohort, number).replace(/\.json$/, ".withdrawn.json");
}
function numbersFolder(cohort) {
  return `_cohort-sync/numbers/${plain(cohort, COHORT, "cohort id")}/`;
}
function numberPath(cohort, number) {
  const name = snapshotPath(cohort, number).slice(snapshotFolder(cohort).length);
  return `${numbersFolder(cohort)}${name.replace(/\.json$/, "")}`;
}
function purgeJournalPath(cohort) {
  return `_cohort-sync/purges/${plain(cohort, COHORT, "cohort id")}.json`;
}
function certificateFolder(cohort) {
  return `_cohort-sync/certificates/${plain(cohort, COHORT, "cohort id")}/`;
}
var RUNS_FOLDER = "_cohort-sync/runs/";
function runPath(run, name) {
  return `${RUNS_FOLDER}${plain(run, RUN, "run id")}/${plain(name, /^[a-z0-9][a-z0-9-]{0,63}\.json$/, "report name")}`;
}
function pagePath(name) {
  return `_cohort-sync/reports/${plain(name, RUN, "name of a page")}.html`;
}
var NEWEST_PAGE = "_cohort-sync/reports/newest.html";
function plain(text, pattern, what) {
  if (!pattern.test(text)) throw unsafe(what);
  return text;
}
function unsafe(what) {
  return new IntegrityError(`A ${what} is not one that a path may hold.`, {
    code: "UNSAFE_PATH",
    remedy: "Use the names that the cohort file schema and the table registry allow."
  });
}

// src/approval/approval-state.ts
var INACTIVE = /* @__PURE__ */ new Set([
  "suspended",
  "revoked",
  "expired"
]);
function approvedHead(chain, file, now) {
  const { cohort, content } = file;
  const head = chain.at(-1);
  if (cohort.status === "revoked" || head?.status === "revoked") return refuse("revoked", file.id);
  if (cohort.status === "suspended") return refuse("suspended", file.id);
  if (now >= cohort.expires) return refuse("expired", file.id);
  if (!head) return refuse("unapproved", file.id);
  if (head.file.sha256 === content.sha256 && head.file.blob === content.blob) {
    if (head.status !== "active") return refuse(head.status, file.id);
    if (now >= head.expires) return refuse("expired", file.id);
    return { state: "approved", approval: head };
  }
  const wasApproved = chain.some((approval) => approval.file.sha256 === content.sha256);
  if (wasApproved) return refuse("superseded", file.id);
  const asked = resolve(cohort);
  if (head.status === "active" && expiresEarlierOnly(head, asked)) {
    return { state: "approved", approval: { ...head, expires: asked.expires } };
  }
  return refuse("pending", file.id);
}
function refuse(state, cohortId) {
  return { state, error: ERRORS[state](`Cohort ${cohortId}`) };
}
var ERRORS = {
  unapproved: (cohort) => new IntegrityError(`${cohort} has no approval.`, {
    code: "UNAPPROVED",
    remedy: 'Have the cohort file approved; where manual approvals are allowed, by "cohort-sync approve".'
  }),
  superseded: (cohort) => new IntegrityError(`${cohort} has the content of an older approval; a newer one is in force.`, {
    code: "SUPERSEDED",
    remedy: "Run the tip of the default branch; to go back on purpose, have the old content approved again."
  }),
  pending: (cohort) => new IntegrityError(`${cohort} has a content that nobody approved.`, {
    code: "APPROVAL_PENDING",
    remedy: "Have the changed cohort file approved, or restore the approved content."
  }),
  suspended: (cohort) => new ConfigurationError(`${cohort} is suspended.`, {
    code: "COHORT_SUSPENDED",
    remedy: "Nothing to do; to go on, set status: active and have it approved."
  }),
  revoked: (cohort) => new ConfigurationError(`${cohort} is revoked.`, {
    code: "COHORT_REVOKED",
    remedy: "Purge what has landed; a new project takes a new cohort id."
  }),
  expired: (cohort) => new ConfigurationError(`${cohort} is expired.`, {
    code: "COHORT_EXPIRED",
    remedy: "Have a later expiry approved, or purge what has landed."
  })
};

// src/landing/log-error.ts
function logBroken(path, what, cause) {
  return new IntegrityError(`The log of a landed table is broken: ${path}: ${what}.`, {
    code: "LANDING_LOG_BROKEN",
    remedy: "Restore the blob from soft delete or a backup, or rebuild the table; nothing was changed.",
    cause
  });
}
function isLogBroken(error) {
  return error instanceof IntegrityError && BROKEN.has(error.code);
}
async function unlessBroken(pending) {
  try {
    return await pending;
  } catch (error) {
    if (isLogBroken(error)) return "broken";
    throw error;
  }
}
var BROKEN = /* @__PURE__ */ new Set(["LANDING_LOG_BROKEN", "LANDING_VERSION_MISSING"]);

// src/landing/coverage-codec.ts
var long = external_exports.string().regex(/^-?(?:0|[1-9]\d{0,38})$/).transform(BigInt);
var count = long.refine((value) => value >= 0n);
var fingerprint = external_exports.tuple([count, count]);
var cell = external_exports.int();
var digest = external_exports.string().regex(/^[0-9a-f]{64}$/);
var slice = external_exports.strictObject({
  firstCell: cell,
  lastCell: cell,
  bucket: external_exports.int(),
  buckets: external_exports.int(),
  rows: count,
  transfer: fingerprint,
  change: long
}).refine(isSlice);
var group = external_exports.strictObject({
  group: external_exports.string().refine(isGroup),
  members: digest,
  through: long.nullable(),
  slices: external_exports.array(slice)
});
var survey = external_exports.strictObject({
  version: long.nullable(),
  total: count,
  columns: external_exports.string(),
  firstCell: cell,
  cells: external_exports.array(external_exports.strictObject({ cell, rows: count, change: long }))
});
var coverage = external_exports.strictObject({
  run: external_exports.string().min(1).max(200),
  revision: external_exports.int().nonnegative(),
  groups: external_exports.array(group).refine((groups) => new Set(groups.map((entry) => entry.group)).size === groups.length),
  survey: survey.exactOptional()
});
function encodeCoverage(value) {
  return JSON.parse(
    JSON.stringify(value, (_key, entry) => typeof entry === "bigint" ? `${entry}` : entry)
  );
}
function decodeCoverage(value) {
  return coverage.parse(value);
}

// src/landing/delta-schema.ts
var PLAIN = { minReaderVersion: 1, minWriterVersion: 2 };
var WITHOUT_ZONE = {
  minReaderVersion: 3,
  minWriterVersion: 7,
  readerFeatures: ["timestampNtz"],
  writerFeatures: ["timestampNtz"]
};
function protocolFor(columns) {
  return columns.some((column) => column.type === "timestamp_ntz") ? WITHOUT_ZONE : PLAIN;
}
function encodeSchema(columns) {
  const fields = columns.map(({ name, type }) => ({ name, type, nullable: true, metadata: {} }));
  return JSON.stringify({ type: "struct", fields });
}
var columnType = external_exports.string().refine(isColumnType).transform((type) => type);
var schema = external_exports.object({
  type: external_exports.literal("struct"),
  fields: external_exports.array(external_exports.object({ name: external_exports.string().min(1), type: columnType }))
});
function decodeSchema(text) {
  return schema.parse(JSON.parse(text)).fields;
}
var PRIMITIVE = /^(?:integer|long|short|byte|float|double|boolean|string|date|timestamp|timestamp_ntz|decimal\((\d{1,2}),(\d{1,2})\))$/;
function isColumnType(type) {
  const match = PRIMITIVE.exec(type);
  if (match === null) return false;
  const [, precision, scale] = match;
  if (precision === void 0) return true;
  return Number(precision) >= 1 && Number(precision) <= 38 && Number(scale) <= Number(precision);
}

// src/landing/table-state.ts
function requireOurs(table) {
  if (!table.foreign) return table;
  throw foreignCommit(table, []);
}
function foreignCommit({ cohort, table, version, operation }, findings) {
  return new IntegrityError(
    `Version ${version} of ${table} of cohort ${cohort} was committed by another engine (${operation}).`,
    {
      code: "FOREIGN_COMMIT",
      remedy: "Restore the table to the version before, or rebuild it; give other engines read rights only.",
      findings
    }
  );
}
function readState({ cohort, table }, version, log) {
  const address = { cohort, table };
  const path = commitPath(address, version);
  if (log.metaData === void 0 || log.protocol === void 0) {
    throw logBroken(path, "no commit up to it has a schema and a protocol");
  }
  try {
    const schema2 = decodeSchema(log.metaData.schemaString);
    const coverage2 = decodeCoverage(log.commitInfo?.cohortSync?.coverage);
    const files = new Map(
      [...log.adds.values()].map((add) => liveFile(address, add)).map((file) => [file.path, file])
    );
    return { ...address, foreign: false, version, schema: schema2, files, txns: log.txns, coverage: coverage2, log };
  } catch (cause) {
    throw logBroken(path, "schema, coverage or files are not as this product writes them", cause);
  }
}
function foreignTable({ cohort, table }, version, log) {
  const operation = log.commitInfo?.operation ?? "";
  return {
    cohort,
    table,
    foreign: true,
    version,
    operation: /^[A-Z][A-Z ]{0,39}$/.test(operation) ? operation : "UNKNOWN"
  };
}
function encodePath(address, path) {
  return path.slice(tableFolder(address).length).split("/").map(encodeURIComponent).join("/");
}
function fileTags(file) {
  const { firstCell, lastCell, bucket, buckets } = file.slice;
  return {
    "cohortSync.group": file.group,
    "cohortSync.cells": `${firstCell}_${lastCell}`,
    "cohortSync.bucket": `${bucket}of${buckets}`,
    "cohortSync.rows": `${file.rows}`,
    "cohortSync.transfer": file.transfer.join(",")
  };
}
var tags = external_exports.object({
  "cohortSync.rows": external_exports.string().regex(/^\d{1,19}$/),
  "cohortSync.transfer": external_exports.string().regex(/^\d{1,39},\d{1,39}$/)
});
function liveFile(address, add) {
  const path = tableFolder(address) + decodeURIComponent(add.path);
  const name = parseDataFilePath(address, path);
  if (name === void 0) throw new TypeError("a file that belongs to no slice");
  const { "cohortSync.rows": rows, "cohortSync.transfer": transfer } = tags.parse(add.tags);
  const [first = 0n, second = 0n] = transfer.split(",").map(BigInt);
  return { path, size: add.size, ...name, rows: BigInt(rows), transfer: [first, second] };
}

// src/landing/table-properties.ts
var REMOVED_FILE_RETENTION_MILLISECONDS = 30 * 24 * 60 * 60 * 1e3;
var TABLE_PROPERTIES = {
  "delta.logRetentionDuration": "interval 36500 days",
  "delta.enableExpiredLogCleanup": "false",
  "delta.deletedFileRetentionDuration": "interval 30 days",
  "delta.checkpointInterval": "10",
  "delta.dataSkippingNumIndexedCols": "0",
  "delta.dataSkippingStatsColumns": "load_dt"
};

export {
  INACTIVE,
  approvedHead,
  HASH_RANGE,
  personHash,
  personHashSql,
  FIRST_CELL,
  NULL_CELL,
  cellOf,
  cellStart,
  cellSql,
  cohortFolder,
  tableFolder,
  logFolder,
  versionDigits,
  commitPath,
  checkpointPath,
  lastCheckpointPath,
  dataFilePath,
  parseDataFilePath,
  isSlice,
  isGroup,
  membersIndexPath,
  membersFolder,
  memberListPath,
  leasePath,
  snapshotFolder,
  snapshotPath,
  withdrawnPath,
  numbersFolder,
  numberPath,
  purgeJournalPath,
  certificateFolder,
  RUNS_FOLDER,
  runPath,
  pagePath,
  NEWEST_PAGE,
  logBroken,
  isLogBroken,
  unlessBroken,
  REMOVED_FILE_RETENTION_MILLISECONDS,
  TABLE_PROPERTIES,
  long,
  count,
  fingerprint,
  digest,
  slice,
  group,
  survey,
  encodeCoverage,
  protocolFor,
  encodeSchema,
  decodeSchema,
  requireOurs,
  foreignCommit,
  readState,
  foreignTable,
  encodePath,
  fileTags
};
