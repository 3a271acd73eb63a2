import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  PUBLIC_CODES
} from "./chunk-F57ZFNRN.js";
import {
  COHORT_ID,
  OMOP_TABLES,
  external_exports
} from "./chunk-AORXR5WC.js";

// src/log/public-names.ts
var IDENTIFIER = /\d{6}/;
var publicCohortId = external_exports.string().regex(COHORT_ID).refine((id) => !IDENTIFIER.test(id), "holds a long number").nullable();
var publicTableName = external_exports.enum(
  OMOP_TABLES.map(({ name }) => name)
);
var publicRun = external_exports.string().regex(/^\d{8}t\d{6}_[0-9a-f]{8}$/);
var publicCodeName = external_exports.enum(PUBLIC_CODES);
var publicFindingName = external_exports.strictObject({
  code: publicCodeName,
  override: external_exports.enum(["accept", "rebuild", "heal", "erase"]),
  cohort: publicCohortId,
  table: publicTableName.nullable(),
  digest: external_exports.string().regex(/^[0-9a-f]{64}$/)
});

// src/report/public-figure.ts
function roundFigure(count) {
  const digits = BigInt(typeof count === "bigint" ? count : Math.trunc(count)).toString();
  if (digits.startsWith("-")) throw new RangeError("a count below zero");
  if (digits.length <= 2) return Number(digits);
  const up = digits.charCodeAt(2) >= "5".charCodeAt(0) ? 1 : 0;
  return Number(`${Number(digits.slice(0, 2)) + up}e${digits.length - 2}`);
}
var publicFigure = external_exports.int().nonnegative().refine((figure) => roundFigure(figure) === figure, "is not rounded").nullable();

// src/report/public-report.ts
var day = external_exports.iso.date();
var number = external_exports.int().min(0).max(1e9);
var milliseconds = external_exports.int().min(0).max(1e10);
var publicTable = external_exports.strictObject({
  table: publicTableName,
  mode: external_exports.enum(["backfill", "increment", "repair"]),
  /** Null: a figure that must not be shown (then `bytes` is null, too). */
  rows: publicFigure,
  bytes: publicFigure,
  /** The last day of which rows are in. */
  through: day.nullable()
}).refine(
  ({ rows, bytes }) => rows === null === (bytes === null),
  "withholds one figure and shows the other"
).refine(({ mode, rows }) => mode !== "repair" || rows === null, "shows how much a repair moved").refine(({ table, rows }) => !hasRowAPerson(table) || rows === null, "shows how many persons there are");
function hasRowAPerson(table) {
  return table === "person" || table === "death";
}
var problem = external_exports.strictObject({ code: publicCodeName, findings: external_exports.array(publicFindingName).max(500) });
var publicCohort = external_exports.strictObject({
  /** Null for a file whose name is no id, and for an id that is not to be told. */
  cohort: publicCohortId,
  /** `current`: equal to the source, whether or not anything had to move for it. */
  state: external_exports.enum(["current", "planned", "inactive", "held", "failed"]),
  revision: number.nullable(),
  snapshot: number.nullable(),
  problem: problem.nullable(),
  /** Only tables in which rows of enough persons moved; of the others nothing is told, not even whether they moved. */
  tables: external_exports.array(publicTable).max(publicTableName.options.length)
});
var publicReportSchema = external_exports.strictObject({
  run: publicRun,
  dryRun: external_exports.boolean(),
  verdict: external_exports.enum(["done", "failed"]),
  finishedAt: external_exports.iso.datetime(),
  milliseconds,
  through: day.nullable(),
  smallCell: external_exports.int().min(11).max(1e6),
  problem: problem.nullable(),
  week: external_exports.strictObject({ state: external_exports.enum(["loaded", "already-done", "not-yet", "missing"]), sunday: day }).nullable(),
  warehouse: external_exports.strictObject({ milliseconds, bytes: publicFigure }).nullable(),
  warnings: external_exports.array(publicCodeName).max(1e3),
  expiring: external_exports.array(external_exports.strictObject({ cohort: publicCohortId, lastDay: day, days: external_exports.int().min(0).max(60) })).max(1e4),
  cohorts: external_exports.array(publicCohort).max(1e4)
});
function isRed(report) {
  return report.verdict === "failed" || report.week?.state === "missing";
}

export {
  publicCohortId,
  publicTableName,
  publicRun,
  publicCodeName,
  publicFindingName,
  roundFigure,
  hasRowAPerson,
  publicReportSchema,
  isRed
};
