import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  pLimit
} from "./chunk-LG4IMBNH.js";
import {
  external_exports
} from "./chunk-AORXR5WC.js";

// src/report/stored-reports.ts
var count = external_exports.union([external_exports.int(), external_exports.string().regex(/^\d{1,19}$/)]).transform(BigInt);
var finding = external_exports.object({
  code: external_exports.string(),
  override: external_exports.enum(["accept", "rebuild", "heal", "erase"]),
  cohort: external_exports.string().nullable(),
  table: external_exports.string().nullable(),
  digest: external_exports.string()
});
var note = external_exports.object({
  code: external_exports.string(),
  message: external_exports.string(),
  remedy: external_exports.string(),
  findings: external_exports.exactOptional(external_exports.array(finding))
});
var figure = external_exports.number().nonnegative();
var report = external_exports.object({
  run: external_exports.string(),
  dryRun: external_exports.boolean().default(false),
  startedAt: external_exports.string(),
  finishedAt: external_exports.string(),
  frontier: external_exports.string().nullable(),
  verdict: external_exports.enum(["done", "failed"]),
  problem: note.nullable(),
  cohorts: external_exports.array(
    external_exports.object({
      cohort: external_exports.string(),
      state: external_exports.string(),
      revision: external_exports.int().nullable(),
      persons: external_exports.int().nullable(),
      snapshot: external_exports.int().nullable(),
      problem: note.nullable(),
      tables: external_exports.array(
        external_exports.object({
          table: external_exports.string(),
          mode: external_exports.string(),
          rows: count,
          bytes: figure.default(0),
          from: external_exports.string().nullable().default(null),
          through: external_exports.string().nullable().default(null),
          version: external_exports.int().nullable().default(null),
          persons: external_exports.exactOptional(external_exports.int().nonnegative()),
          firstLanding: external_exports.exactOptional(external_exports.boolean())
        })
      )
    })
  ),
  warnings: external_exports.array(note).default([]),
  whole: external_exports.boolean().default(false),
  warehouse: external_exports.exactOptional(external_exports.object({ milliseconds: figure, bytes: figure }))
});
var FOLDER = "runs/";
var NAME = /\/([A-Za-z0-9][A-Za-z0-9_-]{0,127})\/report\.json$/;
async function listRuns(diagnostics) {
  return listReports(diagnostics, FOLDER);
}
async function listPurges(diagnostics) {
  return listReports(diagnostics, "purges/");
}
async function listReports(diagnostics, folder) {
  const runs = [];
  for await (const { path } of diagnostics.list(folder)) {
    const run = NAME.exec(path)?.[1];
    if (run !== void 0 && path === `${folder}${run}/report.json`) runs.push(run);
  }
  return runs;
}
async function readReport(diagnostics, run) {
  const blob = await diagnostics.read(`${FOLDER}${run}/report.json`);
  if (blob === void 0) return void 0;
  try {
    const parsed = report.safeParse(JSON.parse(new TextDecoder().decode(blob.content)));
    return parsed.success && parsed.data.run === run ? parsed.data : void 0;
  } catch {
    return void 0;
  }
}
async function readReports(diagnostics) {
  const limit = pLimit(8);
  const runs = await listRuns(diagnostics);
  const reports = await Promise.all(runs.map((run) => limit(() => readReport(diagnostics, run))));
  return reports.filter((each) => each !== void 0);
}

export {
  listRuns,
  listPurges,
  readReport,
  readReports
};
