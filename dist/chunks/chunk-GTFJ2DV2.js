import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  isGroup,
  long,
  memberListPath,
  membersIndexPath
} from "./chunk-U4VVK4J4.js";
import {
  pLimit
} from "./chunk-LG4IMBNH.js";
import {
  external_exports
} from "./chunk-AORXR5WC.js";
import {
  formatInstant,
  runnerNow
} from "./chunk-FV3B4KGK.js";
import {
  CohortSyncError,
  EXIT,
  IntegrityError
} from "./chunk-EKFMLNWJ.js";

// src/landing/members.ts
import { createHash as createHash2 } from "node:crypto";

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
  for (let index2 = 1; index2 < persons.length; index2++) {
    if ((persons[index2 - 1] ?? 0n) >= (persons[index2] ?? 0n)) return false;
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

// src/landing/members.ts
var index = external_exports.strictObject({
  format: external_exports.literal(1),
  cohort: external_exports.string(),
  takenUp: external_exports.int().positive().nullable().default(null),
  groups: external_exports.array(
    external_exports.strictObject({
      group: external_exports.string().refine(isGroup),
      revision: external_exports.int().nonnegative(),
      members: external_exports.string().regex(/^[0-9a-f]{64}$/),
      persons: external_exports.int().nonnegative()
    })
  ).refine((groups) => new Set(groups.map((entry) => entry.group)).size === groups.length)
});
async function readMembers(store, cohort) {
  const blob = await store.read(membersIndexPath(cohort));
  if (blob === void 0) return { members: { groups: [] }, etag: void 0 };
  const limit = pLimit(4);
  const stored = parseIndex(cohort, blob.content);
  const groups = await Promise.all(
    stored.groups.map(
      (entry) => limit(async () => {
        const list = await store.read(memberListPath(cohort, entry.members));
        const persons = list && sha256(list.content) === entry.members ? parsePersonBytes(list.content) : void 0;
        if (persons?.length !== entry.persons) throw broken(cohort, `the list of ${entry.group}`);
        return { group: entry.group, revision: entry.revision, members: entry.members, persons };
      })
    )
  );
  return { members: { groups }, takenUp: stored.takenUp, etag: blob.etag };
}
async function readMemberKeys(store, cohort) {
  const blob = await store.read(membersIndexPath(cohort));
  return blob === void 0 ? [] : parseIndex(cohort, blob.content).groups.map(({ members }) => members);
}
function requireIndex({ etag }, cohort, tables) {
  if (etag !== void 0) return;
  for (const { coverage } of tables)
    if (coverage.groups.length > 0) throw broken(cohort, "the index is gone, and tables have landed");
}
async function saveMembers(store, cohort, before, members, takenUp = before.takenUp ?? null, always = false) {
  if (!always && before.members === members && takenUp === (before.takenUp ?? null)) return before;
  const known = new Set(before.members.groups.map((group) => group.members));
  for (const group of members.groups) {
    if (known.has(group.members)) continue;
    await store.putIfAbsent(memberListPath(cohort, group.members), personBytes(group.persons));
  }
  const path = membersIndexPath(cohort);
  const content = encodeIndex(cohort, members, takenUp);
  const swapped = before.etag === void 0 ? await store.putIfAbsent(path, content) === "created" : await store.replace(path, content, before.etag) === "replaced";
  const stored = await store.read(path);
  if (!swapped || stored === void 0 || Buffer.compare(stored.content, content) !== 0)
    throw concurrent(cohort);
  return { members, takenUp, etag: stored.etag };
}
function encodeIndex(cohort, { groups }, takenUp) {
  const entries = groups.map(({ group, revision, members, persons }) => ({
    group,
    revision,
    members,
    persons: persons.length
  }));
  const document = { format: 1, cohort, takenUp, groups: entries };
  return new TextEncoder().encode(`${JSON.stringify(document, null, 2)}
`);
}
function parseIndex(cohort, content) {
  let parsed;
  try {
    parsed = index.parse(JSON.parse(new TextDecoder().decode(content)));
  } catch (cause) {
    throw broken(cohort, "the index", cause);
  }
  if (parsed.cohort !== cohort) throw broken(cohort, "the index");
  return parsed;
}
function sha256(content) {
  return createHash2("sha256").update(content).digest("hex");
}
function broken(cohort, what, cause) {
  return new IntegrityError(`The member lists of cohort ${cohort} are broken: ${what}.`, {
    code: "MEMBERS_BROKEN",
    remedy: "Restore the member lists of the landing from soft delete or a backup; nothing was changed.",
    cause
  });
}
function concurrent(cohort) {
  return new IntegrityError(`Another run changed the members of cohort ${cohort} at the same time.`, {
    code: "CONCURRENT_MEMBERS",
    remedy: "Nothing was committed; run again: the next run assigns upon what is there."
  });
}

// src/plan/stored-run.ts
var name = external_exports.string().min(1).max(200);
var MOST_TEXT = 2e3;
var text = external_exports.string().max(MOST_TEXT);
var whole = external_exports.int().nonnegative();
var findingName = external_exports.strictObject({
  code: name,
  override: external_exports.enum(["accept", "rebuild", "heal", "erase"]),
  cohort: name.nullable(),
  table: name.nullable(),
  digest: name
});
var storedNote = external_exports.strictObject({
  code: name,
  message: text,
  remedy: text,
  findings: external_exports.array(findingName).readonly().exactOptional()
});
var storedProblem = external_exports.strictObject({ note: storedNote, exitCode: external_exports.int().min(0).max(4) });
var storedSource = external_exports.strictObject({
  table: name,
  version: long.nullable(),
  columnsNotRead: external_exports.array(text),
  columnsMissing: external_exports.array(text)
});
var storedCohort = external_exports.strictObject({
  cohort: name,
  /** `inactive`: suspended, revoked or expired. `held`: something must be put right first. */
  state: external_exports.enum(["ready", "inactive", "held"]),
  revision: whole.nullable(),
  persons: whole.nullable(),
  groups: external_exports.array(external_exports.strictObject({ group: name, key: name })),
  problem: storedProblem.nullable(),
  /** What planning took out of the landing already. */
  removed: external_exports.strictObject({
    persons: whole.nullable(),
    tables: external_exports.array(external_exports.strictObject({ table: name, version: whole, rows: long }))
  }).exactOptional()
});

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
  const { message, remedy, ...note } = noteOf(error);
  const exitCode = error instanceof CohortSyncError ? error.exitCode : EXIT.failed;
  return { note: { ...note, message: cut(message), remedy: cut(remedy) }, exitCode };
}
function cut(text2) {
  return text2.length <= MOST_TEXT ? text2 : `${text2.slice(0, MOST_TEXT - 1)}\u2026`;
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
  const millisecond = Number(now / 1000n % 1000n).toString(16).padStart(3, "0");
  return `${stamp}_${millisecond}${randomBytes(3).toString("hex").slice(1)}`;
}

export {
  newPersonList,
  parsePersonBytes,
  personDigest,
  isAscending,
  seek,
  readMembers,
  readMemberKeys,
  requireIndex,
  saveMembers,
  storedNote,
  storedProblem,
  storedSource,
  storedCohort,
  noteOf,
  problemOf,
  worst,
  exitCodeOf,
  verdict,
  newRun
};
