import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  cohortFolder
} from "./chunk-U4VVK4J4.js";
import {
  COHORT_ID,
  OMOP_TABLES,
  omopTable
} from "./chunk-AORXR5WC.js";
import {
  ConfigurationError
} from "./chunk-EKFMLNWJ.js";

// src/sync/choose-cohorts.ts
function chooseCohorts(files, wanted) {
  if (wanted.length === 0) return files;
  const known = new Set(files.map((file) => file.id));
  const unknown = wanted.filter((id) => !known.has(id));
  if (unknown.length > 0) {
    throw new ConfigurationError(`There is no cohort file for ${namesOf(unknown)}.`, {
      code: "COHORT_UNKNOWN",
      remedy: "Name cohorts by the id of their file in the cohorts directory."
    });
  }
  return files.filter((file) => file.id !== void 0 && wanted.includes(file.id));
}
function namesOf(unknown) {
  const names = unknown.filter((name) => COHORT_ID.test(name));
  const others = unknown.length - names.length;
  return [...names, ...others === 0 ? [] : [`${others} that can be no cohort's id`]].join(", ");
}
function checkTables(tables) {
  if (tables.every((table) => omopTable(table) !== void 0)) return;
  throw new ConfigurationError("A table that was asked for is none of OMOP CDM 5.3 that can land.", {
    code: "TABLE_UNKNOWN",
    remedy: "Name tables as cohorts/README.md does, for example measurement."
  });
}

// src/landing/cohort-tables.ts
async function cohortTables(landing, cohort, known = []) {
  const there = /* @__PURE__ */ new Set([...await landing.listFolders(cohortFolder(cohort)), ...known]);
  return OMOP_TABLES.flatMap(({ name: table }) => there.has(table) ? [{ cohort, table }] : []);
}

export {
  chooseCohorts,
  namesOf,
  checkTables,
  cohortTables
};
