import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  eraseStrayRosters,
  keysInUse,
  loadingTable
} from "./chunk-HVSBUFBX.js";
import {
  ROSTER_TABLE,
  createRosterStatement,
  decodeRosterDigests,
  dropStatement,
  loadRosterStatement,
  publishRosterStatement,
  rosterDigest,
  rosterDigestStatement
} from "./chunk-JLSLRFOJ.js";
import {
  IntegrityError
} from "./chunk-EKFMLNWJ.js";

// src/sync/sandbox-roster.ts
var CHUNK = 5e4;
async function ensureRosters(request, groups) {
  const { warehouse, schemas } = request;
  const wanted = groups.filter((group) => group.persons.length > 0);
  await warehouse.execute(createRosterStatement(schemas, ROSTER_TABLE));
  if (wanted.length === 0) return [];
  const present = await digests(warehouse, schemas, ROSTER_TABLE, wanted);
  const missing = wanted.filter((group) => !present.has(group.key));
  if (missing.length > 0) await load(request, missing);
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
async function load(request, groups) {
  const { warehouse, schemas, landing, dryRun } = request;
  const loading = loadingTable(request.run);
  try {
    await loadRosterTable(warehouse, schemas, loading, groups);
    for (const group of groups) await warehouse.execute(publishRosterStatement(schemas, loading, group.key));
  } finally {
    const named = dryRun ? void 0 : await keysInUse(landing);
    if (named && groups.some(({ key }) => !named.has(key))) await eraseStrayRosters(request);
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

export {
  ensureRosters,
  checkRosters,
  loadRosterTable,
  RosterMismatch
};
