import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  LOAD_COLUMN,
  omopTable
} from "./chunk-AORXR5WC.js";

// src/cohort/approved-columns.ts
function approvedColumns(cohort, table) {
  const excluded = cohort.columns.exclude[table] ?? [];
  const standard = omopTable(table)?.columns.map((column) => column.name) ?? [];
  return [
    ...standard.filter((column) => !excluded.includes(column)),
    LOAD_COLUMN,
    ...cohort.columns.include[table] ?? []
  ];
}
function approvedTables(cohort) {
  return cohort.tables.map((table) => ({ table, columns: approvedColumns(cohort, table) }));
}

// src/approval/reduction.ts
function resolve(cohort) {
  const { status, expires, project, consumer, agreement, roster } = cohort;
  const { sha256, persons } = roster;
  return {
    status,
    expires,
    project,
    consumer,
    agreement,
    roster: { sha256, persons },
    tables: approvedTables(cohort)
  };
}
var RANK = { active: 0, suspended: 1, revoked: 2 };
function reducesOnly(before, after, rosterIsSubset = false) {
  const sameRoster = before.roster.sha256 === after.roster.sha256;
  const widens = RANK[after.status] < RANK[before.status] || after.expires > before.expires || !(sameRoster || rosterIsSubset) || !isWithin(after.tables, before.tables) || ["project", "consumer", "agreement"].some((key) => before[key] !== after[key]);
  const narrows = after.status !== before.status || after.expires < before.expires || !sameRoster || !isWithin(before.tables, after.tables);
  return narrows && !widens;
}
function expiresEarlierOnly(before, after) {
  return reducesOnly(before, after) && after.status === before.status && isWithin(before.tables, after.tables);
}
function isWithin(inner, outer) {
  return inner.every(({ table, columns }) => {
    const allowed = outer.find((candidate) => candidate.table === table)?.columns ?? [];
    return columns.every((column) => allowed.includes(column));
  });
}

export {
  resolve,
  reducesOnly,
  expiresEarlierOnly
};
