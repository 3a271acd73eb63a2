import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  formatInstant,
  runnerNow
} from "./chunk-FV3B4KGK.js";
import {
  CohortSyncError,
  EXIT
} from "./chunk-EKFMLNWJ.js";

// src/sync/problem.ts
function noteOf(error) {
  if (error instanceof CohortSyncError) {
    const { code, message, remedy, findings } = error;
    return { code, message, remedy, ...findings.length === 0 ? {} : { findings } };
  }
  return {
    code: "INTERNAL",
    message: "An unexpected error stopped this cohort.",
    remedy: "Run again; if it comes back, report it with the diagnostics of this run."
  };
}
function problemOf(error) {
  return { note: noteOf(error), exitCode: error instanceof CohortSyncError ? error.exitCode : EXIT.failed };
}
function worst(exitCodes) {
  return [EXIT.failed, EXIT.guard, EXIT.configuration].find((code) => exitCodes.includes(code)) ?? EXIT.done;
}
function exitCodeOf(problems) {
  return worst([...problems.values()].map((error) => problemOf(error).exitCode));
}
function verdict(exitCode) {
  return exitCode === EXIT.done ? "done" : "failed";
}

// src/sync/run-id.ts
import { randomBytes } from "node:crypto";
function newRun(now = runnerNow()) {
  const stamp = formatInstant(now).slice(0, 19).replaceAll(/[-:]/g, "").toLowerCase();
  return `${stamp}_${randomBytes(4).toString("hex")}`;
}

// src/landing/person-list.ts
import { createHash } from "node:crypto";
var ID_BYTES = 8;
function newPersonList(length) {
  return new BigInt64Array(new SharedArrayBuffer(length * ID_BYTES));
}
function personBytes(persons) {
  return new Uint8Array(persons.buffer, persons.byteOffset, persons.byteLength).slice();
}
function parsePersonBytes(content) {
  if (content.byteLength % ID_BYTES !== 0) return void 0;
  const persons = newPersonList(content.byteLength / ID_BYTES);
  new Uint8Array(persons.buffer).set(content);
  return isAscending(persons) ? persons : void 0;
}
function personDigest(persons) {
  return createHash("sha256").update(personBytes(persons)).digest("hex");
}
function isAscending(persons) {
  for (let index = 1; index < persons.length; index++) {
    if ((persons[index - 1] ?? 0n) >= (persons[index] ?? 0n)) return false;
  }
  return true;
}
function seek(persons, from, sought) {
  let step = 1;
  let low = from;
  let high = from;
  while (high < persons.length && (persons[high] ?? 0n) < sought) {
    low = high + 1;
    high += step;
    step *= 2;
  }
  high = Math.min(high, persons.length);
  while (low < high) {
    const middle = low + high >>> 1;
    if ((persons[middle] ?? 0n) < sought) low = middle + 1;
    else high = middle;
  }
  return low;
}

export {
  newPersonList,
  personBytes,
  parsePersonBytes,
  personDigest,
  isAscending,
  seek,
  noteOf,
  problemOf,
  worst,
  exitCodeOf,
  verdict,
  newRun
};
