import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  LOAD_COLUMN,
  PERSON_COLUMN,
  ROSTER_TABLE,
  changeSql,
  integer,
  loadBoundSql,
  loadMicrosSql,
  pinned,
  qualified,
  quote
} from "./chunk-JLSLRFOJ.js";
import {
  FIRST_CELL,
  NULL_CELL,
  cellSql,
  cellStart,
  personHashSql
} from "./chunk-U4VVK4J4.js";
import {
  rowFingerprintSql
} from "./chunk-67JGINQA.js";

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
  stageStatement,
  measureStatement,
  decodeMeasure,
  stageCensusStatement,
  sourceCensusStatement,
  decodeCensus,
  extractStatement
};
