import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  cohortName,
  tableName
} from "./chunk-DIIWMMNW.js";
import {
  CHECK_SUBJECTS
} from "./chunk-TJ5JO6J7.js";
import {
  publicCode
} from "./chunk-F57ZFNRN.js";
import {
  CohortSyncError
} from "./chunk-EKFMLNWJ.js";

// src/entry/stage-events.ts
function verified({ cohort, state, snapshot, problem, tables }) {
  const differing = tables.filter(({ differences }) => differences > 0);
  return {
    kind: "cohort-verified",
    cohort: cohortName(cohort),
    state,
    snapshot,
    differing: differing.flatMap(({ table }) => tableName(table) ?? []),
    code: problem === null ? null : publicCode(problem.code)
  };
}
function erased({ cohort, state, problem }) {
  return {
    kind: "cohort-erasure",
    cohort: cohortName(cohort),
    state,
    code: problem === null ? null : publicCode(problem.code)
  };
}
function checked({ area, subject, outcome, code }) {
  const word = CHECK_SUBJECTS.find((known) => known === subject) ?? null;
  const [first = ""] = subject.split(" ");
  return {
    kind: "check",
    area,
    outcome,
    subject: word ?? (area === "cohorts" && subject.endsWith(" landing") ? "landing" : null),
    table: word === null ? tableName(first) : null,
    cohort: word === null && area === "cohorts" ? cohortName(first) : null,
    code: code === null ? null : publicCode(code)
  };
}
function judged({ about, name, state, error }) {
  const [finding] = /^[0-9a-f]{64}(?=\.yml$)/.exec(name ?? "") ?? [];
  const code = error instanceof CohortSyncError ? error.code : "INTERNAL";
  return {
    kind: "approval-judged",
    about,
    cohort: about === "cohort" ? cohortName(name) : null,
    finding: about === "override" ? finding ?? null : null,
    state,
    code: error === void 0 ? null : publicCode(code)
  };
}

export {
  verified,
  erased,
  checked,
  judged
};
