import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  isKnownMistake,
  isShowable
} from "./chunk-ZHIMDRRS.js";
import {
  publicCohortId
} from "./chunk-FHAH33DM.js";
import {
  publicCode
} from "./chunk-F57ZFNRN.js";
import {
  COHORT_ID,
  OMOP_TABLES
} from "./chunk-AORXR5WC.js";
import {
  CohortSyncError,
  ConfigurationError
} from "./chunk-EKFMLNWJ.js";

// src/log/to-public.ts
function toPublic(event) {
  switch (event.kind) {
    case "run-started":
      return { kind: event.kind, run: event.run, cohorts: event.cohorts };
    case "warehouse-starting":
      return { kind: event.kind };
    case "source-surveyed":
      return { kind: event.kind, tables: event.tables, through: event.frontier.slice(0, 10) };
    case "roster-loaded":
      return { kind: event.kind, cohort: cohortName(event.cohort) };
    case "cohort-held":
      return {
        kind: event.kind,
        cohort: cohortName(event.cohort),
        code: publicCode(event.code),
        findings: (event.findings ?? []).flatMap(toFinding)
      };
    case "warning":
      return { kind: event.kind, code: publicCode(event.code) };
    case "finding": {
      const [finding] = toFinding(event);
      return finding && { kind: event.kind, answered: event.answered, ...finding };
    }
    case "snapshot-published":
      return { kind: event.kind, cohort: cohortName(event.cohort), number: event.number };
    case "cohort-purged": {
      const { kind, scope, certificate } = event;
      return { kind, cohort: cohortName(event.cohort), scope, certificate };
    }
    case "change-reviewed":
      return event;
    // That a table is staged or committed, or that anybody left, may hang on rows of a single person: of one who withdrew, that the person had died.
    case "table-staged":
    case "table-committed":
    // Figures of whom nobody knows yet how many persons stand behind them; the report has those that may be shown.
    case "removed":
    case "table-planned":
    case "rows-moved":
      return void 0;
    // Each withdrawn snapshot leaves a mark in the landing, which names the run.
    case "snapshots-retired":
      return void 0;
  }
}
function toProblem(error, directory = "cohorts") {
  const own = error instanceof CohortSyncError ? error : void 0;
  const mistakes = error instanceof ConfigurationError ? error.mistakes : [];
  return {
    kind: "problem",
    code: publicCode(own?.code ?? "INTERNAL"),
    mistakes: mistakes.slice(0, 500).map((mistake) => toMistake(mistake, directory)),
    findings: (own?.findings ?? []).slice(0, 500).flatMap(toFinding)
  };
}
function cohortName(id) {
  return publicCohortId.safeParse(id).success ? id : null;
}
function tableName(name) {
  return OMOP_TABLES.find((table) => table.name === name)?.name ?? null;
}
var DIGEST = /^[0-9a-f]{64}$/;
function toFinding({ code, override, cohort, table, digest }) {
  if (!DIGEST.test(digest)) return [];
  const about = { cohort: cohortName(cohort), table: tableName(table) };
  return [{ code: publicCode(code), override, ...about, digest }];
}
function toMistake({ file, line, column, rule }, directory) {
  const shown = placeOf(file, directory);
  return {
    ...shown === void 0 ? {} : { file: shown },
    ...line === void 0 ? {} : { line },
    ...column === void 0 ? {} : { column },
    ...isKnownMistake(rule) ? { rule } : {}
  };
}
function placeOf(file, directory) {
  const stem = file.endsWith(".yml") ? file.slice(0, -".yml".length) : "";
  const isCohort = stem !== "cohort-sync" && COHORT_ID.test(stem);
  const place = isCohort ? `${directory}/${file}` : file;
  return isShowable(place) ? place : void 0;
}

export {
  toPublic,
  toProblem,
  cohortName,
  tableName
};
