import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  describeTable
} from "./chunk-2ZRSSIL7.js";
import {
  checkColumns,
  columnDrift,
  driftedColumns,
  landedColumns,
  slotsOf,
  tableWork
} from "./chunk-JLSLRFOJ.js";
import {
  CohortSyncError
} from "./chunk-EKFMLNWJ.js";

// src/sync/gather.ts
async function gather(request) {
  const wanted = [...new Set(request.cohorts.flatMap((cohort) => [...cohort.tables.keys()]))];
  const described = await Promise.all(
    wanted.map(async (table) => ({
      table,
      found: await describeTable(request.warehouse, request.schemas, table, request.timeZone ?? "UTC")
    }))
  );
  for (const { table, found } of described) {
    for (const cohort of request.cohorts) {
      if (!cohort.tables.has(table) || request.isHeld(cohort.cohort)) continue;
      try {
        if (found === void 0) throw tableMissing(table);
        checkColumns(found.source, request.timeZone);
        const landed = cohort.landed.get(table);
        const approved = cohort.tables.get(table) ?? [];
        const columns = landedColumns(approved, found.source.columns);
        const drifted = driftedColumns(landed, approved, columns);
        if (landed !== void 0 && drifted.length > 0)
          throw await columnDrift(request.overrides, landed, drifted, columns);
      } catch (error) {
        request.hold(cohort.cohort, error);
      }
    }
  }
  const fit = request.cohorts.filter((cohort) => !request.isHeld(cohort.cohort));
  const slots = slotsOf(fit);
  return described.flatMap(({ found }) => {
    const work = found && tableWork(found, fit, slots);
    return work && work.tasks.length > 0 ? [work] : [];
  });
}
function tableMissing(table) {
  return new CohortSyncError(`The source has no table ${table}.`, {
    code: "SOURCE_TABLE_MISSING",
    remedy: "Check source.schema and the grants; or take the table out of the cohort file."
  });
}

export {
  gather,
  tableMissing
};
