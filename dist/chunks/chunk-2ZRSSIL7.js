import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  integer,
  qualified,
  text
} from "./chunk-JLSLRFOJ.js";
import {
  RemoteError
} from "./chunk-EKFMLNWJ.js";

// src/omop/source-type.ts
var SIMPLE = {
  bigint: "long",
  int: "integer",
  smallint: "short",
  tinyint: "byte",
  float: "float",
  double: "double",
  boolean: "boolean",
  string: "string",
  date: "date",
  timestamp: "timestamp",
  timestamp_ntz: "timestamp_ntz"
};
var TEXT = /^(?:varchar|char)\(\d+\)$/;
var DECIMAL = /^decimal\((\d{1,2}),\s?(\d{1,2})\)$/;
var DECIMAL_DIGITS = 38;
function sourceColumnType(describedType) {
  const type = describedType.trim().toLowerCase();
  if (Object.hasOwn(SIMPLE, type)) return SIMPLE[type];
  if (TEXT.test(type)) return "string";
  const decimal = DECIMAL.exec(type);
  if (!decimal) return void 0;
  const [precision, scale] = [Number(decimal[1]), Number(decimal[2])];
  if (precision < 1 || precision > DECIMAL_DIGITS || scale > precision) return void 0;
  return `decimal(${precision},${scale})`;
}

// src/source/describe.ts
async function describeTable(warehouse, schemas, table, timeZone) {
  const columns = await describeColumns(warehouse, schemas, table);
  if (columns === void 0) return void 0;
  const version = await readableVersion(warehouse, schemas, table);
  return { source: { table, columns: columns.held, version, timeZone }, refused: columns.refused };
}
async function describeColumns(warehouse, schemas, table) {
  const rows = await unlessMissing(
    warehouse.query({
      label: `describe ${table}`,
      sql: `DESCRIBE TABLE ${qualified(schemas, "schema", table)}`
    })
  );
  if (rows === void 0) return void 0;
  const held = [];
  const refused = [];
  for (const row of rows) {
    const name = text(row, "col_name");
    if (name === "" || name.startsWith("#")) break;
    const type = sourceColumnType(text(row, "data_type"));
    if (type === void 0) refused.push(name.toLowerCase());
    else held.push({ name: name.toLowerCase(), type });
  }
  return { held, refused };
}
async function readableVersion(warehouse, schemas, table) {
  const name = qualified(schemas, "schema", table);
  try {
    const [newest] = await warehouse.query({
      label: `pin ${table}`,
      sql: `DESCRIBE HISTORY ${name} LIMIT 1`
    });
    if (newest === void 0) return null;
    const version = integer(newest, "version");
    await warehouse.query({
      label: `pin ${table}`,
      sql: `SELECT 1 AS one FROM ${name} VERSION AS OF ${version} LIMIT 0`
    });
    return version;
  } catch (error) {
    if (error instanceof RemoteError && REFUSALS.has(error.code)) return null;
    throw error;
  }
}
async function unlessMissing(pending) {
  try {
    return await pending;
  } catch (error) {
    if (error instanceof RemoteError && error.code === "SOURCE_TABLE_MISSING") return void 0;
    throw error;
  }
}
var REFUSALS = /* @__PURE__ */ new Set([
  "SOURCE_STATEMENT_FAILED",
  "SOURCE_DENIED",
  "SOURCE_TABLE_MISSING"
]);

export {
  describeTable
};
