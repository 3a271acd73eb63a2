import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  listRuns,
  readReport
} from "./chunk-CUCGT7B5.js";
import {
  openStores
} from "./chunk-22NDXE2I.js";
import {
  readCohortFiles
} from "./chunk-CEXQSKJF.js";
import {
  hasRowAPerson,
  publicCohortId,
  publicFindingName,
  publicReportSchema,
  publicTableName,
  roundFigure
} from "./chunk-FHAH33DM.js";
import {
  publicCode
} from "./chunk-F57ZFNRN.js";
import {
  OMOP_TABLES
} from "./chunk-AORXR5WC.js";
import {
  DAY,
  HOUR,
  WEEK,
  floorDivide,
  formatInstant,
  parseInstant,
  runnerNow
} from "./chunk-FV3B4KGK.js";
import {
  ConfigurationError,
  EXIT
} from "./chunk-EKFMLNWJ.js";

// src/report/load-week.ts
var FIRST_WEEK = 2n * DAY + 10n * HOUR;
var PATIENCE = 3n * DAY + 7n * HOUR;
function loadWeek(frontier, now, earlier) {
  const [week, reached] = [weekOf(now), weekOf(frontier)];
  if (reached >= week) {
    const instant = formatInstant(frontier);
    const done = earlier.some(
      (run) => run.verdict === "done" && run.whole && !run.dryRun && run.frontier === instant
    );
    return { state: done ? "already-done" : "loaded", sunday: sundayOf(reached) };
  }
  const late = reached < week - 1n || now >= weekStart(week) + PATIENCE;
  return { state: late ? "missing" : "not-yet", sunday: sundayOf(reached + 1n) };
}
function weekOf(instant) {
  return floorDivide(instant - FIRST_WEEK, WEEK);
}
function weekStart(week) {
  return FIRST_WEEK + week * WEEK;
}
function thisWeek(now) {
  return weekStart(weekOf(now));
}
function sundayOf(week) {
  return formatInstant(weekStart(week) + DAY).slice(0, 10);
}

// src/report/publish-figures.ts
var SOON = 60n;
function publishFigures(report, publication) {
  const told = report.cohorts.map((cohort) => publicCohort(report, cohort, publication));
  const started = parseInstant(report.startedAt) ?? publication.now;
  const finished = parseInstant(report.finishedAt) ?? publication.now;
  const lasted = finished > started ? (finished - started) / 1000n : 0n;
  return publicReportSchema.parse({
    run: report.run,
    dryRun: report.dryRun,
    verdict: report.verdict,
    finishedAt: `${formatInstant(finished).slice(0, 19)}Z`,
    milliseconds: roundFigure(lasted),
    through: dayOf(report.frontier),
    smallCell: publication.smallCell,
    problem: publicProblem(report.problem),
    week: publication.week,
    warehouse: warehouse(report, told),
    warnings: [...new Set(report.warnings.map(({ code }) => publicCode(code)))].sort(),
    expiring: expiring(publication),
    cohorts: told.toSorted(
      (a, b) => compare(`${a.cohort} ${a.problem?.code}`, `${b.cohort} ${b.problem?.code}`)
    )
  });
}
function publicCohort(report, exact, publication) {
  const tables = report.dryRun ? [] : exact.tables.flatMap((table) => publicTable(table, publication) ?? []);
  return {
    cohort: cohortName(exact.cohort),
    state: STATES[exact.state] ?? "failed",
    revision: exact.revision,
    snapshot: exact.snapshot,
    problem: publicProblem(exact.problem),
    tables: tables.toSorted((a, b) => position(a.table) - position(b.table))
  };
}
var STATES = {
  synced: "current",
  unchanged: "current",
  planned: "planned",
  inactive: "inactive",
  held: "held",
  failed: "failed"
};
function publicTable(exact, { smallCell }) {
  const { mode, persons = 0, rows, bytes } = exact;
  const name = tableName(exact.table);
  if (name === null || persons < smallCell) return void 0;
  if (mode !== "backfill" && mode !== "increment" && mode !== "repair") return void 0;
  const shown = isCountedOnce(exact) && !hasRowAPerson(name);
  return {
    table: name,
    mode,
    rows: shown ? roundFigure(rows) : null,
    bytes: shown ? roundFigure(bytes) : null,
    through: dayOf(exact.through)
  };
}
function isCountedOnce({ mode, from, firstLanding = false }) {
  return mode === "increment" ? from !== null : mode === "backfill" && firstLanding;
}
function warehouse(exact, told) {
  if (exact.warehouse === void 0) return null;
  const { milliseconds, bytes } = exact.warehouse;
  const whole = exact.verdict === "done" && exact.cohorts.length > 0 && exact.cohorts.every(({ tables }, index) => {
    const shown = told[index]?.tables ?? [];
    return tables.length > 0 && shown.length === tables.length && shown.every(({ bytes: bytes2 }) => bytes2 !== null);
  });
  return { milliseconds: roundFigure(milliseconds), bytes: whole ? roundFigure(bytes) : null };
}
function publicProblem(problem) {
  if (problem === null) return null;
  const findings = (problem.findings ?? []).map(({ code, override, cohort, table, digest }) => ({
    code: publicCode(code),
    override,
    cohort: cohortName(cohort),
    table: tableName(table),
    digest
  })).filter((finding) => publicFindingName.safeParse(finding).success);
  return { code: publicCode(problem.code), findings: findings.slice(0, 500) };
}
function cohortName(name) {
  return publicCohortId.safeParse(name).data ?? null;
}
function tableName(name) {
  return publicTableName.safeParse(name).data ?? null;
}
function expiring({ agreements, now }) {
  return agreements.filter(({ expires }) => expires > now && expires - now <= SOON * DAY).map(({ cohort, expires }) => ({
    cohort: cohortName(cohort),
    lastDay: formatInstant(expires - 1n).slice(0, 10),
    days: Number((expires - now) / DAY)
  })).toSorted((a, b) => a.days - b.days || compare(`${a.cohort}`, `${b.cohort}`));
}
function dayOf(instant) {
  return instant === null || parseInstant(instant) === void 0 ? null : instant.slice(0, 10);
}
function position(table) {
  return OMOP_TABLES.findIndex(({ name }) => name === table);
}
function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

// src/report/report-run.ts
async function reportRun(configuration, env, options) {
  const { diagnostics } = openStores(configuration, env);
  const runs = await listRuns(diagnostics);
  const run = options.run ?? runs.at(-1);
  const stored = run === void 0 || !runs.includes(run) ? void 0 : await readReport(diagnostics, run);
  if (stored === void 0) {
    throw new ConfigurationError("There is no report of that run, or none that can be read.", {
      code: "REPORT_MISSING",
      remedy: "Name a run that came to its end, or none for the newest."
    });
  }
  const week = await weekOf2(diagnostics, runs, stored);
  const report = await publicReportOf(configuration, stored, week);
  return { report, exitCode: week?.state === "missing" ? EXIT.failed : EXIT.done };
}
async function publicReportOf(configuration, report, week) {
  const files = await readCohortFiles(configuration.cohorts);
  const agreements = files.flatMap(
    (file) => "cohort" in file && file.cohort.status === "active" ? [{ cohort: file.id, expires: file.cohort.expires }] : []
  );
  const now = parseInstant(report.finishedAt) ?? runnerNow();
  const { smallCell } = configuration.limits;
  return publishFigures(report, { smallCell, now, week, agreements });
}
async function weekOf2(diagnostics, runs, { run, frontier, finishedAt }) {
  const [reached, now] = [parseInstant(frontier ?? ""), parseInstant(finishedAt)];
  if (reached === void 0 || now === void 0) return null;
  const since = stampOf(thisWeek(now));
  const before = runs.filter((other) => other >= since && other < run);
  const earlier = await Promise.all(before.map((other) => readReport(diagnostics, other)));
  return loadWeek(
    reached,
    now,
    earlier.filter((each) => each !== void 0)
  );
}
async function runsSince(diagnostics, since) {
  return (await listRuns(diagnostics)).filter((run) => run >= stampOf(since));
}
function stampOf(instant) {
  return formatInstant(instant).slice(0, 19).replaceAll(/[-:]/g, "").toLowerCase();
}

export {
  publishFigures,
  reportRun,
  publicReportOf,
  runsSince
};
