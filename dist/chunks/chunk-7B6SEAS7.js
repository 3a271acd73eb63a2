import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  FINDING_DIGEST,
  readOverride,
  readOverrides
} from "./chunk-U5FWGSMR.js";
import {
  LOAD_COLUMN,
  PERSON_COLUMN,
  keyColumns
} from "./chunk-JLSLRFOJ.js";
import {
  FIRST_CELL,
  HASH_RANGE,
  NULL_CELL,
  cellOf,
  cellStart,
  tableFolder
} from "./chunk-U4VVK4J4.js";
import {
  EMPTY_FINGERPRINT,
  addFingerprints
} from "./chunk-67JGINQA.js";
import {
  formatInstant,
  runnerNow
} from "./chunk-FV3B4KGK.js";
import {
  CohortSyncError,
  ConfigurationError,
  IntegrityError
} from "./chunk-EKFMLNWJ.js";

// src/override/finding.ts
import { createHmac } from "node:crypto";
var FINDING_KEY_BYTES = 32;
function nameFinding(key, finding, use2) {
  if (key.byteLength !== FINDING_KEY_BYTES) throw new RangeError("not a key of findings");
  const { code, override, cohort, table } = finding;
  const form = canonical({ format: 1, ...finding, use: use2 });
  return { code, override, cohort, table, digest: createHmac("sha256", key).update(form).digest("hex") };
}
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value === "bigint") return `"${value}"`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  const entries = value;
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(entries[name] ?? null)}`).join()}}`;
}

// src/override/finding-key.ts
import { randomBytes } from "node:crypto";
var PATH = "_cohort-sync/overrides/key";
async function findingKey(landing, mayWrite) {
  const found = await landing.read(PATH);
  if (found === void 0 && !mayWrite) return void 0;
  try {
    if (found === void 0) await landing.putIfAbsent(PATH, randomBytes(FINDING_KEY_BYTES));
  } catch (error) {
    if (error instanceof CohortSyncError && error.code === "STORAGE_DENIED") return void 0;
    throw error;
  }
  const key = found ?? await landing.read(PATH);
  if (key?.content.byteLength === FINDING_KEY_BYTES) return key.content;
  throw new IntegrityError("The key under which findings are named is broken.", {
    code: "OVERRIDE_KEY_BROKEN",
    remedy: `Restore ${PATH} of the landing from soft delete; or delete it: then every finding gets a new name.`
  });
}

// src/override/overrides.ts
var MOST_USES = 100;
function openOverrides(request) {
  const { landing, dryRun } = request;
  return {
    async find(findings) {
      if (findings.length === 0) return [];
      const key = await findingKey(landing, !dryRun);
      return Promise.all(
        findings.map(async (finding) => {
          if (key === void 0) return { name: void 0, override: void 0 };
          return answerTo(request, key, finding);
        })
      );
    },
    async pending(kind) {
      const pending = [];
      for (const record of await readOverrides(request.approvals)) {
        const allowed = record.proof.kind !== "manual" || request.policy.manual;
        if (record.kind !== kind || !allowed) continue;
        const blob = await landing.read(usePath(record.finding));
        if (blob === void 0 || runOf(blob.content) === request.run) pending.push(record);
      }
      return pending;
    },
    async use(override) {
      if (dryRun) return;
      const content = use(request, override);
      if (await landing.putIfAbsent(usePath(override.finding), content) === "created") return;
      const stored = await landing.read(usePath(override.finding));
      if (stored !== void 0 && runOf(stored.content) === request.run) return;
      throw used(override.finding);
    }
  };
}
async function checkAccepted({ landing, approvals }, accepted) {
  for (const finding of accepted) {
    if (!FINDING_DIGEST.test(finding)) {
      throw new ConfigurationError("What is to be accepted is no digest of a finding.", {
        code: "OVERRIDE_INPUT",
        remedy: "Give the 64 hexadecimal digits of the finding whole, as the run showed them."
      });
    }
    if (await readOverride(approvals, finding) === void 0) {
      throw new ConfigurationError(`Nobody approved an override of finding ${finding.slice(0, 12)}.`, {
        code: "OVERRIDE_UNKNOWN",
        remedy: "Have overrides/<finding>.yml approved by an owner, or the override recorded by hand."
      });
    }
    if (await landing.read(usePath(finding)) !== void 0) throw used(finding);
  }
}
async function answerTo(request, key, finding) {
  for (let count = 0; count < MOST_USES; count++) {
    const name = nameFinding(key, finding, count);
    const blob = await request.landing.read(usePath(name.digest));
    if (blob !== void 0 && runOf(blob.content) !== request.run) continue;
    const override = await readOverride(request.approvals, name.digest);
    if (override === void 0 || fits(request, override, name)) return { name, override };
  }
  throw new IntegrityError("One and the same finding was answered a hundred times.", {
    code: "OVERRIDE_USED",
    remedy: "Find out what uses the answers up without moving on; see the landing under _cohort-sync/overrides/."
  });
}
function fits({ policy }, record, name) {
  const about = (record.cohort ?? name.cohort) === name.cohort && (record.table ?? name.table) === name.table;
  return record.kind === name.override && about && (record.proof.kind !== "manual" || policy.manual);
}
function use({ run }, { finding, digest, kind }) {
  const document = { format: 1, finding, kind, record: digest, run, at: formatInstant(runnerNow()) };
  return Buffer.from(`${JSON.stringify(document, null, 2)}
`);
}
function runOf(content) {
  try {
    return JSON.parse(new TextDecoder().decode(content)).run;
  } catch {
    return void 0;
  }
}
function usePath(finding) {
  if (!FINDING_DIGEST.test(finding)) throw new RangeError("not the digest of a finding");
  return `_cohort-sync/overrides/${finding}.json`;
}
function used(finding) {
  return new ConfigurationError(`The override of finding ${finding.slice(0, 12)} was used before.`, {
    code: "OVERRIDE_USED",
    remedy: "Each override is valid once: run without it, and have what the run then finds answered anew."
  });
}

// src/verify/landed-file.ts
function landedFile(landing, address, { path, size }) {
  let asked;
  const requireSize = async () => {
    const damage = damageOf(address, size, await landing.sizeOf(path));
    if (damage !== void 0) throw damage;
  };
  return {
    size,
    readRange: async (offset, length) => {
      asked ??= requireSize();
      await asked;
      return landing.readRange(path, offset, length);
    }
  };
}
async function storedSizes(landing, address) {
  const sizes = /* @__PURE__ */ new Map();
  for await (const { path, size } of landing.list(tableFolder(address))) sizes.set(path, size);
  return sizes;
}
function damageOf(address, said, found) {
  if (found === said) return void 0;
  return lostFile(address, found === void 0 ? "BLOB_MISSING" : "FILE_SIZE_DIFFERS");
}
var LOST = {
  BLOB_MISSING: "is gone",
  FILE_SIZE_DIFFERS: "is not as long as the log says",
  FILE_UNREADABLE: "is not readable Parquet",
  FILE_MISMATCH: "does not hold what the log says of it"
};
function isLost(error) {
  return error instanceof CohortSyncError && error.code in LOST;
}
function lostFile(address, code, cause) {
  const { cohort, table } = address;
  const remedy = rebuildRemedy(address);
  const message = `A data file of ${table} of cohort ${cohort} ${LOST[code]}.`;
  return new IntegrityError(message, { code, remedy, cause });
}
function namingTable(address) {
  return (error) => {
    throw isLost(error) ? lostFile(address, error.code, error) : error;
  };
}
function rebuildRemedy({ cohort }) {
  return [
    "Do not read the table. Restore the file from soft delete;",
    `or run "cohort-sync verify --deep --cohort ${cohort}", have an owner answer the finding of each table by a rebuild`,
    `("cohort-sync override --rebuild FINDING --cohort ${cohort} --table TABLE"; docs/operations.md, A foreign hand),`,
    "and run sync, which lands it anew."
  ].join(" ");
}

// src/verify/lost-first.ts
function lostFirst(failures) {
  const known = failures.filter((failure) => failure instanceof CohortSyncError);
  const damages = known.filter((failure) => failure instanceof IntegrityError);
  const ordered = [
    ...damages.filter(isLost),
    ...damages.filter((failure) => !isLost(failure)),
    ...known.filter((failure) => !(failure instanceof IntegrityError))
  ];
  const [first] = ordered;
  if (first === void 0 || damages.length === 0) return failures[0];
  if (ordered.length === 1) return first;
  const several = new Set(ordered.map(({ code }) => code)).size > 1;
  const told = ordered.map(({ code, message }) => several ? `${message} (${code})` : message);
  return new IntegrityError([...new Set(told)].join(" "), {
    code: first.code,
    remedy: [...new Set(ordered.map(({ remedy }) => remedy))].join(" "),
    findings: ordered.flatMap(({ findings }) => findings),
    cause: new AggregateError(failures)
  });
}

// src/landing/slice-account.ts
var NOTHING = { rows: 0n, transfer: EMPTY_FINGERPRINT };
function sumAccounts(accounts) {
  let total = NOTHING;
  for (const account of accounts) total = plus(total, account);
  return total;
}
function checkAccount({ cohort, table }, coverage, files) {
  const landed = /* @__PURE__ */ new Map();
  for (const file of files) {
    const key = sliceKey(file.group, file.slice);
    landed.set(key, plus(landed.get(key) ?? NOTHING, file));
  }
  for (const { group, slices } of coverage.groups) {
    for (const slice of slices) {
      const key = sliceKey(group, slice);
      if (!same(landed.get(key) ?? NOTHING, slice)) throw mismatch(cohort, table, key);
      landed.delete(key);
    }
  }
  const [stray] = landed.keys();
  if (stray !== void 0) throw mismatch(cohort, table, stray);
}
function sliceKey(group, { firstCell, lastCell, bucket, buckets }) {
  return `${group}, cells ${firstCell} to ${lastCell}, bucket ${bucket} of ${buckets}`;
}
function plus(a, b) {
  return { rows: a.rows + b.rows, transfer: addFingerprints(a.transfer, b.transfer) };
}
function same(a, b) {
  return a.rows === b.rows && a.transfer[0] === b.transfer[0] && a.transfer[1] === b.transfer[1];
}
function mismatch(cohort, table, slice) {
  return new IntegrityError(
    `The files of ${table} of cohort ${cohort} are not what its coverage says: ${slice}.`,
    {
      code: "COVERAGE_MISMATCH",
      remedy: "Nothing was committed; run again, and report it if it comes back."
    }
  );
}

// src/landing/consistent-cut.ts
function consistentCut(cohort, tables) {
  const [first] = tables;
  if (first === void 0) throw apart(cohort, "any table", "there is none");
  const through = throughOf(first);
  for (const table of tables) {
    if (table.cohort !== cohort) throw apart(cohort, table.table, "it belongs to another cohort");
    if (table.coverage.revision !== first.coverage.revision)
      throw apart(cohort, table.table, "another revision");
    if (membersOf(table) !== membersOf(first)) throw apart(cohort, table.table, "other groups or members");
    if (throughOf(table) !== through) throw apart(cohort, table.table, "another frontier");
    checkAccount(table, table.coverage, table.files.values());
  }
  return {
    cohort,
    revision: first.coverage.revision,
    through,
    tables: Object.fromEntries(tables.map((table) => [table.table, tableOf(table)]))
  };
}
function throughOf({ cohort, table, coverage }) {
  const [first, ...others] = coverage.groups.map((group) => group.through);
  if (first === null) throw apart(cohort, table, "a backfill that is not complete");
  if (others.some((through) => through !== first))
    throw apart(cohort, table, "groups at different frontiers");
  return first ?? null;
}
function membersOf({ coverage }) {
  return coverage.groups.map(({ group, members }) => `${group} ${members}`).sort().join("\n");
}
function tableOf({ version, files }) {
  return { version, ...sumAccounts(files.values()), files: files.size };
}
function apart(cohort, table, what) {
  return new IntegrityError(`The tables of cohort ${cohort} do not stand together: ${table} has ${what}.`, {
    code: "SNAPSHOT_INCONSISTENT",
    remedy: "Nothing was published, readers keep the snapshot before; run sync again to complete the tables."
  });
}

// src/landing/coverage.ts
var UNKNOWN_CHANGE = 10n ** 38n;

// src/plan/table-task.ts
function coverageOf(task, group) {
  return task.coverage?.groups.find((covered) => covered.group === group.group);
}
function isOpen(task, group) {
  const covered = coverageOf(task, group);
  return covered === void 0 || covered.through === null || covered.members !== group.key;
}
function throughsOf(task) {
  return (task.coverage?.groups ?? []).flatMap((group) => group.through === null ? [] : [group.through]);
}
function cutsOf(task) {
  const known = throughsOf({ coverage: task.known ?? task.coverage });
  return task.reached === void 0 ? known : [.../* @__PURE__ */ new Set([...known, task.reached])];
}

// src/plan/source-state.ts
var EMPTY = { rows: 0n, change: 0n };
function rowsBetween(state, from, until) {
  return sum(
    state.bursts.filter((burst) => burst.first !== null && burst.first >= from && burst.first < until)
  );
}
function rowsBelow(state, until) {
  const later = state.bursts.filter((burst) => burst.first !== null && burst.first >= until);
  return state.totals.rows - sum(later);
}
function cellsBelow(state, until) {
  const cells = /* @__PURE__ */ new Map();
  for (const burst of state.bursts) {
    if (burst.first !== null && burst.first >= until) continue;
    const cell = cells.get(burst.cell) ?? EMPTY;
    cells.set(burst.cell, { rows: cell.rows + burst.rows, change: cell.change + burst.change });
  }
  return cells;
}
function claimOf(state, until) {
  return {
    version: state.source.version,
    total: rowsBelow(state, until),
    columns: state.columns,
    firstCell: cellOf(state.from),
    cells: [...cellsBelow(state, until)].sort(([a], [b]) => a - b).map(([cell, { rows, change }]) => ({ cell, rows, change }))
  };
}
function sameClaim(a, b) {
  const cells = ({ cells: list }) => list.map(({ cell, rows, change }) => `${cell}:${rows}:${change}`).join();
  return a.total === b.total && cells(a) === cells(b);
}
function driftSince(claim, through, state) {
  const now = cellsBelow(state, through);
  const known = new Map(claim.cells.map((cell) => [cell.cell, cell]));
  const comparable = Math.max(claim.firstCell, cellOf(state.from));
  const cells = [];
  let difference = 0n;
  for (const cell of /* @__PURE__ */ new Set([...now.keys(), ...known.keys()])) {
    if (cell !== NULL_CELL && cell < comparable) continue;
    const before = known.get(cell) ?? EMPTY;
    const after = now.get(cell) ?? EMPTY;
    difference += after.rows - before.rows;
    if (claim.columns !== state.columns || after.rows !== before.rows || after.change !== before.change) {
      cells.push(cell);
    }
  }
  return {
    cells: cells.sort((a, b) => a - b),
    history: rowsBelow(state, through) !== claim.total + difference
  };
}
function sum(bursts) {
  return bursts.reduce((total, burst) => total + burst.rows, 0n);
}

// src/plan/tiling.ts
function tile(rows, recentFrom, lastCell, rowsPerSlice) {
  const history = [...rows].filter(([cell]) => cell !== NULL_CELL && cell < recentFrom);
  const historyRows = history.reduce((total, [, count]) => total + count, 0n);
  return [
    ...cut(NULL_CELL, NULL_CELL, rows.get(NULL_CELL) ?? 0n, rowsPerSlice),
    ...cut(FIRST_CELL, recentFrom - 1, historyRows, rowsPerSlice),
    ...tileWeeks(rows, recentFrom, lastCell, rowsPerSlice)
  ];
}
function tileWeeks(rows, firstCell, lastCell, rowsPerSlice) {
  const slices = [];
  for (let cell = firstCell; cell <= lastCell; cell++) {
    slices.push(...cut(cell, cell, rows.get(cell) ?? 0n, rowsPerSlice));
  }
  return slices;
}
function cut(firstCell, lastCell, rows, rowsPerSlice) {
  const buckets = bucketsFor(rows, rowsPerSlice);
  return Array.from({ length: buckets }, (_, bucket) => ({
    firstCell,
    lastCell,
    bucket,
    buckets,
    rows: 0n,
    transfer: EMPTY_FINGERPRINT,
    change: 0n
  }));
}
function bucketsFor(rows, rowsPerSlice) {
  let buckets = 1;
  while (buckets < HASH_RANGE && rows > BigInt(rowsPerSlice) * BigInt(buckets)) buckets *= 2;
  return buckets;
}
function bucketHashes(slice) {
  const width = HASH_RANGE / slice.buckets;
  return { firstHash: slice.bucket * width, lastHash: (slice.bucket + 1) * width - 1 };
}
function sameSlice(a, b) {
  return a.firstCell === b.firstCell && a.lastCell === b.lastCell && a.bucket === b.bucket && a.buckets === b.buckets;
}
function lastTiledCell(slices) {
  return slices.reduce((last, slice) => Math.max(last, slice.lastCell), FIRST_CELL);
}

// src/plan/scope.ts
function scopeOf(task, group, state, until, full = false) {
  const covered = coverageOf(task, group);
  if (covered === void 0 || covered.through === null || isOpen(task, group)) return { kind: "whole" };
  const { through, slices } = covered;
  const claim = task.coverage?.survey;
  if (claim === void 0 || full) return historyOrWhole(state, through, slices);
  const drift = driftSince(claim, through, state);
  if (drift.history) return historyOrWhole(state, through, slices);
  return {
    kind: "partial",
    through,
    slices: touched(slices, drift),
    freshFrom: rowsBetween(state, through, until) > 0n ? through : null
  };
}
function hasDrifted(task, state) {
  const claim = task.coverage?.survey;
  if (claim === void 0) return false;
  return throughsOf(task).some((through) => {
    const { cells, history } = driftSince(claim, through, state);
    return history || cells.length > 0;
  });
}
function historyOrWhole(state, through, slices) {
  return state.source.version === null ? { kind: "whole" } : { kind: "history", through, slices };
}
function touched(slices, drift) {
  return slices.filter(
    (slice) => drift.cells.some((cell) => slice.firstCell <= cell && cell <= slice.lastCell)
  );
}
function needsStage(scope) {
  return scope.kind !== "partial" || scope.slices.length > 0 || scope.freshFrom !== null;
}
function regionsOf(slices) {
  const regions = /* @__PURE__ */ new Map();
  for (const slice of slices) {
    const region = regionOf(slice);
    regions.set(Object.values(region).join(":"), region);
  }
  if (regions.size <= MOST_REGIONS) return [...regions.values()];
  const dated = slices.filter((slice) => slice.firstCell !== NULL_CELL);
  const nulls = { firstCell: NULL_CELL, lastCell: NULL_CELL, ...ALL_HASHES };
  if (dated.length === 0) return [nulls];
  const bounding = {
    firstCell: Math.min(...dated.map((slice) => slice.firstCell)),
    lastCell: Math.max(...dated.map((slice) => slice.lastCell)),
    ...ALL_HASHES
  };
  return dated.length < slices.length ? [bounding, nulls] : [bounding];
}
function regionOf(slice) {
  return { firstCell: slice.firstCell, lastCell: slice.lastCell, ...bucketHashes(slice) };
}
var ALL_HASHES = bucketHashes({ bucket: 0, buckets: 1 });
var MOST_REGIONS = 60;
function isHistory(slice) {
  return slice.firstCell === FIRST_CELL;
}

// src/verify/file-contract.ts
function fileContract({ table, schema }, slice, persons, timeZone) {
  const nulls = slice.firstCell === NULL_CELL;
  return {
    columns: schema,
    personColumn: PERSON_COLUMN,
    fingerprintColumns: [...keyColumns(table), PERSON_COLUMN, LOAD_COLUMN],
    loadColumn: LOAD_COLUMN,
    persons,
    // The null cell holds rows without load_dt and no others: an empty window says so.
    from: nulls ? 0n : isHistory(slice) ? null : cellStart(slice.firstCell),
    until: nulls ? 0n : cellStart(slice.lastCell + 1),
    nulls,
    timeZone
  };
}

export {
  sumAccounts,
  checkAccount,
  consistentCut,
  openOverrides,
  checkAccepted,
  landedFile,
  storedSizes,
  damageOf,
  isLost,
  lostFile,
  namingTable,
  rebuildRemedy,
  lostFirst,
  UNKNOWN_CHANGE,
  tile,
  tileWeeks,
  bucketHashes,
  sameSlice,
  lastTiledCell,
  rowsBetween,
  rowsBelow,
  cellsBelow,
  claimOf,
  sameClaim,
  coverageOf,
  throughsOf,
  cutsOf,
  scopeOf,
  hasDrifted,
  needsStage,
  regionsOf,
  regionOf,
  isHistory,
  fileContract
};
