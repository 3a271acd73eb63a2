import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  ROSTER_TABLE,
  dropStatement,
  ifOver,
  integer,
  qualified,
  quote,
  text
} from "./chunk-JLSLRFOJ.js";
import {
  decodeRoster
} from "./chunk-SAE4F7WE.js";
import {
  personDigest,
  readMemberKeys
} from "./chunk-GTFJ2DV2.js";
import {
  subtract,
  union
} from "./chunk-IAJDX2TX.js";
import {
  COHORT_ID
} from "./chunk-AORXR5WC.js";
import {
  GuardError
} from "./chunk-EKFMLNWJ.js";

// src/sync/taken-back.ts
async function takenBack(rosters, { cohort, chain, stored, approved }) {
  const { members, takenUp = null } = stored;
  let back = subtract(approved, union(members.groups.map(({ persons }) => persons)));
  if (takenUp === null || back.length === 0) return NOBODY;
  const head = chain.at(-1)?.roster.sha256;
  const since = chain.slice(takenUp - 1).map(({ roster }) => roster.sha256);
  for (const sha256 of new Set(since)) {
    if (sha256 === head) continue;
    const blob = await rosters.read(`${cohort}/${sha256}`);
    const persons = blob && decodeRoster(blob.content);
    if (persons === void 0) return NOBODY;
    back = subtract(back, subtract(back, persons));
  }
  return back;
}
var NOBODY = new BigInt64Array(new SharedArrayBuffer(0));
async function doubtOf(overrides, cohort, revision, back) {
  const seen = { revision, persons: personDigest(back) };
  const finding = { code: "WITHDRAWAL_TAKEN_BACK", override: "accept", cohort, table: null, seen };
  const [answer] = await overrides.find([finding]);
  const { override, name } = answer ?? {};
  if (override !== void 0) return { use: () => overrides.use(override) };
  const doubt = new GuardError(
    `${back.length} person(s) of cohort ${cohort} who were withdrawn are on no list of withdrawals any more, and were not approved anew.`,
    {
      code: "WITHDRAWAL_TAKEN_BACK",
      remedy: "They stay out, and no row of this cohort moves. Restore the list, from soft delete or by the collaborator; or, where the withdrawal was taken back in truth, have an owner answer the finding by an override of kind accept.",
      findings: name === void 0 ? [] : [name]
    }
  );
  return { doubt };
}
async function withoutDoubt(request, asked) {
  const { cohort, chain, approved } = asked;
  const back = request.joins ? NOBODY : await takenBack(request.rosters, asked);
  if (back.length === 0) return { approved };
  const found = await doubtOf(request.overrides, cohort, chain.length, back);
  if ("doubt" in found) return { approved: subtract(approved, back), doubt: found.doubt };
  if (!request.dryRun) await found.use();
  return { approved };
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
WHERE array_contains(split(:group_keys, ','), group_key)`,
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
WHERE array_contains(split(:ids, ','), CAST(person_id AS STRING))`,
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

// src/sandbox/stray-rosters.ts
async function eraseStrayRosters({ warehouse, schemas, landing }, intend = async () => void 0) {
  const present = decodeKeys(await warehouse.query(rosterKeysStatement(schemas, ROSTER_TABLE)));
  const named = await keysInUse(landing);
  const strays = present.filter((key) => !named.has(key));
  if (strays.length > 0) {
    await intend(strays);
    await warehouse.execute(deleteKeysStatement(schemas, ROSTER_TABLE, strays));
  }
  await forgetHistory(warehouse, schemas, ROSTER_TABLE);
  return strays.length;
}
async function keysInUse(landing) {
  const cohorts = /* @__PURE__ */ new Set();
  for await (const { path } of landing.list("_cohort-sync/members/")) {
    const cohort = path.split("/")[2] ?? "";
    if (COHORT_ID.test(cohort)) cohorts.add(cohort);
  }
  const keys = /* @__PURE__ */ new Set();
  for (const cohort of cohorts) {
    for (const key of await readMemberKeys(landing, cohort)) keys.add(key);
  }
  return keys;
}
async function forgetHistory(warehouse, schemas, table) {
  for (const statement of forgetHistoryStatements(schemas, table)) await warehouse.execute(statement);
}

// src/sandbox/sweep.ts
var OF_A_RUN = /^cohort_sync_(?:stage_verify|stage|loading|verify|preview)_(\d{8}t\d{6}_[0-9a-f]{8})(?:_|$)/;
function runOfTable(table) {
  return OF_A_RUN.exec(table)?.[1];
}
function loadingTable(run) {
  return `cohort_sync_loading_${run}`;
}
async function sweepSandbox(sweep) {
  const { warehouse, schemas, diagnostics, now } = sweep;
  const tables = decodeTables(await warehouse.query(sandboxTablesStatement(schemas)));
  const runs = new Set(tables.flatMap((table) => runOfTable(table) ?? []));
  let dropped = 0;
  for (const run of runs) {
    await ifOver(diagnostics, run, now, async () => {
      if (tables.includes(loadingTable(run)) && tables.includes(ROSTER_TABLE)) await eraseStrayRosters(sweep);
      for (const table of tables.filter((name) => runOfTable(name) === run)) {
        await warehouse.execute(dropStatement(schemas, table));
        dropped += 1;
      }
    });
  }
  return dropped;
}

export {
  takenBack,
  withoutDoubt,
  sandboxTablesStatement,
  decodeTables,
  rosterKeysStatement,
  decodeKeys,
  deleteAllStatement,
  deletePersonsStatement,
  countStatement,
  decodeCount,
  eraseStrayRosters,
  keysInUse,
  forgetHistory,
  runOfTable,
  loadingTable,
  sweepSandbox
};
