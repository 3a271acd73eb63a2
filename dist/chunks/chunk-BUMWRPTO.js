import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  isRed
} from "./chunk-FHAH33DM.js";

// src/report/figure-words.ts
var SIZES = ["bytes", "kB", "MB", "GB", "TB", "PB"];
function rowsInWords(rows) {
  return rows === null ? "\u2013" : rows.toLocaleString("en-US");
}
function bytesInWords(bytes) {
  if (bytes === null) return "\u2013";
  const power = bytes < 1e3 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${Number((bytes / 1e3 ** power).toPrecision(2))} ${SIZES[power]}`;
}
function durationInWords(milliseconds) {
  const seconds = milliseconds / 1e3;
  if (seconds < 100) return `${Number(seconds.toPrecision(2))} s`;
  const minutes = seconds / 60;
  if (minutes < 100) return `${Number(minutes.toPrecision(2))} min`;
  return `${Number((minutes / 60).toPrecision(2))} h`;
}
function cohortsInWords(count) {
  return `${count} cohort${count === 1 ? "" : "s"}`;
}

// src/report/verdict.ts
function verdict(report) {
  const all = report.cohorts.length;
  const stopped = report.cohorts.filter(isStopped).length;
  const through = report.through === null ? "" : ` through ${report.through}`;
  if (report.problem !== null) return { sign: "\u274C", words: "The run stopped" };
  if (stopped > 0) {
    const rest = all - stopped;
    const others = rest === 0 ? "" : `, the other${rest === 1 ? "" : "s"} done${through}`;
    return { sign: "\u274C", words: `${stopped} of ${cohortsInWords(all)} held back${others}` };
  }
  if (report.week?.state === "missing")
    return { sign: "\u274C", words: `The load of Sunday ${report.week.sunday} has not come` };
  if (isRed(report)) return { sign: "\u274C", words: "Failed" };
  if (report.dryRun) return { sign: "\u{1F50D}", words: `Dry run: ${cohortsInWords(all)} looked at, nothing moved` };
  const active = report.cohorts.filter(({ state }) => state === "current").length;
  if (report.week?.state === "not-yet") {
    const { sunday } = report.week;
    const words = `The load of Sunday ${sunday} is not there yet; ${cohortsInWords(active)} current${through}`;
    return { sign: "\u{1F553}", words };
  }
  if (active === 0) return { sign: "\u2705", words: "Nothing to do: no active cohort" };
  return { sign: "\u2705", words: `${cohortsInWords(active)} current${through}` };
}
function isStopped({ state }) {
  return state === "held" || state === "failed";
}

export {
  rowsInWords,
  bytesInWords,
  durationInWords,
  cohortsInWords,
  verdict,
  isStopped
};
