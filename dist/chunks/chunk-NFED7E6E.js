import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  parsePersonBytes,
  personBytes
} from "./chunk-VXHFPZOD.js";
import {
  isGroup,
  memberListPath,
  membersIndexPath
} from "./chunk-EOFOL3DE.js";
import {
  pLimit
} from "./chunk-LG4IMBNH.js";
import {
  COHORT_ID,
  external_exports,
  omopTable
} from "./chunk-AORXR5WC.js";
import {
  ConfigurationError,
  IntegrityError
} from "./chunk-EKFMLNWJ.js";

// src/landing/members.ts
import { createHash } from "node:crypto";
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
function requireIndex({ etag }, cohort, tables) {
  if (etag !== void 0) return;
  for (const { coverage } of tables)
    if (coverage.groups.length > 0) throw broken(cohort, "the index is gone, and tables have landed");
}
async function saveMembers(store, cohort, before, members, takenUp = before.takenUp ?? null) {
  if (before.members === members && takenUp === (before.takenUp ?? null)) return before;
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
  return createHash("sha256").update(content).digest("hex");
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

export {
  readMembers,
  requireIndex,
  saveMembers,
  chooseCohorts,
  namesOf,
  checkTables
};
