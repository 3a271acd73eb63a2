import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  checkAccount,
  ifOver,
  isHistory
} from "./chunk-VNAU7YCA.js";
import {
  LOAD_COLUMN as LOAD_COLUMN2,
  PERSON_COLUMN,
  dropStatement,
  integer,
  keyColumns,
  qualified,
  quote,
  text
} from "./chunk-F7QBHU54.js";
import {
  EMPTY_LOG,
  NULL_CELL,
  TABLE_PROPERTIES,
  cellStart,
  checkpointDue,
  commitPath,
  decodeCommit,
  encodeCommit,
  encodeCoverage,
  encodePath,
  encodeSchema,
  fileTags,
  isSlice,
  openTable,
  parseDataFilePath,
  protocolFor,
  readCommit,
  readState,
  replay,
  writeCheckpoint
} from "./chunk-HJT2KP45.js";
import {
  LOAD_COLUMN,
  OMOP_TABLES
} from "./chunk-UJWNA7NU.js";
import {
  floorDivide
} from "./chunk-FV3B4KGK.js";
import {
  CohortSyncError,
  IntegrityError
} from "./chunk-EKFMLNWJ.js";

// src/purge/abandoned.ts
async function findLandingWithoutFile(landing, cohort) {
  const tables = await Promise.all(
    OMOP_TABLES.map(({ name }) => openTable(landing, { cohort, table: name }))
  );
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

// src/source/statements/erase.ts
function sandboxTablesStatement({ catalog, sandbox }) {
  const schema = [catalog, sandbox].flatMap((name) => name === void 0 ? [] : [quote(name)]).join(".");
  return { label: "list sandbox", sql: `SHOW TABLES IN ${schema}` };
}
function decodeTables(rows) {
  return rows.map((row) => text(row, "tableName"));
}
function rosterKeysStatement(schemas, table) {
  return {
    label: "list sandbox rosters",
    sql: `SELECT DISTINCT r.group_key FROM ${qualified(schemas, "sandbox", table)} r`
  };
}
function decodeKeys(rows) {
  return rows.map((row) => text(row, "group_key"));
}
function deleteKeysStatement(schemas, table, keys) {
  return {
    label: "erase sandbox rosters",
    sql: `DELETE FROM ${qualified(schemas, "sandbox", table)}
WHERE group_key IN (SELECT explode(split(:group_keys, ',')))`,
    parameters: { group_keys: keys.join(",") }
  };
}
function deleteAllStatement(schemas, table) {
  return {
    label: "empty sandbox table",
    sql: `DELETE FROM ${qualified(schemas, "sandbox", table)} WHERE true`
  };
}
function deletePersonsStatement(schemas, table, ids) {
  return {
    label: "erase persons from a stage",
    sql: `DELETE FROM ${qualified(schemas, "sandbox", table)}
WHERE person_id IN (SELECT CAST(t.id AS BIGINT) FROM (SELECT explode(split(:ids, ',')) AS id) t)`,
    parameters: { ids }
  };
}
function countStatement(schemas, table) {
  return {
    label: "count sandbox table",
    sql: `SELECT count(*) AS total FROM ${qualified(schemas, "sandbox", table)}`
  };
}
function decodeCount(rows) {
  const [row] = rows;
  if (row === void 0) throw new RangeError("a count without a row");
  return integer(row, "total");
}
function forgetHistoryStatements(schemas, table) {
  const name = qualified(schemas, "sandbox", table);
  const property = "'delta.deletedFileRetentionDuration'";
  return [
    { label: "purge deletion vectors", sql: `REORG TABLE ${name} APPLY (PURGE)` },
    {
      label: "let history go",
      sql: `ALTER TABLE ${name} SET TBLPROPERTIES (${property} = 'interval 0 hours')`
    },
    { label: "erase history", sql: `VACUUM ${name}` },
    { label: "keep history again", sql: `ALTER TABLE ${name} UNSET TBLPROPERTIES IF EXISTS (${property})` }
  ];
}

// src/sandbox/sweep.ts
var OF_A_RUN = /^cohort_sync_(?:stage_verify|stage|loading|verify)_(\d{8}t\d{6}_[0-9a-f]{8})(?:_|$)/;
function runOfTable(table) {
  return OF_A_RUN.exec(table)?.[1];
}
async function sweepSandbox({ warehouse, schemas, diagnostics, now }) {
  const tables = decodeTables(await warehouse.query(sandboxTablesStatement(schemas)));
  const runs = new Set(tables.flatMap((table) => runOfTable(table) ?? []));
  let dropped = 0;
  for (const run of runs) {
    await ifOver(diagnostics, run, now, async () => {
      for (const table of tables.filter((name) => runOfTable(name) === run)) {
        await warehouse.execute(dropStatement(schemas, table));
        dropped += 1;
      }
    });
  }
  return dropped;
}

// src/sync/interruption.ts
function throwIfInterrupted(signal) {
  if (!signal?.aborted) return;
  throw new CohortSyncError("The run was interrupted.", {
    code: "INTERRUPTED",
    remedy: "Run again: it goes on behind the last commit."
  });
}

// src/verify/file-contract.ts
function fileContract({ table, schema }, slice, persons, timeZone) {
  const nulls = slice.firstCell === NULL_CELL;
  return {
    columns: schema,
    personColumn: PERSON_COLUMN,
    fingerprintColumns: [...keyColumns(table), PERSON_COLUMN, LOAD_COLUMN2],
    loadColumn: LOAD_COLUMN2,
    persons,
    // The null cell holds rows without load_dt and no others: an empty window says so.
    from: nulls ? 0n : isHistory(slice) ? null : cellStart(slice.firstCell),
    until: nulls ? 0n : cellStart(slice.lastCell + 1),
    nulls,
    timeZone
  };
}
function storedFile(landing, { path, size }) {
  return { size, readRange: (offset, length) => landing.readRange(path, offset, length) };
}

// src/landing/commit.ts
import { randomUUID } from "node:crypto";

// src/landing/file-statistics.ts
function fileStatistics(file, columns) {
  const zoned = columns.some((column) => column.name === LOAD_COLUMN && column.type === "timestamp");
  const minimum = zoned ? bound(file.loadMinimum, 0n) : void 0;
  const maximum = zoned ? bound(file.loadMaximum, 999n) : void 0;
  const bounds = minimum && maximum ? { minValues: { [LOAD_COLUMN]: minimum }, maxValues: { [LOAD_COLUMN]: maximum } } : {};
  return JSON.stringify({ numRecords: Number(file.rows), ...bounds });
}
var FIRST = Date.parse("0001-01-01T00:00:00Z");
var LAST = Date.parse("9999-12-31T23:59:59.999Z");
function bound(instant, raise) {
  if (instant === null) return void 0;
  const milliseconds = Number(floorDivide(instant + raise, 1000n));
  return milliseconds < FIRST || milliseconds > LAST ? void 0 : new Date(milliseconds).toISOString();
}

// src/landing/table-change.ts
function watermarks(cohort, coverage) {
  return coverage.groups.flatMap(({ group, through }) => {
    const prefix = `cohort-sync/${cohort}/${group}`;
    const revision = { appId: `${prefix}/revision`, version: BigInt(coverage.revision) };
    return through === null ? [revision] : [{ appId: `${prefix}/through`, version: through }, revision];
  });
}
function actionsOf(address, state, change, identity) {
  const dataChange = change.operation !== "MERGE";
  return [
    { commitInfo: commitInfo(change, identity) },
    ...definition(state, change.schema, identity),
    ...moved(address.cohort, state, change).map((txn) => ({ txn: { ...txn, lastUpdated: identity.now } })),
    ...change.remove.map((path) => ({
      remove: {
        path: encodePath(address, path),
        deletionTimestamp: identity.now,
        dataChange,
        extendedFileMetadata: true,
        partitionValues: {},
        size: state?.files.get(path)?.size
      }
    })),
    ...change.add.map((file) => ({
      add: {
        path: encodePath(address, file.path),
        partitionValues: {},
        size: file.size,
        modificationTime: identity.now,
        dataChange,
        stats: fileStatistics(file, change.schema),
        tags: tagsOf(address, file)
      }
    }))
  ];
}
function commitInfo(change, { commit, now }) {
  const { operation, coverage } = change;
  return {
    timestamp: now,
    operation,
    operationParameters: { run: coverage.run, revision: `${coverage.revision}` },
    // Blind in Delta's sense: no file was read or removed to decide what to add.
    isBlindAppend: change.remove.length === 0,
    engineInfo: "cohort-sync",
    txnId: commit,
    cohortSync: { commit, run: coverage.run, coverage: encodeCoverage(coverage) }
  };
}
function definition(state, schema, { tableId, now }) {
  const schemaString = encodeSchema(schema);
  const before = state?.log.metaData;
  if (before?.schemaString === schemaString) return [];
  const metaData = {
    id: before?.id ?? tableId,
    format: { provider: "parquet", options: {} },
    schemaString,
    partitionColumns: [],
    configuration: { ...TABLE_PROPERTIES },
    createdTime: before?.createdTime ?? now
  };
  const wanted = protocolFor(schema);
  const raises = (state?.log.protocol?.minWriterVersion ?? 0) < wanted.minWriterVersion;
  const { readerFeatures, writerFeatures } = wanted;
  const protocol = {
    ...wanted,
    readerFeatures: readerFeatures && [...readerFeatures],
    writerFeatures: writerFeatures && [...writerFeatures]
  };
  return raises ? [{ protocol }, { metaData }] : [{ metaData }];
}
function moved(cohort, state, change) {
  return [...watermarks(cohort, change.coverage), ...change.txns ?? []].filter(
    ({ appId, version }) => state?.txns.get(appId) !== version
  );
}
function tagsOf(address, file) {
  const name = parseDataFilePath(address, file.path);
  if (name === void 0) throw new RangeError("a file that belongs to no slice of this table");
  return { ...fileTags({ ...name, rows: file.rows, transfer: file.transfer }) };
}

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

export {
  findLandingWithoutFile,
  withoutFile,
  sandboxTablesStatement,
  decodeTables,
  rosterKeysStatement,
  decodeKeys,
  deleteKeysStatement,
  deleteAllStatement,
  deletePersonsStatement,
  countStatement,
  decodeCount,
  forgetHistoryStatements,
  runOfTable,
  sweepSandbox,
  throwIfInterrupted,
  commitTable,
  fileContract,
  storedFile
};
